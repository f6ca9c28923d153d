// D11 and D12: a cursor is either continued or refused with its reason; a send may be repeated for ever.
import { copyFileSync, rmSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import type { Message } from '#domain/messages/messages.ts'
import { cursorIn, saidIn, type Answer, type Browser } from './stage/browser.ts'
import { cast } from './stage/site.ts'

interface Sent { message: Message, duplicate?: true, code?: string }

/** The parts of a cursor; opaque to clients, but not to these tests. */
function partsOf (cursor: string): { run: string, seq: number, signal: number } {
  const [run = '', seq, signal] = cursor.split('.')
  return { run, seq: Number(seq), signal: Number(signal) }
}

function refusal (answer: Answer) {
  return [answer.status, answer.reason, answer.cursor, answer.events.length]
}

t.test('D11 a cursor of this run is good up to the head, and refused beyond it', async t => {
  const { ana, ben, eve, talk } = await cast(t)
  const from = await ben.cursor()
  await ana.send(talk, 'one')
  const { run, seq, signal } = partsOf(await ben.cursor())
  t.same(saidIn((await ben.ask({ cursor: from })).events), ['one'])
  t.same(refusal(await ben.ask({ cursor: `${run}.${seq + 1}.${signal}`, hold: 90 })), ['resync', 'ahead', null, 0])
  t.equal((await ben.ask({ cursor: `${run}.${seq}.${signal}`, hold: 0 })).status, 'idle')
  t.same((await eve.catchUp(`${run}.0.0`)).events.filter(event => 'conversationId' in event), [], 'the oldest cursor opens nothing to eve')
})

t.test('D11 a cursor that no server wrote is malformed, and is not taken for "from now"', async t => {
  const { ben } = await cast(t)
  const { run } = partsOf(await ben.cursor())
  for (const cursor of ['x', `${run}.1`, `${run}.-1.0`, `${run}.1.0.0`, `${run}.01.0`, `${run}.1e3.0`, ' ', `${run}.99999999999999999.0`, '"}<script>']) {
    const answer = await ben.ask({ cursor })
    t.same(refusal(answer), ['resync', 'malformed', null, 0], cursor)
    t.ok(answer.retryMs > 0)
  }
})

t.test('D11 a cursor of an earlier run continues, and brings the state of signals once', async t => {
  const { site, ana, ben, talk } = await cast(t, { kept: true })
  const cursor = await ben.cursor()
  await ana.send(talk, 'before the restart')
  await site.restart()
  ana.poll({ cursor: await ana.cursor() })
  await site.holds(1)
  await ana.send(talk, 'after it')
  const answers: Answer[] = [await ben.ask({ cursor })]
  while (answers.at(-1)?.status === 'events') answers.push(await ben.ask({ cursor: cursorIn(answers.at(-1) as Answer), hold: 0 }))
  t.same(saidIn(answers.flatMap(({ events }) => events)), ['before the restart', 'after it'])
  t.same(answers.flatMap(({ signals }) => signals.presence), [{ username: 'ana', state: 'online', lastSeenAt: null }], 'once')
})

t.test('D11 a cursor of a run that is not in this database is refused', async t => {
  const [here, elsewhere] = [await cast(t), await cast(t)]
  const cursor = await elsewhere.ben.cursor()
  t.same(refusal(await here.ben.ask({ cursor })), ['resync', 'run', null, 0])
})

t.test('D11 a restored backup refuses cursors written after it was made', async t => {
  const { site, ana, ben, talk } = await cast(t, { kept: true })
  const before = await ben.cursor()
  await ana.send(talk, 'in the backup')
  const backup = `${site.path}.backup`
  const source = new Sqlite(site.path, { readonly: true })
  source.exec(`VACUUM INTO '${backup}'`)
  source.close()
  await ana.send(talk, 'lost with the disk')
  const later = await ben.cursor()
  await site.restart()
  const latest = await ben.cursor()
  await site.restart({
    meanwhile: () => {
      for (const end of ['', '-wal', '-shm']) rmSync(site.path + end, { force: true })
      copyFileSync(backup, site.path)
    }
  })
  for (let index = 0; index < 5; index++) await ana.send(talk, `since ${index}`)
  t.same(refusal(await ben.ask({ cursor: later })), ['resync', 'ahead', null, 0], 'its number was given again, to another event')
  t.same(refusal(await ben.ask({ cursor: latest })), ['resync', 'run', null, 0], 'a run the backup does not know')
  t.equal(saidIn((await ben.catchUp(before)).events)[0], 'in the backup', 'a cursor the backup knows continues')
})

t.test('D11 a cursor before the trimmed part of the ledger is refused', async t => {
  const { site, ana, ben, talk } = await cast(t)
  const old = await ben.cursor()
  await ana.send(talk, 'long ago')
  site.clock.advance(1_000)
  const young = await ben.cursor()
  await ana.send(talk, 'today')
  await site.world.messenger.store.ledger.trim(site.clock.now())
  t.same(refusal(await ben.ask({ cursor: old })), ['resync', 'trimmed', null, 0])
  t.same(saidIn((await ben.catchUp(young)).events), ['today'])
})

t.test('D12 a send repeated in any way is stored once', async t => {
  const { site, ana, ben, talk } = await cast(t, { kept: true })
  const path = `/api/conversations/${talk}/messages`
  const from = await ben.cursor()
  const send = { clientId: 'ana-says-it', body: 'once' }
  const together = await Promise.all([1, 2, 3, 4, 5].map(() => ana.call<Sent>('POST', path, send)))
  t.same(together.map(({ status }) => status).sort(), [200, 200, 200, 200, 201])
  t.equal(together.filter(({ body }) => body.duplicate === true).length, 4)
  t.equal(new Set(together.map(({ body }) => body.message.no)).size, 1)
  site.clock.advance(40 * 60_000)
  await site.restart()
  const later = await ana.call<Sent>('POST', path, send)
  t.same([later.status, later.body], [200, { message: together[0]?.body.message, duplicate: true }])
  t.same(saidIn((await ben.catchUp(from)).events), ['once'])
})

t.test('D12 the same clientId with another body or conversation is refused', async t => {
  const { ana, ben, cho, eve, talk } = await cast(t)
  const other = await ana.conversationWith(cho)
  const say = (who: Browser, conversationId: string, body: string) =>
    who.call<Sent>('POST', `/api/conversations/${conversationId}/messages`, { clientId: 'the-same-id', body })
  t.equal((await say(ana, talk, 'hello')).status, 201)
  for (const [conversationId, body] of [[talk, 'something else'], [other, 'hello']] as const) {
    const refused = await say(ana, conversationId, body)
    t.same([refused.status, refused.body.code], [409, 'CLIENT_ID_REUSED'])
  }
  t.equal((await say(ben, talk, 'hello')).status, 201, 'a key is its sender’s own')
  t.equal((await say(eve, talk, 'hello')).status, 404, 'and tells eve nothing')
  t.same((await ana.history(other)).filter(({ kind }) => kind === 'text'), [])
})

t.test('D12 a key outlives recall: the retry is answered with the recalled message', async t => {
  const { ana, ben, talk } = await cast(t)
  const path = `/api/conversations/${talk}/messages`
  const send = { clientId: 'ana-says-it', body: 'regretted' }
  const { message } = await ana.do<Sent>('POST', path, send)
  await ana.do('DELETE', `${path}/${message.no}`)
  const again = await ana.call<Sent>('POST', path, send)
  t.same([again.status, again.body.duplicate, again.body.message.body, again.body.message.no], [200, true, '', message.no])
  t.type(again.body.message.recalledAt, 'number')
  t.equal((await ana.call<Sent>('POST', path, { ...send, body: 'another' })).status, 409)
  t.same((await ben.history(talk)).filter(({ kind }) => kind === 'text').map(({ body }) => body), [''])
})

t.test('D12 a retry gets the first answer, also when its sender may no longer write', async t => {
  const { ana, ben, talk } = await cast(t)
  const path = `/api/conversations/${talk}/messages`
  const send = { clientId: 'ana-says-it', body: 'while contacts' }
  await ana.do('POST', path, send)
  await ben.do('PUT', '/api/blocks/ana')
  t.same([(await ana.call<Sent>('POST', path, send)).status], [200])
})

t.test('D12 a bounced message is judged again when it is repeated', async t => {
  const { ana, ben, talk } = await cast(t)
  const path = `/api/conversations/${talk}/messages`
  await ben.do('DELETE', '/api/contacts/ana')
  const from = await ben.cursor()
  const send = { clientId: 'ana-says-it', body: 'let us be contacts' }
  for (let tries = 0; tries < 2; tries++) t.equal((await ana.call<Sent>('POST', path, send)).body.code, 'NOT_A_CONTACT')
  const { request } = await ana.do<{ request: { id: string } }>('POST', '/api/contact-requests', { username: 'ben' })
  await ben.do('POST', `/api/contact-requests/${request.id}/accept`)
  t.equal((await ana.call<Sent>('POST', path, send)).status, 201)
  t.equal((await ana.call<Sent>('POST', path, send)).status, 200)
  t.same(saidIn((await ben.catchUp(from)).events), ['let us be contacts'])
})
