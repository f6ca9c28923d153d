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

t.test('unmuting from a row → what was chosen before the quiet counts again', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { conversation: { id } } = await w.messenger.conversations.group(ana.userId, 'Tea', ['ben'])
  const offered = async (notify: 'mentions' | 'none', mutedUntil: number | null) => {
    await w.messenger.conversations.choose(ana.userId, id, { notify, mutedUntil })
    return /\{&quot;notify&quot;:[^}]*\}/.exec((await ana.get(`/conversations/${id}?fragment=menu`)).text)?.[0].replaceAll('&quot;', '"')
  }
  t.equal(await offered('mentions', w.clock.now() + 3_600_000), '{"notify":"mentions","mutedUntil":null}')
  t.equal(await offered('none', null), '{"notify":"all","mutedUntil":null}')
})
