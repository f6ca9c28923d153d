import t, { type Test } from 'tap'
import { wordsIn } from '#test/source/markup.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

const COUNT = 120

/** Ana with 120 contacts more, `p000` … `p119`, and a reader of her pages. */
async function crowded (t: Test) {
  const w = await world(t, { config: { contactRequestsPerHour: 10_000 } })
  const ana = w.as('ana')
  const names = Array.from({ length: COUNT }, (_, index) => `p${String(index).padStart(3, '0')}`)
  for (const username of names) {
    const person = { id: `u-${username}`, username, displayName: `Person ${username}`, passwordHash: 'x', isAdmin: false, language: null, timeZone: null }
    await w.messenger.store.accounts.create(person, null, w.clock.now())
    await w.messenger.contacts.accept(`u-${username}`, (await w.messenger.contacts.ask(ana.userId, username, '')).id)
  }
  return { w, ana, names, reader: new Reader(ana) }
}

/** The address of the link at the end of a page of a list. */
function next (text: string, what: RegExp): string | null {
  const link = [...text.matchAll(/<p class="list-more"><a class="button quiet" href="([^"]+)">([^<]+)</g)].find(([, , label = '']) => what.test(label))
  return link?.[1]?.replaceAll('&amp;', '&') ?? null
}

function peopleIn (text: string): string[] {
  return [...text.matchAll(/<li class="row person[^"]*"><a href="\.\.\/contacts\/([^"]+)"/g)].map(([, username = '']) => username)
}

t.test('S11 the page of contacts shows 50, counts them all, and links to the others', async t => {
  const { reader, names } = await crowded(t)
  const shown: string[] = []
  for (let address: string | null = '/contacts/'; address !== null; address = next(reader.text, /More contacts/)) {
    await reader.open(address)
    t.ok(peopleIn(reader.text).length <= 50)
    t.match(reader.words, `${COUNT + 2} contacts`)
    shown.push(...peopleIn(reader.text))
  }
  t.same(shown, ['ben', 'cho', ...names])
})

t.test('S11 requests after the first 50 have pages of their own; the count on Contacts is of all', async t => {
  const { w, names } = await crowded(t)
  const eve = new Reader(w.as('eve'))
  for (const username of names) {
    w.clock.advance(1)
    await w.messenger.contacts.ask(`u-${username}`, 'eve', 'hello')
  }
  await eve.open('/contacts/')
  t.match(eve.text, `<b id="asking-total" class="badge">${COUNT}</b>`)
  t.equal(peopleIn(eve.text).length, 50)
  await eve.open(next(eve.text, /More requests/) ?? 'none')
  t.equal(peopleIn(eve.text)[0], 'p069')
  await eve.send('accept')
  t.match(eve.text, `<b id="asking-total" class="badge">${COUNT - 1}</b>`)
})

t.test('S11 pages that show no contacts read none', async t => {
  const { w, ana } = await crowded(t)
  const { signals } = w.messenger.store
  const asked: number[] = []
  const { presencesOf } = signals
  signals.presencesOf = async (userId, userIds) => {
    asked.push(userIds.length)
    return await presencesOf(userId, userIds)
  }
  signals.presences = async () => { throw new Error('All contacts are read.') }
  for (const page of ['conversations/', 'settings/', 'groups/new', 'contacts/', 'contacts/p007']) t.equal((await ana.get(`/${page}`)).status, 200, page)
  t.ok(asked.length > 0)
  t.ok(Math.max(...asked) <= 50, `at most a page of people is read at once: ${asked.join()}`)
})

t.test('S11 a group takes contacts of any page and those found by name; ticks are kept', async t => {
  const { w, reader } = await crowded(t)
  await reader.open('/groups/new')
  const ticked = () => [...reader.text.matchAll(/name="usernames" value="([^"]+)" checked/g)].map(([, username = '']) => username)
  t.equal([...reader.text.matchAll(/name="usernames"/g)].length, 50)
  await reader.send('groups/new', { title: 'Harbour', usernames: 'ben', more: 'More contacts' })
  t.match(reader.text, 'value="p048"')
  t.match(reader.text, 'value="Harbour"')
  t.same(ticked(), ['ben'])
  await reader.send('groups/new', { title: 'Harbour', usernames: 'ben', q: 'p119', find: 'Find' })
  t.match(reader.text, 'value="p119"')
  t.notMatch(reader.text, 'value="p048"')
  await reader.send('groups/new', { title: 'Harbour', usernames: 'ben', q: 'nobody', find: 'Find' })
  t.match(reader.words, 'No contact matches “nobody”.')
  t.same(ticked(), ['ben'])
  const { conversations } = w.messenger
  const groups = async () => (await conversations.list(w.as('ana').userId, { limit: 200 })).conversations.filter(({ kind }) => kind === 'group')
  t.same(await groups(), [], 'searching creates none')
  await reader.send('groups/new', { title: 'Harbour', usernames: 'p119' })
  t.match(await groups(), [{ title: 'Harbour', memberCount: 2 }])
})

t.test('S11 a name is sent again and again → the form shows it once', async t => {
  const { w, ana } = await crowded(t)
  for (const more of [{ find: 'x' }, { title: '' }]) {
    const drawn = await ana.post('/groups/new', { title: 'Harbour', usernames: Array(10_000).fill('ben'), ...more })
    t.match(drawn.text, 'value="ben" checked')
    t.ok(drawn.text.length < 100_000, `${drawn.text.length} characters`)
  }
  t.match(await w.messenger.conversations.list(ana.userId, { limit: 200 }), { conversations: [] })
})

t.test('S11 a form with few contacts has no search', async t => {
  const reader = new Reader((await world(t)).as('ana'))
  await reader.open('/groups/new')
  t.notMatch(reader.text.slice(reader.text.indexOf('id="stage"')), /name="(?:q|find|more|after)"/)
})

t.test('S11 blocks and browsers come in pages of 50', async t => {
  const { w, ana, names, reader } = await crowded(t)
  for (const username of names) {
    w.clock.advance(1)
    await w.messenger.contacts.block(ana.userId, username)
  }
  for (let index = 0; index < 60; index++) await w.another('ana')
  for (const [section, pages] of [['privacy', [50, 50, 20]], ['sessions', [50, 11]]] as const) {
    const found: number[] = []
    for (let address: string | null = `/settings/${section}`; address !== null; address = next(reader.text, /Show more/)) {
      await reader.open(address)
      found.push([...reader.text.matchAll(/<li class="(?:row person|card)/g)].length)
    }
    t.same(found, [...pages], section)
  }
})

t.test('S11 a profile shows its contact request, however many others there are', async t => {
  const { w, names } = await crowded(t)
  for (const username of names) {
    w.clock.advance(1)
    await w.messenger.contacts.ask(`u-${username}`, 'eve', `I am ${username}`)
  }
  t.match(wordsIn((await w.as('eve').get('/contacts/p000')).text), 'I am p000')
})
