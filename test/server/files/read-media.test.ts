// Real and hostile bytes, read by the real process.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import t from 'tap'
import type { Media } from '#domain/files/media.ts'
import { ReasonError } from '#domain/reasons.ts'
import { createMediaReader } from '#server/files/media-reader.ts'
import { installation } from '#server/installation.ts'
import { systemClock } from '#server/system-clock.ts'
import { animatedGif, blackPng, HOSTILE, movingPng, zipBomb } from './hostile-bytes.ts'
import { video, voiceNote, wav } from './recordings.ts'

const { program } = installation()
const dir = t.testdir()
const reader = createMediaReader({ program, data: dir, clock: systemClock })
t.teardown(() => reader.stop())

async function read (bytes: Buffer, keepOriginal = false): Promise<Media> {
  const path = join(dir, 'file')
  writeFileSync(path, bytes)
  return await reader.read({ userId: 'ana', path, folder: dir, keepOriginal })
}

/** A photo as a phone makes it: it lies on its side, red on its left, and says where it was taken. */
async function photo (format: 'jpeg' | 'webp' | 'png', width: number, height: number): Promise<Buffer> {
  const blue = { create: { width: width / 2, height, channels: 3, background: 'blue' } } as const
  return await sharp({ create: { width, height, channels: 3, background: 'red' } })
    .composite([{ input: blue, gravity: 'east' }])
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Make: 'Phone' }, IFD3: { GPSLatitude: '52/1 30/1 0/1', GPSLatitudeRef: 'N' } })
    .toFormat(format).toBuffer()
}

/** Colours of the middle of the upper and of the lower half, as `r,g,b`, rounded. */
async function halves (path: string): Promise<string[]> {
  const { data, info: { width, height, channels } } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return [0.25, 0.75].map(share => {
    const at = (Math.floor(height * share) * width + (width >> 1)) * channels
    return [...data.subarray(at, at + 3)].map(value => Math.round(value / 255)).join()
  })
}

for (const [format, width, height] of [['jpeg', 4000, 3000], ['webp', 2400, 1200], ['png', 2400, 1200]] as const) {
  t.test(`U290 a photo of a phone as ${format} → upright, smaller pictures, nothing about place and device`, async t => {
    const bytes = await photo(format, width, height)
    t.match(await sharp(bytes).metadata(), { orientation: 6, width })
    const { cleaned = '', previews, ...rest } = await read(bytes)
    t.same(rest, { type: `image/${format}`, width: height, height: width })
    t.same(previews.map(({ size, type }) => [size, type]), [['small', 'image/jpeg'], ['large', 'image/jpeg']])
    for (const [path, longest] of [[cleaned, width], [previews[0]?.path, 480], [previews[1]?.path, 2048]] as const) {
      const shown = { width: longest * height / width, height: longest }
      t.match(await sharp(path).metadata(), { ...shown, orientation: undefined, exif: undefined, icc: undefined, xmp: undefined })
      t.same(await halves(path ?? ''), ['1,0,0', '0,0,1'], 'its left is above')
      t.notOk(readFileSync(path ?? '').includes('Phone'))
    }
  })
}

t.test('U290 the sender keeps the original → no cleaned one, size and previews upright', async t => {
  const media = await read(await photo('jpeg', 400, 300), true)
  t.same(media, {
    type: 'image/jpeg',
    width: 300,
    height: 400,
    previews: [{ size: 'small', path: join(dir, 'small'), type: 'image/jpeg' }, { size: 'large', path: join(dir, 'large'), type: 'image/jpeg' }]
  })
})

t.test('a picture with a hole → PNG previews; with an unused channel for one → JPEG', async t => {
  const picture = (alpha: number) => sharp({ create: { width: 60, height: 40, channels: 4, background: { r: 9, g: 9, b: 9, alpha } } })
  t.match(await read(await picture(0.5).png().toBuffer()), { type: 'image/png', previews: [{ type: 'image/png' }, { type: 'image/png' }] })
  t.match(await read(await picture(1).png().toBuffer()), { type: 'image/png', previews: [{ type: 'image/jpeg' }, { type: 'image/jpeg' }] })
  t.match(await sharp(join(dir, 'large')).metadata(), { width: 60, height: 40 }, 'never enlarged')
})

t.test('AVIF → JPEG, or WebP where it is transparent', async t => {
  const picture = (alpha: number) => sharp({ create: { width: 60, height: 40, channels: 4, background: { r: 9, g: 9, b: 9, alpha } } })
  t.match(await read(await picture(0.5).avif({ effort: 0 }).toBuffer()), { type: 'image/webp', width: 60, cleaned: String })
  t.match(await read(await picture(1).removeAlpha().avif({ effort: 0 }).toBuffer()), { type: 'image/jpeg', width: 60, cleaned: String })
})

t.test('CMYK, grey and 16 bits → read', async t => {
  const picture = sharp({ create: { width: 60, height: 40, channels: 3, background: '#123456' } })
  t.match(await read(await picture.clone().toColourspace('cmyk').jpeg().toBuffer()), { width: 60, previews: [{}, {}] })
  t.match(await read(await picture.clone().toColourspace('b-w').png().toBuffer()), { width: 60, previews: [{}, {}] })
  t.match(await read(await picture.clone().toColourspace('rgb16').png().toBuffer()), { width: 60, previews: [{}, {}] })
})

t.test('an animated PNG → keeps its frames', async t => {
  const { cleaned = '', ...media } = await read(movingPng(3))
  t.match(media, { type: 'image/png', width: 1, height: 1, animated: true })
  t.ok(readFileSync(cleaned).equals(movingPng(3)))
})

for (const format of ['gif', 'webp'] as const) {
  t.test(`an animated ${format} → moves when cleaned, its previews show the first frame`, async t => {
    const moving = await sharp(animatedGif(40, 3), { animated: true }).toFormat(format).toBuffer()
    const { cleaned, ...media } = await read(moving)
    t.match(media, { type: `image/${format}`, width: 40, height: 40, animated: true })
    t.match(await sharp(cleaned, { animated: true }).metadata(), { pages: 3, pageHeight: 40, loop: 0 })
    t.match(await sharp(join(dir, 'small'), { animated: true }).metadata(), { width: 40, height: 40, pages: undefined })
  })
}

// In WebM, nothing says how long the last packet is.
for (const [container, durationMs] of [['webm', 2920], ['mp4', 2940]] as const) {
  t.test(`a voice note as ${container} → sound, with the length of its packets`, async t => {
    t.same(await read(await voiceNote(container, 2.94)), { type: `audio/${container}`, durationMs, previews: [] })
  })
}

t.test('a video → its size and length', async t => {
  t.same(await read(await video(320, 240, 3)), { type: 'video/webm', width: 320, height: 240, durationMs: 2900, previews: [] })
})

t.test('uncompressed sound → its length', async t => {
  t.same(await read(wav(2)), { type: 'audio/wav', durationMs: 2000, previews: [] })
})

const DOWNLOAD = { type: 'application/octet-stream', previews: [] }

const PLAIN: Readonly<Record<string, [bytes: Buffer | Promise<Buffer>, media: Media]>> = {
  'no bytes': [HOSTILE.nothing, DOWNLOAD],
  'a PNG that is HTML': [HOSTILE.pngThatIsHtml, DOWNLOAD],
  'HTML under the name of a PNG': [HOSTILE.page, DOWNLOAD],
  'SVG with script': [HOSTILE.svg, DOWNLOAD],
  'SVG as XML': [HOSTILE.xmlSvg, DOWNLOAD],
  'a zip bomb under the name of a PNG': [zipBomb(20_000_000), { type: 'application/zip', previews: [] }],
  'a PDF': [Buffer.from('%PDF-1.7\n%%EOF'), { type: 'application/pdf', previews: [] }],
  'a HEIC photo': [Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), { type: 'image/heic', previews: [] }],
  'a WebM of a header alone': [Buffer.from('\x1aE\xdf\xa3\x9fB\x82\x84webm', 'latin1'), DOWNLOAD],
  'half a voice note': [voiceNote('mp4', 1).then(bytes => bytes.subarray(0, 200)), DOWNLOAD]
}

for (const [name, [bytes, media]] of Object.entries(PLAIN)) {
  t.test(`U291 ${name} → a plain file of type ${media.type}`, async t => {
    t.same(await read(await bytes), media)
  })
}

const REFUSED: Readonly<Record<string, [bytes: () => Buffer | Promise<Buffer>, reason: string]>> = {
  'a GIF that is HTML': [() => HOSTILE.gifThatIsHtml, 'picture-unreadable'],
  'a cut JPEG': [async () => (await photo('jpeg', 400, 300)).subarray(0, 1500), 'picture-unreadable'],
  'a cut PNG': [() => blackPng(500, 500).subarray(0, 60), 'picture-unreadable'],
  'a picture of 30,000 × 30,000 pixels': [() => blackPng(30_000, 30_000), 'picture-too-large'],
  'frames on a canvas of 20,000 × 20,000 pixels': [() => animatedGif(20_000, 2), 'picture-too-large'],
  'a moving GIF that is cut': [() => animatedGif(100, 50).subarray(0, 900), 'picture-unreadable']
}

for (const [name, [bytes, reason]] of Object.entries(REFUSED)) {
  t.test(`U291 ${name} → ${reason}, and the next picture is read`, async t => {
    await t.rejects(read(await bytes()), { reason, field: 'file' } as object as Error)
    t.match(await read(blackPng(8, 8)), { type: 'image/png', width: 8, height: 8 })
  })
}

t.test('U292 a process that grows beyond its bound → ended, and the picture refused', async t => {
  const small = createMediaReader({ program, data: dir, clock: systemClock, memoryMib: 64 })
  t.teardown(() => small.stop())
  writeFileSync(join(dir, 'file'), await photo('jpeg', 4000, 3000))
  await t.rejects(small.read({ userId: 'ana', path: join(dir, 'file'), folder: dir, keepOriginal: false }), new ReasonError('picture-unreadable', 'file'))
})

t.test('U291 a GIF with an archive behind it → a picture, and the archive is gone', async t => {
  const polyglot = Buffer.concat([animatedGif(20, 1), zipBomb(1000)])
  const { cleaned = '', type } = await read(polyglot)
  t.equal(type, 'image/gif')
  t.notOk(readFileSync(cleaned).includes('PK'))
})

t.test('five thousand frames of a million pixels each → read as fast as one, and all kept', async t => {
  const moving = animatedGif(1000, 5000)
  const { cleaned = '', ...media } = await read(moving)
  t.match(media, { type: 'image/gif', animated: true, width: 1000 })
  t.ok(readFileSync(cleaned).equals(moving))
})
