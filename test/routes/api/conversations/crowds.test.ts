import t from 'tap'
import { world } from '#test/world.ts'

const names = (count: number) => Array.from({ length: count }, (_, n) => `nobody-${n}`)

t.test('eve adds ten thousand people to a group → refused, nothing is looked up or written', async t => {
  const site = await world(t)
  const [ana, eve] = [site.as('ana'), site.as('eve')]
  const { id } = (await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben'] })).body['conversation'] as { id: string }
  const { ledger, groups } = site.messenger.store
  const head = ledger.head()
  let asked = 0
  const add = groups.add.bind(groups)
  groups.add = (adding, at) => {
    asked++
    return add(adding, at)
  }
  for (const person of [eve, ana]) {
    const { status, body } = await person.post(`/api/conversations/${id}/members`, { usernames: names(10_000) })
    t.match([status, body], [400, { code: 'INVALID' }], person.username)
  }
  t.equal(asked, 0, 'the store is not asked')
  t.equal((await eve.post(`/api/conversations/${id}/members`, { usernames: names(500) })).status, 404, 'as many as one call takes')
  t.equal(ledger.head(), head)
})

t.test('everybody mentions everybody → one message each; everybody at once for the owner alone', async t => {
  const site = await world(t)
  const people = (['ana', 'ben', 'cho'] as const).map(name => site.as(name))
  const [ana, ben] = people
  const { id } = (await ana?.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben', 'cho'] }))?.body['conversation'] as { id: string }
  const path = `/api/conversations/${id}/messages`
  for (const [index, person] of people.entries()) {
    const all = await person.post(path, { clientId: `everybody-${index}`, body: 'everybody', mentionsAll: true })
    t.equal(all.status, person === ana ? 201 : 403, person.username)
    const text = await person.post(path, { clientId: `everybody-text-${index}`, body: '@all @ana @ben @cho '.repeat(300), mentions: 'text' })
    t.equal(text.status, 201)
    const { mentions, mentionsAll } = text.body['message'] as { mentions: string[], mentionsAll?: boolean }
    t.same(mentions.sort(), people.filter(other => other !== person).map(({ username }) => username), 'each named once')
    t.equal(mentionsAll, person === ana ? true : undefined)
  }
  t.equal((await ben?.post(path, { clientId: 'too-many-names', body: 'x', mentions: names(51) }))?.status, 400)
  const { messages } = (await ben?.get('/api/mentions'))?.body as { messages: unknown[] }
  t.equal(messages.length, 3, 'two of ana, one of cho')
  t.same((await site.as('eve').get('/api/mentions')).body['messages'], [])
})
