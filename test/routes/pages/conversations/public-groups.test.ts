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

t.test('U173 somebody asks to join → open pages of those who decide say so until it is settled', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben'])
  await w.messenger.groups.change(w.as('ana').userId, id, { isPublic: true, joining: 'request' })
  const [ana, ben, cho] = [new Reader(w.as('ana')), new Reader(w.as('ben')), new Reader(w.as('cho'))]
  const { cursor } = (await w.as('ana').poll({ hold: 0 })).body
  await cho.open(`/groups/${id}`)
  await cho.send(`groups/${id}`, { note: 'Hello' })
  const html = async (from: unknown) => String((await w.as('ana').poll({ cursor: from, hold: 0, view: 'html' })).body['html'])
  const came = await html(cursor)
  t.match(came, new RegExp(`id="requests-${id}" class="announcement requests" data-changed="\\d+"><a href="../conversations/${id}/invites">1 person asks to join</a>`))
  t.match(came, new RegExp(`id="requests-count-${id}" class="badge" data-changed="\\d+">1<`))
  t.match(came, `data-how="reload" data-into="ways-in-${id}"`, 'the list of requests is loaded again')
  t.match((await ana.open(`/conversations/${id}`)).words, '1 person asks to join')
  t.match((await ana.open(`/conversations/${id}?side=1`)).words, 'Invite links and requests 1')
  t.notMatch((await ben.open(`/conversations/${id}`)).words, 'asks to join')
  await ana.switchTo('frame')
  const frame = /src="([^"]*held\/[^"]*)"/.exec((await ana.open(`/conversations/${id}`)).text)?.[1] ?? ''
  t.match((await ana.open(frame.replaceAll('&amp;', '&').replace(/^(\.\.\/)+/, '/'))).words, '1 person asks to join')
  const later = (await w.as('ana').poll({ hold: 0 })).body['cursor']
  await cho.open(`/groups/${id}`)
  await cho.send('/withdraw')
  t.notMatch(cho.words, 'Your request was sent.')
  t.match(await html(later), new RegExp(`id="requests-${id}" class="announcement requests" data-changed="\\d+" hidden></p>`))
})

t.test('public groups are forbidden → pages offer none; a group’s form keeps its choice', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben'])
  await w.messenger.groups.change(w.as('ana').userId, id, { isPublic: true, joining: 'open' })
  const { conversation: { id: other } } = await w.messenger.conversations.group(w.as('ana').userId, 'Coffee', ['ben'])
  const [ana, eve] = [new Reader(w.as('ana')), new Reader(w.as('eve'))]
  t.match((await eve.open('/conversations/')).words, 'Find groups')
  await w.people.site.change({ publicGroups: false })
  t.notMatch((await eve.open('/conversations/')).words, 'Find groups')
  t.match((await eve.open('/groups/?q=tea')).words, 'Groups can’t be public on this site.')
  t.equal((await eve.open(`/groups/${id}`)).status, 404)
  t.notMatch((await ana.open(`/conversations/${other}/edit`)).text, 'name="is_public"')
  t.match((await ana.open(`/conversations/${id}/edit`)).words, 'This site doesn’t allow public groups right now')
  await ana.send('/edit', { title: 'Tea at five', announcement: '', colour: '', adding: 'members', history: 'none', joining: 'open', is_public: 'on' })
  t.match(ana.words, 'Saved.')
  await w.people.site.change({ publicGroups: true })
  t.match((await eve.open('/groups/?q=five')).words, 'Tea at five')
})

t.test('more public groups than a page holds → a link leads to the rest of them', async t => {
  const w = await world(t)
  const { userId } = w.as('ana')
  for (let n = 1; n <= 51; n++) {
    const { conversation: { id } } = await w.messenger.conversations.group(userId, `Tea & ${n}`, n === 51 ? ['ben'] : ['ben', 'cho'])
    await w.messenger.groups.change(userId, id, { isPublic: true })
  }
  const eve = await new Reader(w.as('eve')).open('/groups/?q=tea+%26')
  t.notMatch(eve.words, 'Tea & 51')
  const [, next = ''] = /href="\.\.(\/groups\/\?q=tea%20%26&amp;after=[^"]+)"/.exec(eve.text) ?? []
  await eve.open(next.replace('&amp;', '&'))
  t.match(eve.words, 'Tea & 51 2 members')
  t.notMatch(eve.words, /Tea & 50|More groups/)
})
