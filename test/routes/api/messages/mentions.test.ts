import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

async function talk (t: Test) {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { body } = await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben', 'cho'] })
  const { id } = body['conversation'] as { id: string }
  const path = `/api/conversations/${id}/messages`
  const listOf = async (who: typeof ana) => ((await who.get('/api/mentions')).body['messages'] as Array<{ body: string }>).map(each => each.body)
  return { w, ana, ben, cho: w.as('cho'), eve, id, path, listOf }
}

t.test('U160 a send with mentions → 201 with the members among them; their list and row alone', async t => {
  const { ana, ben, cho, eve, id, path, listOf } = await talk(t)
  const { status, body } = await ana.post(path, { clientId: 'client-1', body: 'Hi @ben', mentions: ['ben', 'eve', 'nobody'] })
  t.equal(status, 201)
  t.match(body, { message: { mentions: ['ben'], mentionsAll: undefined } })
  const { no, changedSeq } = body['message'] as { no: number, changedSeq: number }
  t.same([await listOf(ben), await listOf(cho), await listOf(ana), await listOf(eve)], [['Hi @ben'], [], [], []])
  t.match((await ben.get(`/api/conversations/${id}`)).body, { conversation: { mentionNo: no, mentionSeq: changedSeq } })
  t.match((await cho.get(`/api/conversations/${id}`)).body, { conversation: { mentionNo: null, mentionSeq: null } })
  await ben.post(`/api/conversations/${id}/read`, { no })
  t.match((await ben.get(`/api/conversations/${id}`)).body, { conversation: { mentionNo: null, mentionSeq: null } })
  t.same(await listOf(ben), ['Hi @ben'], 'the list keeps what was read')
})

t.test('"text" → the members that the text names; an address, a word or a link names nobody', async t => {
  const { ana, path } = await talk(t)
  const found = async (clientId: string, body: string) => {
    const { mentions, mentionsAll = false } = (await ana.post(path, { clientId, body, mentions: 'text' })).body['message'] as { mentions?: string[], mentionsAll?: boolean }
    return [mentions ?? [], mentionsAll]
  }
  t.same(await found('client-1', '@Ben, and 你好@cho。'), [['ben', 'cho'], false])
  t.same(await found('client-2', 'mail x@ben or @benny or https://a.com/@ben'), [[], false])
  t.same(await found('client-3', '*@ben* _@cho_ @ALL!'), [['ben', 'cho'], true])
  t.same(await found('client-4', '@ben '.repeat(1_000).trim()), [['ben'], false])
})

t.test('everybody: owner → everyone but the sender; a member → 403, and @all in the text is text', async t => {
  const { ana, ben, cho, eve, path, listOf, w } = await talk(t)
  t.match(await ben.post(path, { clientId: 'client-1', body: '@all', mentionsAll: true }), { status: 403, body: { code: 'FORBIDDEN', reason: 'mentions-all' } })
  t.match(await eve.post(path, { clientId: 'client-1', body: '@all', mentionsAll: true }), { status: 404 })
  t.match((await ben.post(path, { clientId: 'client-1', body: '@all', mentions: 'text' })).body, { message: { mentionsAll: undefined } })
  t.match((await ana.post(path, { clientId: 'client-1', body: 'come', mentionsAll: true })).body, { message: { mentionsAll: true } })
  t.same([await listOf(ana), await listOf(ben), await listOf(cho)], [[], ['come'], ['come']])
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  t.match(await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-2', body: '@all', mentionsAll: true }), { status: 403 })
})

t.test('D12 mentions are part of what a clientId was used for; "text" is not, as the text says it', async t => {
  const { ana, path } = await talk(t)
  const send = (more: object) => ana.post(path, { clientId: 'client-1', body: 'Hi @ben', ...more })
  await send({})
  t.match(await send({ mentions: 'text' }), { status: 200, body: { duplicate: true } })
  t.match(await send({ mentions: ['ben'] }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
  t.match(await send({ mentionsAll: true }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
})

t.test('an edit without mentions → those stay; with them → those; by others → refused', async t => {
  const { ana, ben, path, listOf } = await talk(t)
  const { body } = await ana.post(path, { clientId: 'client-1', body: 'Hi @ben', mentions: 'text' })
  const one = `${path}/${(body['message'] as { no: number }).no}?method=PATCH`
  t.match((await ana.post(one, { body: 'Hello @ben' })).body, { message: { mentions: ['ben'] } })
  t.match((await ana.post(one, { body: 'Hello @cho', mentions: 'text' })).body, { message: { mentions: ['cho'] } })
  t.same(await listOf(ben), [])
  t.match(await ben.post(one, { body: 'x', mentions: ['ben'] }), { status: 403 })
})

t.test('more names than a message can mention, or what is no name → 400', async t => {
  const { ana, path } = await talk(t)
  const many = Array.from({ length: 51 }, (_, index) => `user-${index}`)
  for (const mentions of [many, ['ben', 'ben'], ['B N'], 'all', 3]) t.match(await ana.post(path, { clientId: 'client-1', body: 'x', mentions }), { status: 400 })
  t.equal((await ana.post(path, { clientId: 'client-1', body: 'x', mentions: many.slice(1) })).status, 201)
})
