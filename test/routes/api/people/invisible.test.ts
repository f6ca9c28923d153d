import t from 'tap'
import { world } from '#test/world.ts'

const NOTHING = ['\u200b', '\u2060', '\u2800', '\u3164', '\u00ad', '\u200d', '\u202e', '\u{e0020}', '\ufe0f', '\n\n\u200b\n', '\ufeff', '\u3000', '\u0301']

t.test('B01 a message of invisible characters is refused like an empty one; with a letter it is stored as sent', async t => {
  const w = await world(t)
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const messages = `/api/conversations/${id}/messages`
  const send = (body: string, n: number) => ana.post(messages, { clientId: `client-${n}`, body })
  t.match(await send('', 0), { status: 400, body: { code: 'INVALID' } })
  for (const [n, body] of NOTHING.entries()) {
    t.match(await send(body, n), { status: 400, body: { code: 'INVALID', message: 'A message needs some text.' } }, named(body))
    t.match(await send(`a${body}b`, n), { status: 201, body: { message: { body: `a${body}b` } } }, named(body))
  }
  t.match(await ana.patch(`${messages}/1`, { body: '\u3164' }), { status: 400, body: { code: 'INVALID' } })
  t.equal((await w.messenger.messages.history(ana.userId, id, { limit: 200 })).messages.filter(({ kind }) => kind === 'text').length, NOTHING.length)

  const { conversation: { id: hers } } = await w.messenger.conversations.direct(eve.userId, 'ana')
  t.match(await eve.post(`/api/conversations/${hers}/messages`, { clientId: 'client-eve', body: '\u2800' }), { status: 400 })
  t.strictSame((await w.messenger.messages.history(eve.userId, hers, { limit: 1 })).bounces, [], 'and not kept as a refused one')
})

t.test('B02 a name that shows nothing falls back to the username, and one with something hidden loses that', async t => {
  const w = await world(t)
  const ben = w.as('ben')
  for (const nothing of NOTHING) {
    t.match(await ben.patch('/api/me', { displayName: nothing }), { status: 200, body: { user: { displayName: 'ben' } } }, named(nothing))
  }
  t.match((await ben.patch('/api/me', { displayName: 'B\u200ben\u3164' })).body, { user: { displayName: 'Ben' } })
})

t.test('B02 titles, labels and the site’s name need something visible; remarks and notes of nothing are none', async t => {
  const w = await world(t)
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  for (const nothing of NOTHING) {
    const shown = named(nothing)
    t.match(await ana.post('/api/conversations', { kind: 'group', title: nothing, usernames: ['ben'] }), { status: 400, body: { code: 'INVALID' } }, shown)
    t.match(await ana.post('/api/tokens', { label: nothing }), { status: 400, body: { code: 'INVALID' } }, shown)
    t.match(await ana.patch('/api/contacts/ben', { remark: nothing }), { status: 200, body: { contact: { remark: '' } } }, shown)
    await t.rejects(w.people.site.change({ name: nothing }), { code: 'INVALID' }, shown)
    t.match(await eve.get(`/api/users?q=${encodeURIComponent(nothing)}`), { status: 200, body: { users: { length: 0 } } }, shown)
  }
  t.match((await eve.post('/api/contact-requests', { username: 'ben', note: '\u3164' })).body, { request: { note: '' } })
})

/** Names a text that cannot be seen, for a report that is made of lines. */
function named (text: string): string {
  return [...text].map(char => `U+${char.codePointAt(0)?.toString(16)}`).join(' ')
}
