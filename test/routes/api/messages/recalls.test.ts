import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

async function stage (t: Test) {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('cho').userId, 'Tea', ['ana', 'ben'])
  let said = 0
  async function say (name: 'ana' | 'ben', body: string): Promise<number> {
    const { message } = await w.messenger.messages.send({ senderId: w.as(name).userId, conversationId: id, clientId: `client-${++said}`, body })
    return message.no
  }
  return { w, id, say, path: `/api/conversations/${id}/recalls` }
}

t.test('several of one’s own → recalled; others’ and old ones are named; a repeat changes nothing', async t => {
  const { w, say, path } = await stage(t)
  const old = await say('ana', 'old')
  w.clock.advance(121_000)
  const [mine, bens, also] = [await say('ana', 'MINE'), await say('ben', 'bens'), await say('ana', 'ALSO')]
  const nos = [also, old, bens, mine, mine, 99]
  const refused = [{ no: old, code: 'TOO_LATE' }, { no: bens, code: 'FORBIDDEN' }, { no: 99, code: 'NOT_FOUND' }]
  for (const at of ['first', 'again']) {
    const { status, body } = await w.as('ana').post(path, { nos })
    t.match([status, body], [200, { messages: [{ no: mine, body: '' }, { no: also, body: '' }], refused }], at)
  }
  const { text } = await w.as('ben').get(path.replace('recalls', 'messages'))
  t.notMatch(text, /MINE|ALSO/)
  t.match(text, 'bens')
})

t.test('eve, no number, a hundred and one → refused', async t => {
  const { w, say, path } = await stage(t)
  const no = await say('ana', 'ours')
  t.equal((await w.as('eve').post(path, { nos: [no] })).status, 404)
  t.equal((await w.as('ana').post(path, { nos: [] })).status, 400)
  t.equal((await w.as('ana').post(path, { nos: Array.from({ length: 101 }, (_, i) => i + 1) })).status, 400)
  t.equal((await w.as('ana').post(path, { nos: [98, 99] })).status, 404)
  t.match((await w.as('ben').get(path.replace('recalls', 'messages'))).text, 'ours')
})
