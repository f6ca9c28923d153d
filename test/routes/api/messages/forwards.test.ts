import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

/** ana reads a group with ben and cho; she and ben have a conversation, and so have cho and eve. */
async function talk (t: Test) {
  const w = await world(t)
  const [ana, ben, cho, eve] = [w.as('ana'), w.as('ben'), w.as('cho'), w.as('eve')]
  const { conversations, messages } = w.messenger
  const { conversation: { id: tea } } = await conversations.group(ana.userId, 'Secret plans', ['ben', 'cho'])
  const { conversation: { id: direct } } = await conversations.direct(ana.userId, 'ben')
  const say = async (who: typeof ana, conversationId: string, body: string) =>
    (await messages.send({ senderId: who.userId, conversationId, clientId: `client-${body}`, body })).message.no
  const nos = [await say(cho, tea, 'one'), await say(ana, tea, 'two'), await say(cho, tea, 'three')]
  const forward = (who: typeof ana, fields: object = {}) =>
    who.post('/api/forwards', { clientId: 'forward-1', from: { conversationId: tea, nos }, to: [direct], ...fields })
  const bodiesOf = async (who: typeof ana, id: string) =>
    ((await who.get(`/api/conversations/${id}/messages`)).body['messages'] as Array<{ body: string, kind: string }>)
      .filter(({ kind }) => kind === 'text').map(({ body }) => body)
  return { w, ana, ben, cho, eve, tea, direct, nos, say, forward, bodiesOf }
}

t.test('U215 messages to two conversations → copies in the order given, naming authors alone', async t => {
  const { ana, ben, tea, direct, nos, forward } = await talk(t)
  const { status, body } = await forward(ana, { from: { conversationId: tea, nos: [nos[2], nos[0]] }, to: [direct, tea] })
  t.equal(status, 201)
  t.match(body, { refused: [], messages: ['three', 'one', 'three', 'one'].map(text => ({ body: text, sender: { username: 'ana' } })) })
  const [copy] = (await ben.get(`/api/conversations/${direct}/messages?limit=1`)).body['messages'] as object[]
  t.match(copy, { body: 'one', forwardedFrom: { displayName: 'Cho' }, replyTo: undefined })
  t.notMatch(JSON.stringify(copy), /Secret plans|"cho"/)
})

t.test('the same clientId again → no more copies; with other fields → refused', async t => {
  const { w, ana, tea, direct, nos, forward, bodiesOf } = await talk(t)
  const first = await forward(ana)
  await w.messenger.messages.recall(w.as('cho').userId, tea, nos[2] ?? 0)
  t.same((await forward(ana)).body, first.body)
  t.same(await bodiesOf(ana, direct), ['one', 'two', 'three'], 'copies outlive a recall')
  t.match(await forward(ana, { keepFrom: false }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
  t.match(await forward(ana, { clientId: 'forward-2' }), { status: 409, body: { reason: 'message-recalled' } })
  t.equal((await bodiesOf(ana, direct)).length, 3)
})

t.test('a call that broke off in the middle → its repeat finishes it, without anything twice', async t => {
  const { w, ana, direct, forward, bodiesOf } = await talk(t)
  const { repeats } = w.messenger.store
  const keep = repeats.keep
  Object.assign(repeats, { keep: async () => { throw new Error('the process ended') } })
  t.equal((await forward(ana)).status, 500)
  Object.assign(repeats, { keep })
  t.match(await forward(ana), { status: 201, body: { messages: [{ body: 'one' }, { body: 'two' }, { body: 'three' }] } })
  t.same(await bodiesOf(ana, direct), ['one', 'two', 'three'])
})

t.test('a forward broke off, an original is gone → what was made is told, the rest refused', async t => {
  const { w, ana, eve, tea, direct, nos, forward, bodiesOf } = await talk(t)
  const { messages } = w.messenger
  const whole = (await w.messenger.conversations.group(ana.userId, 'Whole', ['ben'])).conversation.id
  const send = messages.send
  let sent = 0
  Object.assign(messages, {
    send: async (...given: Parameters<typeof send>) => {
      if (++sent > 5) throw new Error('the process ended')
      return await send(...given)
    }
  })
  t.equal((await forward(ana, { to: [whole, direct, tea] })).status, 500)
  Object.assign(messages, { send })
  await messages.recall(w.as('cho').userId, tea, nos[2] ?? 0)
  const again = await forward(ana, { to: [whole, direct, tea] })
  t.match(again, { status: 201, body: { messages: [1, 2, 3, 4, 5].map(() => ({ sender: { username: 'ana' } })) } })
  t.same(again.body['refused'], [direct, tea].map(conversationId => ({ conversationId, code: 'CONFLICT' })))
  t.same(await bodiesOf(ana, direct), ['one', 'two'], 'nothing more was made')
  t.same((await forward(ana, { to: [whole, direct, tea] })).body, again.body)
  t.match(await forward(eve, { to: [whole, direct, tea] }), { status: 404 }, 'another’s clientId leads nowhere')
})

t.test('recalled or edited between the reading and the copying → no copy of the old text', async t => {
  const { w, ana, cho, tea, direct, nos, forward, bodiesOf } = await talk(t)
  const { messages } = w.messenger
  const { send } = messages
  let meanwhile: () => Promise<unknown> = async () => await messages.edit(ana.userId, tea, nos[1] ?? 0, 'second')
  Object.assign(messages, {
    send: async (...given: Parameters<typeof send>) => {
      await meanwhile()
      meanwhile = async () => await messages.recall(cho.userId, tea, nos[2] ?? 0)
      return await send(...given)
    }
  })
  const told = await forward(ana, { to: [direct, tea] })
  t.same(await bodiesOf(ana, direct), ['one', 'second'])
  t.same(told.body['refused'], [direct, tea].map(conversationId => ({ conversationId, code: 'CONFLICT' })))
  t.same((await forward(ana, { to: [direct, tea] })).body, told.body)
})

t.test('the conversation of the originals is given up before they are copied → no copy', async t => {
  const { w, ben, direct, forward, tea } = await talk(t)
  const { messages } = w.messenger
  const { send } = messages
  Object.assign(messages, {
    send: async (...given: Parameters<typeof send>) => {
      await ben.post(`/api/conversations/${tea}/leave`, {})
      await ben.delete(`/api/conversations/${tea}`)
      return await send(...given)
    }
  })
  t.match(await forward(ben), { status: 201, body: { messages: [], refused: [{ conversationId: direct, code: 'NOT_FOUND' }] } })
})

t.test('targets that take nothing → refused one by one, without bounces; the others get all', async t => {
  const { w, ana, ben, direct, forward, bodiesOf } = await talk(t)
  const quiet = (await w.messenger.conversations.group(ben.userId, 'Quiet', ['ana'])).conversation.id
  await ben.patch(`/api/conversations/${quiet}`, { quiet: true })
  const { body } = await ben.post('/api/conversations', { kind: 'direct', username: 'cho' })
  const { id: theirs } = body['conversation'] as { id: string }
  t.match((await forward(ana, { to: [quiet, theirs, direct] })).body, {
    messages: [{ conversationId: direct }, {}, {}], refused: [{ conversationId: quiet, code: 'FORBIDDEN' }, { conversationId: theirs, code: 'NOT_FOUND' }]
  })
  await ben.put('/api/blocks/ana')
  t.match(await forward(ana, { clientId: 'forward-2' }), { status: 201, body: { messages: [], refused: [{ conversationId: direct, code: 'NOT_A_CONTACT' }] } })
  t.match((await ana.get(`/api/conversations/${direct}`)).body, { conversation: { bounced: false } })
  t.same(await bodiesOf(ben, direct), ['one', 'two', 'three'])
})

t.test('eve, a line of the server, a number beyond one’s periods → nothing is copied', async t => {
  const { w, ana, cho, eve, tea, direct, forward, bodiesOf } = await talk(t)
  const own = (await w.messenger.conversations.direct(eve.userId, 'eve').catch(() => w.messenger.conversations.group(eve.userId, 'Mine', []))).conversation.id
  t.match(await forward(eve, { to: [own] }), { status: 404 })
  t.match(await forward(ana, { from: { conversationId: tea, nos: [1] } }), { status: 403 })
  await cho.post(`/api/conversations/${tea}/leave`, {})
  const after = await w.messenger.messages.send({ senderId: ana.userId, conversationId: tea, clientId: 'client-later', body: 'later' })
  t.match(await forward(cho, { from: { conversationId: tea, nos: [after.message.no] }, to: [tea] }), { status: 404 })
  t.same(await bodiesOf(ana, direct), [])
  t.match(await forward(ana, { from: { conversationId: tea, nos: Array.from({ length: 101 }, (_, at) => at + 1) } }), { status: 400 })
  t.match(await forward(ana, { from: { conversationId: tea, nos: Array.from({ length: 100 }, (_, at) => at + 1) }, to: [direct, tea, 'x'] }),
    { status: 429, body: { reason: 'forward-copies' } })
})

t.test('a copy that names its author → cannot be edited, and forwarded on it names them still', async t => {
  const { ana, ben, cho, tea, direct, nos, forward } = await talk(t)
  const { body } = await forward(ana, { from: { conversationId: tea, nos: [nos[0]] } })
  const [{ no }] = body['messages'] as [{ no: number }]
  t.match(await ana.patch(`/api/conversations/${direct}/messages/${no}`, { body: 'forged' }), { status: 403 })
  const on = { clientId: 'forward-9', from: { conversationId: direct, nos: [no] }, to: [tea] }
  t.match((await forward(ben, on)).body, { messages: [{ sender: { username: 'ben' }, forwardedFrom: { displayName: 'Cho' } }] })
  t.match((await forward(ana, { ...on, clientId: 'forward-3', keepFrom: false })).body, { messages: [{ forwardedFrom: undefined }] })
  t.equal((await cho.get(`/api/conversations/${direct}`)).status, 404)
})

t.test('a copy → memory and ledger tell the same, also after its author has another name', async t => {
  const { w, ana, ben, forward } = await talk(t)
  const { body: { cursor } } = await ben.poll({ hold: 0 })
  await forward(ana)
  const told = (await ben.poll({ cursor, hold: 0 })).body['events'] as object[]
  t.equal(told.length, 3)
  await w.as('cho').patch('/api/me', { displayName: 'Chosen' })
  w.messenger.mailboxes.reset(w.messenger.store.ledger.head())
  t.same(((await ben.poll({ cursor, hold: 0 })).body['events'] as object[]).slice(0, 3), told)
})
