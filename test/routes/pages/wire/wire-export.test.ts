import t from 'tap'
import { world } from '#test/world.ts'

t.test('U224 a talk -> one file with drawing, table, scores and raw requests, which loads nothing', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  await ana.get('/wire/')
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'ana-says-1', body: 'hello <b>' })
  await ana.post('/api/me/password', { oldPassword: 'wrong horse', newPassword: 'another horse' })
  await ana.get('/join/some-secret-code-1234')
  const { status, headers, text } = await ana.get('/wire/export')
  t.equal(status, 200)
  t.match(headers, { 'content-disposition': 'attachment; filename="holdline-wire.html"', 'cache-control': /no-store/ })
  t.match(text, /^<!DOCTYPE html>/)
  t.match(text, /<svg [^>]*role="group"/)
  t.match(text, '<table class="wire-table">')
  t.match(text, 'Nothing lost, nothing doubled, nothing out of order.')
  t.match(text, /<details id="wire\/exchanges\/1">[^]*hello &lt;b&gt;[^]*curl -i -X POST/)
  t.match(text, /<style>[^<]*\.wire-bar[^<]*<\/style>/)
  // Links lead to a place in the file that is there; nothing is loaded and nothing runs.
  t.notMatch(text, /<script|<link|<img|<iframe|\ssrc=|url\(|@import/)
  for (const [, href = ''] of text.matchAll(/href="([^"]*)"/g)) t.match(text, `id="${href.slice(1)}"`, href)
  for (const secret of [ana.token, 'wrong horse', 'another horse', 'some-secret-code']) t.notOk(text.includes(secret), secret)
})

t.test('eve, a stranger and a token -> their own, the way to sign in, a refusal', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  await ana.get('/wire/')
  await ana.get('/api/me')
  t.notMatch((await w.as('eve').get('/wire/export')).text, '/api/me')
  t.equal((await w.stranger().get('/wire/export')).status, 303)
  const { secret } = (await ana.post('/api/tokens', { label: 'program' })).body as { secret: string }
  t.equal((await w.stranger().get('/wire/export', { authorization: `Bearer ${secret}` })).status, 403)
})

t.test('a text that was recalled -> is not in the file (D15)', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  await ana.get('/wire/')
  const { message: { no } } = (await ana.post(`/api/conversations/${id}/messages`, { clientId: 'ana-says-1', body: 'regretted' })).body as { message: { no: number } }
  t.match((await ana.get('/wire/export')).text, 'regretted')
  await ana.delete(`/api/conversations/${id}/messages/${no}`)
  t.notMatch((await ana.get('/wire/export')).text, 'regretted')
})
