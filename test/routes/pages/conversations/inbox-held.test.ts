import t from 'tap'
import { world } from '#test/world.ts'

t.test('U73 a held list that is answered, or that its browser leaves → is sent once', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  await ana.post('/mode', { mode: 'frame', back: '' })
  const first = await ana.get('/conversations/')
  const next = /url=([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&').replace('../', '/') ?? ''
  t.match(next, /cursor=/)
  const base = await w.listen()
  const leaving = new AbortController()
  const left = fetch(base + next, { headers: { cookie: ana.cookie ?? '' }, signal: leaving.signal }).catch(() => 'left')
  while (w.messenger.mailboxes.parkedCount < 1) await new Promise(resolve => setImmediate(resolve))
  leaving.abort()
  t.equal(await left, 'left')
  while (w.messenger.mailboxes.parkedCount > 0) await new Promise(resolve => setImmediate(resolve))
  t.equal((await ana.get('/api/me')).status, 200)
  t.same(w.logged.filter(line => line.includes('ALREADY_SENT')), [])
})
