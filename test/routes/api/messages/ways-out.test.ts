// A message leaves by many ways: each must carry exactly the fields of its schema. The module loader plants a field in the schema and in
// the store, and one in the store alone; the tree stays as it is.
import { registerHooks } from 'node:module'
import t from 'tap'
import { exchange } from '#test/wire.ts'
import { Agent } from 'node:http'

const PLANTED: Readonly<Record<string, readonly [find: string, replace: string]>> = {
  '/src/domain/messages/messages.ts': ["}, 'Message')", ", planted: Type.Optional(Type.String()) }, 'Message')"],
  '/src/store/sqlite/messages/message-rows.ts': ['no: row.no,', "no: row.no, planted: 'out', secret: 'in',"],
  '/src/store/sqlite/messages/message-lines.ts': ['const message = {', "const message = { planted: 'out', secret: 'in',"]
}
const planted = new Set<string>()

registerHooks({
  load (url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const [path, [find, replace]] = Object.entries(PLANTED).find(([path]) => url.endsWith(path)) ?? ['', ['', '']]
    if (path === '' || String(loaded.source).split(find).length !== 2) return loaded
    planted.add(path)
    return { ...loaded, source: String(loaded.source).replace(find, replace) }
  }
})

const { world } = await import('#test/world.ts')

t.test('a field of the message schema leaves by every way out, a field of the store alone by none', async t => {
  const w = await world(t)
  t.same([...planted].sort(), Object.keys(PLANTED).sort(), 'everything is planted')
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { body: { cursor } } = await ben.poll()
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  const talk = `/api/conversations/${id}`
  const address = await w.listen()
  const agent = new Agent()
  t.teardown(() => agent.destroy())

  const ways: Record<string, string> = {}
  async function by (way: string, answer: Promise<{ text: string }>): Promise<void> {
    ways[way] = (await answer).text
  }
  await by('door', exchange(`${address}${talk}/messages`, {
    method: 'POST', headers: { cookie: ana.cookie ?? '' }, body: '{"clientId":"client-door","body":"by the door"}', agent, timeoutMs: 5_000
  }).reply)
  await by('route', ana.post(`${talk}/messages`, { clientId: 'client-route', body: 'by the route' }))
  await by('duplicate', ana.post(`${talk}/messages`, { clientId: 'client-route', body: 'by the route' }))
  await by('edit', ana.send('PATCH', `${talk}/messages/2`, { payload: { body: 'edited' } }))
  await by('recall', ana.delete(`${talk}/messages/3`, {}))
  await by('history', ben.get(`${talk}/messages`))
  await by('list', ben.get('/api/conversations'))
  await by('one', ben.get(talk))
  await by('snapshot', ben.get('/api/snapshot'))
  await by('poll from memory', ben.poll({ cursor }))
  w.messenger.mailboxes.reset(w.messenger.store.ledger.head())
  await by('poll from the ledger', ben.poll({ cursor }))

  for (const [way, text] of Object.entries(ways)) {
    const messages = text.split('"clientId":').length - 1
    t.ok(messages > 0, `${way} brings a message`)
    t.equal(text.split('"planted":"out"').length - 1, messages, `${way} carries the field`)
    t.notMatch(text, 'secret', `${way} carries no other`)
  }
  t.equal(ways['poll from memory'], ways['poll from the ledger'], 'an event reads the same from both')
})
