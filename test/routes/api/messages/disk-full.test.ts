import { join } from 'node:path'
import t from 'tap'
import { PASSWORD, world } from '#test/world.ts'

t.test('a full disk → reads go on, writes get a sentence, and users stay signed in', async t => {
  const w = await world(t, { path: join(t.testdir(), 'holdline.db'), pragmas: ['max_page_count = 160'] })
  const ana = w.as('ana')
  const made = await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })
  const { id } = (made.body as { conversation: { id: string } }).conversation
  let n = 0
  const send = () => ana.post(`/api/conversations/${id}/messages`, { clientId: `client-${++n}`, body: 'x'.repeat(8_000) })
  let answer = await send()
  while (answer.status === 201) answer = await send()
  t.match(answer, { status: 507, body: { code: 'STORAGE_FULL', message: /\.$/ } }, `after ${n} sends`)

  t.equal((await ana.get('/api/me')).status, 200)
  const { messages } = (await ana.get(`/api/conversations/${id}/messages?limit=200`)).body as { messages: { no: number }[] }
  t.same(messages.map(({ no }) => no), messages.map((_, i) => i + 1), 'no gap where a send was refused')
  t.equal(messages.length, n, 'the line of becoming contacts, and every message answered 201')
  t.ok([200, 507].includes((await w.stranger().post('/api/login', { username: 'ben', password: PASSWORD })).status), 'a session may still fit')
  t.match((await w.as('ben').poll()).body, { status: 'idle' })
})
