import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** A group of ana, ben and cho. Ben leaves it after writing a message, which the others have read, and `more` that they have not. */
async function leftByBen (t: Test, more: readonly string[] = []) {
  const w = await world(t)
  const [ana, ben, cho] = [w.as('ana'), w.as('ben'), w.as('cho')]
  const { conversation: { id } } = await w.messenger.conversations.group(ana.userId, 'Tea', ['ben', 'cho'])
  let n = 0
  const say = (of: typeof ana, body: string) =>
    w.messenger.messages.send({ senderId: of.userId, conversationId: id, clientId: `message-${n++}`, body })
  await say(ana, 'tea?')
  await say(ben, 'yes')
  for (const other of [ana, cho]) await other.post(`/api/conversations/${id}/read`, { no: 3 })
  for (const body of more) await say(ben, body)
  const { cursor } = (await ben.poll({ hold: 0 })).body
  await ben.post(`/api/conversations/${id}/unread`, { no: 2 })
  await ben.post(`/api/conversations/${id}/leave`)
  return { w, ana, ben, cho, id, say, cursor, reader: await new Reader(ben).open(`/conversations/${id}`) }
}

t.test('U6 a group was left → no details, live receipts, typing or marks; its row says so', async t => {
  const { w, ana, ben, id, reader, say } = await leftByBen(t)
  await w.messenger.signals.typing(ana.userId, id)
  await ana.post(`/api/conversations/${id}/read`, { no: 9 })
  await reader.open(`/conversations/${id}`)
  t.match(reader.words, 'You left the group')
  for (const none of ['side=1', 'data-receipts', 'id="typing"', 'id="composer"']) t.notMatch(reader.text, none, none)
  t.match((await ana.get(`/conversations/${id}`)).text, 'side=1', 'those who stayed have the link')
  t.notMatch((await ben.get(`/held/${id}?tab=frame-1`)).text, 'is typing')
  t.equal((await ben.get(`/conversations/${id}?side=1`)).status, 200, 'an old link leads to the group')
  await say(ana, 'more')
  await ben.post(`/api/conversations/${id}/unread`, { no: 1 })
  t.match((await ben.get('/api/conversations')).body, { conversations: [{ kind: 'group', left: true, unread: 0, unreadFrom: null }, {}, {}], unread: 0 })
  t.notMatch((await ben.get(`/messages/${id}?no=2`)).text, '/unread"')
  await reader.open('/conversations/')
  t.match(reader.text, new RegExp(`id="conversation-${id}" class="row left"`))
  t.match(reader.text, '<title>Chats')
})

t.test('U6 receipts in a group that was left → as of the leave, in every version of the page', async t => {
  const { ana, ben, cho, id, reader } = await leftByBen(t, ['and cake'])
  const ticks = () => [...reader.text.matchAll(/data-receipt="(\w+)"/g)].map(([, state]) => state)
  t.same(ticks(), ['read', 'stored'])
  for (const other of [ana, cho]) await other.post(`/api/conversations/${id}/read`, { no: 9 })
  t.match((await ben.get(`/conversations/${id}?before=5&fragment=1`)).text, 'data-receipt="stored"')
  t.same((await reader.open(`/conversations/${id}`), ticks()), ['read', 'stored'], 'with script')
  await reader.switchTo('plain')
  t.same((await reader.open(`/conversations/${id}`), ticks()), ['stored', 'read'], 'by hand')
  t.same((await reader.open(`/held/${id}?tab=frame-1`), ticks()), ['stored', 'read'], 'in a frame')
})

t.test('U6 leaving in one browser → the group’s page in another loads again, no other page does', async t => {
  const { ben, id, cursor, ana } = await leftByBen(t)
  const html = async (of: typeof ben, from: unknown) => String((await of.poll({ cursor: from, hold: 0, view: 'html' })).body['html'])
  t.match(await html(ben, cursor), `data-how="reload" data-into="messages-${id}"`)
  t.match(await html(ben, cursor), 'data-how="unread" data-count="0"')
  t.notMatch(await html(ana, cursor), 'data-how="reload"')
})

t.test('U6 a group that was left is removed from the list → gone for that member until added again', async t => {
  const { w, ana, ben, cho, id, reader } = await leftByBen(t)
  const { cursor } = (await ben.poll({ hold: 0 })).body
  await reader.send('/remove')
  t.equal(reader.url, '/conversations/')
  t.notMatch(reader.text, id)
  t.match((await ben.poll({ cursor, hold: 0, view: 'html' })).body['html'], `data-how="remove" data-target="conversation-${id}"`)
  t.match((await ben.poll({ cursor, hold: 0 })).body['events'], [{ type: 'conversation-removed', conversationId: id }])
  for (const path of [`/api/conversations/${id}`, `/api/conversations/${id}/messages`, `/conversations/${id}`]) t.equal((await ben.get(path)).status, 404, path)
  t.equal((await ben.delete(`/api/conversations/${id}`)).status, 204, 'repeating it changes nothing')
  for (const other of [ana, cho]) t.match((await other.get(`/api/conversations/${id}`)).body, { conversation: { memberCount: 2 } })
  for (const [who, why] of [[ana, 'a member'], [w.as('eve'), 'a stranger']] as const) t.equal((await who.delete(`/api/conversations/${id}`)).status, 404, why)
  await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'later-message', body: 'without ben' })
  t.notMatch((await ben.get('/conversations/')).text, id)
})
