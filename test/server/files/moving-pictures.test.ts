import sharp from 'sharp'
import t from 'tap'
import { cleanGif, cleanWebp } from '#server/files/worker/moving-pictures.ts'
import { animatedGif, zipBomb } from './hostile-bytes.ts'

const COMMENT = Buffer.from('\x21\xfe\x06Berlin\0', 'latin1')
const XMP = Buffer.from('\x21\xff\x0bXMP DataXMP\x05place\0', 'latin1')

/** The same GIF with blocks after its head, and bytes after its end. */
function withMore (gif: Buffer): Buffer {
  return Buffer.concat([gif.subarray(0, 19), COMMENT, XMP, gif.subarray(19), zipBomb(100)])
}

t.test('a GIF with comments, data of programs and bytes behind its end → its frames alone', async t => {
  const gif = animatedGif(30, 4)
  t.ok(cleanGif(gif)?.equals(gif), 'one without is not touched')
  t.ok(cleanGif(withMore(gif))?.equals(gif))
})

t.test('a GIF with a table of colours for each frame → its frames', async t => {
  const gif = await sharp(animatedGif(30, 4), { animated: true }).gif().toBuffer()
  const cleaned = cleanGif(gif) ?? Buffer.alloc(0)
  const pixels = (bytes: Buffer) => sharp(bytes, { animated: true }).raw().toBuffer()
  t.ok((await pixels(cleaned)).equals(await pixels(gif)))
  t.match(await sharp(cleaned, { animated: true }).metadata(), { pages: 4, loop: 0, delay: [100, 100, 100, 100] })
})

t.test('data hidden behind the loop → gone', async t => {
  const gif = animatedGif(30, 2)
  // Its loop ends with an empty block, at byte 37.
  const hiding = Buffer.concat([gif.subarray(0, 37), Buffer.from('\x05place', 'latin1'), gif.subarray(37)])
  t.ok(cleanGif(hiding)?.equals(gif))
})

t.test('a GIF that is cut at any byte → null', async t => {
  const gif = animatedGif(30, 2)
  for (let length = 13; length < gif.length; length++) t.equal(cleanGif(gif.subarray(0, length)), null, `${length}`)
})

t.test('an animated WebP with what a camera writes → its frames alone', async t => {
  const moving = sharp(animatedGif(30, 3), { animated: true })
  const plain = await moving.clone().webp().toBuffer()
  const told = await moving.clone().withExif({ IFD0: { Make: 'Phone' } }).webp().toBuffer()
  t.ok(told.includes('Phone'))
  const cleaned = cleanWebp(told) ?? Buffer.alloc(0)
  t.ok(cleaned.equals(plain))
  t.match(await sharp(cleaned, { animated: true }).metadata(), { pages: 3, exif: undefined })
  t.ok(cleanWebp(Buffer.concat([told, zipBomb(100)]))?.equals(plain), 'nor what is behind its end')
})

t.test('a WebP that is cut → null', async t => {
  const webp = await sharp(animatedGif(30, 3), { animated: true }).webp().toBuffer()
  t.equal(cleanWebp(webp.subarray(0, webp.length - 1)), null)
})
