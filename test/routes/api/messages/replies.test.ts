import { hash } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { world, type WorldOptions } from '#test/world.ts'

async function talk (t: Test, options: WorldOptions = {}) {
  const w = await world(t, options)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const path = `/api/conversations/${id}/messages`
  const { message: { no } } = await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'client-1', body: 'Shall we meet?' })
  return { w, ana, ben, eve, id, path, no }
}

t.test('a send with replyTo → 201 with the quote; the other is told the same', async t => {
  const { ben, ana, path, no } = await talk(t)
  const { body: { cursor } } = await ana.poll({ hold: 0 })
  const { status, body } = await ben.post(path, { clientId: 'client-2', body: 'At four', replyTo: no })
  t.equal(status, 201)
  t.match(body, { message: { replyTo: { no, sender: { username: 'ana' }, excerpt: 'Shall we meet?', recalled: false } } })
  t.match((await ana.poll({ cursor, hold: 0 })).body, { events: [{ message: body['message'] }] })
  t.match((await ana.get(path)).body, { messages: [{}, {}, body['message']] })
})

t.test('D12 replyTo is part of what a clientId was used for', async t => {
  const { ben, path, no } = await talk(t)
  const send = (more: object) => ben.post(path, { clientId: 'client-2', body: 'At four', ...more })
  await send({ replyTo: no })
  t.match(await send({ replyTo: no }), { status: 200, body: { duplicate: true, message: { replyTo: { no } } } })
  t.match(await send({}), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
  t.match(await send({ replyTo: no + 1 }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
})

t.test('D12 a send without new fields → hashed as before, so a retry over an upgrade is known', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const { ana, id, path: address } = await talk(t, { path })
  const file = new Sqlite(path)
  t.teardown(() => file.close())
  const kept = file.prepare("SELECT hex(request_hash) FROM sends WHERE client_id = 'client-1'").pluck().get()
  t.equal(kept, hash('sha256', `${id}\nShall we meet?`, 'buffer').subarray(0, 16).toString('hex').toUpperCase())
  t.match(await ana.post(address, { clientId: 'client-1', body: 'Shall we meet?' }), { status: 200, body: { duplicate: true } })
})

t.test('an answer to a message that one cannot see → 404 with its reason, for eve as for anything', async t => {
  const { ana, eve, path, no } = await talk(t)
  t.match(await ana.post(path, { clientId: 'client-3', body: 'x', replyTo: 1 }),
    { status: 404, body: { code: 'NOT_FOUND', reason: 'quoted-missing', field: 'replyTo' } }, 'a line of the server')
  t.match(await ana.post(path, { clientId: 'client-3', body: 'x', replyTo: -1 }), { status: 400 })
  const refused = await eve.post(path, { clientId: 'client-4', body: 'x', replyTo: no })
  t.match(refused, { status: 404, body: { reason: undefined } })
})

t.test('D15 recall → the quote is in no answer any more: memory, ledger, history, drawings', async t => {
  const { ana, ben, path, no } = await talk(t)
  const { body: { cursor } } = await ben.poll({ hold: 0 })
  await ben.post(path, { clientId: 'client-2', body: 'At four', replyTo: no })
  const everything = async () => JSON.stringify([
    (await ben.poll({ cursor, hold: 0 })).text, (await ben.poll({ cursor, hold: 0, view: 'html', lang: 'en' })).text, (await ben.get(path)).text
  ])
  t.equal((await everything()).match(/Shall we meet/g)?.length, 4, 'quoted in three answers, and itself in history')
  await ana.delete(`${path}/${no}`)
  t.notMatch(await everything(), 'Shall we meet')
  t.match(await everything(), 'Message recalled')
})
