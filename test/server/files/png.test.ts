import sharp from 'sharp'
import t from 'tap'
import { cleanPng, isMovingPng } from '#server/files/worker/png.ts'
import { blackPng, movingPng, zipBomb } from './hostile-bytes.ts'

const picture = sharp({ create: { width: 30, height: 20, channels: 4, background: '#12345680' } })

t.test('a PNG with texts, place and bytes behind its end → its pixels and colours alone', async t => {
  const plain = await picture.clone().png().toBuffer()
  const told = await picture.clone().withExif({ IFD0: { Make: 'Phone' } }).png().toBuffer()
  t.ok(told.includes('Phone'))
  t.ok(cleanPng(plain)?.equals(plain), 'one without is not touched')
  t.ok(cleanPng(Buffer.concat([told, zipBomb(100)]))?.equals(plain))
})

t.test('a PNG of few colours → of as few', async t => {
  const few = await picture.clone().png({ palette: true }).toBuffer()
  t.match(await sharp(cleanPng(few) ?? undefined).metadata(), { isPalette: true, hasAlpha: true })
})

t.test('a PNG that moves → known as one, with all its frames', async t => {
  const moving = movingPng(3)
  t.ok(isMovingPng(moving))
  t.ok(cleanPng(moving)?.equals(moving))
  t.notOk(isMovingPng(movingPng(1)))
  t.notOk(isMovingPng(blackPng(9, 9)))
})

t.test('a PNG that is cut at any byte → null', async t => {
  const png = movingPng(2)
  for (let length = 8; length < png.length; length++) {
    if (cleanPng(png.subarray(0, length)) !== null) t.fail(`cut at ${length}`)
    isMovingPng(png.subarray(0, length))
  }
})
