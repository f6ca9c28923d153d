import t from 'tap'
import { previewSize } from '#domain/files/previews.ts'

t.test('a picture larger than a preview → its longer side fits, its shape stays', async t => {
  t.strictSame(previewSize('small', { width: 3024, height: 4032 }), { width: 360, height: 480 })
  t.strictSame(previewSize('large', { width: 4032, height: 3024 }), { width: 2048, height: 1536 })
})

t.test('a picture smaller than a preview → never enlarged', async t => {
  t.strictSame(previewSize('small', { width: 16, height: 9 }), { width: 16, height: 9 })
})

t.test('a picture like a thread → at least one pixel', async t => {
  t.strictSame(previewSize('small', { width: 20_000, height: 1 }), { width: 480, height: 1 })
})
