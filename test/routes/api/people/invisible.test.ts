import t from 'tap'
import { world } from '#test/world.ts'

const NOTHING = ['\u200b', '\u2060', '\u2800', '\u3164', '\u00ad', '\u200d', '\u202e', '\u{e0020}', '\ufe0f', '\n\n\u200b\n', '\ufeff', '\u3000', '\u0301']

t.test('B01 a message of invisible characters is refused as empty; with a letter it is stored', async t => {
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
  t.match(await ana.patch(`${messages}/2`, { body: '\u3164' }), { status: 400, body: { code: 'INVALID' } })
  t.equal((await w.messenger.messages.history(ana.userId, id, { limit: 200 })).messages.filter(({ kind }) => kind === 'text').length, NOTHING.length)

  const { conversation: { id: hers } } = await w.messenger.conversations.direct(eve.userId, 'ana')
  t.match(await eve.post(`/api/conversations/${hers}/messages`, { clientId: 'client-eve', body: '\u2800' }), { status: 400 })
  t.strictSame((await w.messenger.messages.history(eve.userId, hers, { limit: 1 })).bounces, [], 'and not kept as a bounce')
})

t.test('B02 an invisible name falls back to the username, and hidden characters are dropped', async t => {
  const w = await world(t)
  const ben = w.as('ben')
  for (const nothing of NOTHING) {
    t.match(await ben.patch('/api/me', { displayName: nothing }), { status: 200, body: { user: { displayName: 'ben' } } }, named(nothing))
  }
  t.match((await ben.patch('/api/me', { displayName: 'B\u200ben\u3164' })).body, { user: { displayName: 'Ben' } })
})

t.test('B02 a line about oneself → one visible line or none, as long as it may be', async t => {
  const w = await world(t)
  const [ben, eve] = [w.as('ben'), w.as('eve')]
  const about = async (line: string) => (await ben.patch('/api/me', { about: line })).body['about']
  t.equal(await about('In the\nhills\u3164 \u202e until Monday '), 'In the hills until Monday')
  t.match((await eve.get('/api/users/ben')).body, { user: { about: 'In the hills until Monday' }, relation: 'none' })
  t.match((await eve.get('/api/users?q=ben')).body, { users: [{ username: 'ben', about: 'In the hills until Monday' }] })
  t.match((await eve.get('/api/search?kind=people&q=ben')).body, { hits: [{ user: { about: 'In the hills until Monday' } }] })
  t.match(await ben.patch('/api/me', { displayName: 'B', about: 'x'.repeat(141) }), { status: 400, body: { code: 'INVALID', field: 'about' } })
  t.match((await ben.get('/api/me')).body, { user: { displayName: 'Ben' }, about: 'In the hills until Monday' }, 'nothing of it is stored')
  t.equal(await about('𝒳'.repeat(140)), '𝒳'.repeat(140))
  for (const nothing of NOTHING) t.equal(await about(nothing), '', named(nothing))
})

t.test('B02 titles, labels and site names must be visible; invisible remarks become empty', async t => {
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

/** Names the characters of an invisible text, for a report made of lines. */
function named (text: string): string {
  return [...text].map(char => `U+${char.codePointAt(0)?.toString(16)}`).join(' ')
}
