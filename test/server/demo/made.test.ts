import t from 'tap'
import { inflateSync } from 'node:zlib'
import { documentOf } from '#server/demo/made/document.ts'
import { harbourAtDusk } from '#server/demo/made/picture.ts'
import { hummedTune } from '#server/demo/made/sound.ts'

t.test('the picture → a PNG of whole rows, the same each time', async t => {
  const png = harbourAtDusk()
  t.equal(png.subarray(1, 4).toString(), 'PNG')
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const at = png.indexOf('IDAT')
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))
  t.equal(rows.length, height * (1 + 3 * width))
  t.ok(rows.some(byte => byte > 200) && rows.some(byte => byte < 60 && byte > 0), 'light and dark')
  t.ok(harbourAtDusk().equals(png))
})

t.test('the sound → a WAV as long as its head says, and its loudness in hundredths', async t => {
  const { bytes, peaks } = hummedTune()
  t.equal(bytes.subarray(0, 4).toString(), 'RIFF')
  t.equal(bytes.readUInt32LE(4), bytes.length - 8)
  t.equal(bytes.readUInt32LE(40), bytes.length - 44)
  t.ok(peaks.length <= 64 && peaks.every(peak => Number.isInteger(peak) && peak >= 0 && peak <= 100))
  t.ok(Math.max(...peaks) > 50 && Math.min(...peaks) === 0, 'it swells and rests')
})

t.test('the document → a PDF whose table says where each object begins', async t => {
  const pdf = documentOf(['Programme (draft)', 'Veni, veni']).toString('latin1')
  t.match(pdf, /^%PDF-1\.4\n/)
  t.match(pdf, '(Programme \\(draft\\)) Tj')
  const table = pdf.slice(Number(/startxref\n(\d+)/.exec(pdf)?.[1]))
  const places = [...table.matchAll(/^(\d{10}) 00000 n/gm)].map(([, place]) => Number(place))
  t.equal(places.length, 5)
  for (const [n, place] of places.entries()) t.equal(pdf.slice(place).indexOf(`${n + 1} 0 obj`), 0)
})
