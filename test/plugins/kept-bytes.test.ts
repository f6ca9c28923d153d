import t from 'tap'
import { rangeOf } from '#plugins/kept-bytes.ts'
import { upload } from '#test/file-form.ts'
import { world } from '#test/world.ts'

/** A header for a file of ten bytes, and the part that it names. */
const RANGES: ReadonlyArray<readonly [header: string, range: ReturnType<typeof rangeOf>]> = [
  ['bytes=0-', { from: 0, to: 9 }],
  ['bytes=0-0', { from: 0, to: 0 }],
  ['bytes=2-4', { from: 2, to: 4 }],
  ['bytes= 2 - 4 ', { from: 2, to: 4 }],
  ['bytes=9-99', { from: 9, to: 9 }],
  ['bytes=-3', { from: 7, to: 9 }],
  ['bytes=-99', { from: 0, to: 9 }],
  ['bytes=10-', 'beyond'],
  ['bytes=-0', 'beyond'],
  ['bytes=4-2', null],
  ['bytes=-', null],
  ['bytes=0-1,3-4', null],
  ['bytes=x-y', null],
  ['lines=1-2', null],
  ['bytes=99999999999999999999-', null]
]

t.test('a range → the bytes that it names', async t => {
  for (const [header, range] of RANGES) t.same(rangeOf(header, 10), range, header)
  t.equal(rangeOf('bytes=0-', 0), 'beyond')
  t.equal(rangeOf('bytes=-1', 0), 'beyond')
})

t.test('U249 a file → whole, in part, its head alone, or not again when the browser has it', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { id } = await upload(ana, '0123456789', 'ten.txt')
  const path = `/files/${id}/ten.txt`
  const whole = await ana.get(path)
  t.match(whole, { status: 200, text: '0123456789', headers: { 'accept-ranges': 'bytes', 'content-length': 10 } })
  const etag = String(whole.headers['etag'])
  t.match(etag, /^"[\w-]{43}"$/)
  t.match(await ana.get(path, { range: 'bytes=2-4' }), { status: 206, text: '234', headers: { 'content-range': 'bytes 2-4/10', 'content-length': 3 } })
  t.match(await ana.get(path, { range: 'bytes=-2', 'if-range': etag }), { status: 206, text: '89' })
  t.match(await ana.get(path, { range: 'bytes=-2', 'if-range': '"other"' }), { status: 200, text: '0123456789' })
  t.match(await ana.get(path, { range: 'bytes=10-' }), { status: 416, headers: { 'content-range': 'bytes */10' } })
  t.match(await ana.send('HEAD', path, {}), { status: 200, text: '', headers: { 'content-length': 10, etag } })
  t.match(await ana.send('HEAD', path, { headers: { range: 'bytes=2-4' } }), { status: 206, text: '', headers: { 'content-length': 3 } })
  for (const condition of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    t.match(await ana.get(path, { 'if-none-match': condition }), { status: 304, text: '', headers: { etag, 'cache-control': 'private, no-cache' } }, condition)
  }
  t.match(await ana.get(path, { 'if-none-match': '"x"' }), { status: 200 })
})

t.test('names in any script → in both forms of the header', async t => {
  const w = await world(t)
  const { id } = await upload(w.as('ana'), 'x', '图 “x”.txt')
  t.match((await w.as('ana').get(`/files/${id}/x`)).headers['content-disposition'], /^attachment; filename="\? .*\.txt"; filename\*=UTF-8''%E5%9B%BE%20/)
})
