import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('the menu of a row without script → a panel that also marks as read; eve gets neither', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-1', body: 'Cake!' })
  const ben = await new Reader(w.as('ben')).switchTo('frame')
  await ben.open('/conversations/')
  t.match(ben.text, `conversations/${id}?side=_own" data-act="row-menu" title="Chat options"`)
  await ben.open(`/conversations/${id}?side=_own`)
  t.equal((await w.messenger.conversations.one(w.as('ben').userId, id)).unread, 1, 'looking at it reads nothing')
  await ben.send('/read', {})
  t.equal((await w.messenger.conversations.one(w.as('ben').userId, id)).unread, 0)

  const { text } = await w.as('ben').get(`/conversations/${id}?fragment=menu`)
  t.match(text, /data-path="conversations\/[\w-]+\/unread" data-content="\{&quot;no&quot;:2\}"/)
  t.match(text, /\/mine" data-content="\{&quot;pinned&quot;:true\}"/)
  t.equal((await w.as('eve').get(`/conversations/${id}?fragment=menu`)).status, 404)
})
