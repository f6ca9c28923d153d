import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U213 a contact’s page → shared groups by pages, the chat and its settings, a search', async t => {
  const w = await world(t)
  const { conversation: { id: direct } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  for (let n = 1; n <= 11; n++) await w.messenger.conversations.group(w.as('ana').userId, `Group ${n}`, n === 1 ? ['ben', 'cho'] : ['ben'])
  const ana = await new Reader(w.as('ana')).open('/contacts/ben')
  t.match(ana.words, /Search messages from this person .*Groups you share Group 11 2 members .*Group 2 2 members More groups/)
  t.notMatch(ana.words, 'Group 1 3 members')
  const more = /href="([^"]*groups=[^"]+)"/.exec(ana.text)?.[1] ?? ''
  t.match((await ana.open(more)).words, /Groups you share Group 1 3 members/)
  t.notMatch(ana.words, 'Group 2 ')

  await ana.open('/search/?q=from%3Aben')
  t.equal(ana.status, 200)
  await ana.open('/contacts/ben')
  t.match(ana.text, 'href="../search/?q=from%3Aben"')
  await ana.send(`conversations/${direct}/mine`)
  t.equal(ana.url, '/contacts/ben')
  t.equal((await w.messenger.conversations.one(w.as('ana').userId, direct)).notify, 'none')
  t.match(ana.words, 'Unmute')
  await ana.post(`/conversations/${direct}/mine`, { ...ana.forms()[0]?.hidden, pinned: 'on', back: 'https://elsewhere.example/' })
  t.notMatch(ana.url, 'elsewhere')
})

t.test('U213 no contact → only groups of both as of now; eve sees none, by any address', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben', 'cho'])
  const groupsOf = async (name: 'ana' | 'ben' | 'cho' | 'eve', of: string) =>
    ((await w.as(name).get(`/api/users/${of}/groups`)).body['conversations'] as ReadonlyArray<{ readonly title: string }>).map(({ title }) => title)
  t.same(await groupsOf('ben', 'cho'), ['Tea'])
  t.match((await new Reader(w.as('ben')).open('/contacts/cho')).words, 'Groups you share Tea')
  for (const other of ['ana', 'ben', 'cho', 'eve'] as const) {
    t.same(await groupsOf('eve', other), [], other)
    const eve = await new Reader(w.as('eve')).open(`/contacts/${other}`)
    t.notMatch(eve.text, /Tea|Groups you share|Search messages from/)
  }
  await w.messenger.groups.removeMember(w.as('ana').userId, id, 'cho')
  for (const [name, other] of [['ben', 'cho'], ['cho', 'ben'], ['cho', 'ana'], ['ana', 'cho']] as const) t.same(await groupsOf(name, other), [], `${name}, ${other}`)
  t.match(await w.as('eve').get('/api/users/nobody-here/groups'), { status: 404 })
  t.match(await w.as('ana').get('/api/users/ben/groups?after=nonsense'), { status: 400 })
})
