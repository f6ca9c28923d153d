import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U151 without script → a group is made public by its form, found by name, joined', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea <1>', ['ben'])
  const [ana, cho, eve] = [new Reader(w.as('ana')), new Reader(w.as('cho')), new Reader(w.as('eve'))]
  await eve.open('/groups/?q=tea')
  t.match(eve.words, 'No public group matches “tea”.')
  t.equal((await eve.open(`/groups/${id}`)).status, 404)
  await ana.open(`/conversations/${id}/edit`)
  await ana.send('/edit', { title: 'Tea <1>', announcement: 'At five', colour: '', adding: 'members', history: 'none', joining: 'open', is_public: 'on' })
  t.match(ana.words, 'Saved.')
  await eve.open('/groups/?q=tea')
  t.match(eve.words, 'Tea <1> 2 members · At five')
  t.match(eve.text, `href="../groups/${id}"`)
  await eve.open(`/groups/${id}`)
  t.notMatch(eve.words, 'Ben')
  await eve.send(`groups/${id}`)
  t.match(eve.words, 'You joined the group')
  await ana.open(`/conversations/${id}/edit`)
  await ana.send('/edit', { title: 'Tea <1>', announcement: 'At five', colour: '', adding: 'members', history: 'none', joining: 'request', is_public: 'on' })
  await cho.open(`/groups/${id}`)
  await cho.send(`groups/${id}`, { note: 'Hello' })
  t.match(cho.words, 'Your request was sent.')
  t.match((await new Reader(w.as('ana')).open(`/conversations/${id}/invites`)).words, 'Hello')
})
