import t, { type Test } from 'tap'
import { WAITING_REQUESTS_MAX, type ContactEntry, type ContactRequest } from '#domain/people/contacts.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Person } from '#test/person.ts'
import { world, type World } from '#test/world.ts'

type Row = Readonly<Record<string, unknown>>

/** A world with many more users, `p000`, `p001` …, whose display names begin in the same order. */
async function many (t: Test, count: number): Promise<{ w: World, names: readonly string[] }> {
  const w = await world(t, { config: { contactRequestsPerHour: 10_000 } })
  const names = Array.from({ length: count }, (_, index) => `p${String(index).padStart(3, '0')}`)
  for (const [index, username] of names.entries()) {
    const person = { id: `u-${username}`, username, displayName: `${index % 2 === 0 ? 'É' : 'e'}${username}`, passwordHash: 'x', isAdmin: false, language: null, timeZone: null }
    await w.messenger.store.accounts.create(person, null, w.clock.now())
  }
  return { w, names }
}

/** Every row of a list, page by page; follows `next` until there is none. */
async function whole (person: Person, path: string, field: string, limit: number): Promise<{ rows: Row[], pages: number[] }> {
  const rows: Row[] = []
  const pages: number[] = []
  for (let after: string | null = null; ;) {
    const { status, body, text } = await person.get(`${path}?limit=${limit}${after === null ? '' : `&after=${encodeURIComponent(after)}`}`)
    if (status !== 200) throw new Error(text)
    const page = body[field] as Row[]
    rows.push(...page)
    pages.push(page.length)
    if (body['more'] !== (body['next'] !== null)) throw new Error('more and next disagree')
    if (body['next'] === null) return { rows, pages }
    if (pages.length > 100) throw new Error('The list has no end.')
    after = String(body['next'])
  }
}

t.test('S11 contacts come in pages by name, each once, and a new remark moves its row', async t => {
  const { w, names } = await many(t, 60)
  const ana = w.as('ana')
  for (const username of names) {
    const { id } = await w.messenger.contacts.ask(ana.userId, username, '')
    await w.messenger.contacts.accept(`u-${username}`, id)
  }
  const first = await ana.get('/api/contacts')
  t.equal((first.body['contacts'] as Row[]).length, 50)
  t.equal(first.body['more'], true)
  const { rows, pages } = await whole(ana, '/api/contacts', 'contacts', 25)
  t.same(pages, [25, 25, 12])
  const listed = (rows as unknown as ContactEntry[]).map(({ user }) => user.username)
  t.same(listed, ['ben', 'cho', ...names], 'É is sorted beside e')
  await ana.patch('/api/contacts/p030', { remark: 'aunt' })
  await w.people.accounts.change('u-p010', { displayName: 'Zed' })
  const again = (await whole(ana, '/api/contacts', 'contacts', 200)).rows as unknown as ContactEntry[]
  t.equal(again[0]?.user.username, 'p030')
  t.equal(again.at(-1)?.user.username, 'p010')
})

t.test('S11 a page of contacts continues after its place, even if that contact is gone', async t => {
  const { w } = await many(t, 0)
  const ana = w.as('ana')
  const { body: { next } } = await ana.get('/api/contacts?limit=1')
  await ana.delete('/api/contacts/ben')
  t.match((await ana.get(`/api/contacts?limit=1&after=${String(next)}`)).body, { contacts: [{ user: { username: 'cho' } }], more: false, next: null })
})

t.test('S11 requests, blocks, browsers and tokens come in pages, newest first', async t => {
  const { w, names } = await many(t, 7)
  const [eve, ana] = [w.as('eve'), w.as('ana')]
  for (const username of names) {
    w.clock.advance(1)
    await w.messenger.contacts.ask(`u-${username}`, 'eve', 'hello')
    await eve.put(`/api/blocks/${username === 'p006' ? 'cho' : username === 'p005' ? 'ben' : 'ana'}`)
    await eve.post('/api/tokens', { label: username })
  }
  await w.messenger.contacts.ask(eve.userId, 'p000', '')
  for (let index = 0; index < 4; index++) await w.another('eve')
  const requests = (await whole(eve, '/api/contact-requests', 'incoming', 3))
  t.same((requests.rows as unknown as ContactRequest[]).map(({ from }) => from.username), names.slice(1).reverse(), 'p000 was accepted by a request in return')
  const blocks = await whole(eve, '/api/blocks', 'users', 2)
  t.same((blocks.rows as unknown as UserRef[]).map(({ username }) => username), ['cho', 'ben', 'ana'])
  t.same(blocks.pages, [2, 1])
  const sessions = await whole(eve, '/api/sessions', 'sessions', 2)
  t.same(sessions.pages, [2, 2, 1])
  t.equal(new Set(sessions.rows.map(({ id }) => id)).size, 5)
  t.same(sessions.rows.filter(({ current }) => current).length, 1)
  const tokens = await whole(eve, '/api/tokens', 'tokens', 3)
  t.same(tokens.rows.map(({ label }) => label), [...names].reverse())
  t.same((await whole(ana, '/api/blocks', 'users', 2)).rows, [], 'nobody sees another’s')
})

t.test('S11 a page of requests covers both lists, and continues with the longer one', async t => {
  const { w, names } = await many(t, 5)
  const eve = w.as('eve')
  for (const username of names) {
    w.clock.advance(1)
    if (username < 'p003') await w.messenger.contacts.ask(`u-${username}`, 'eve', '')
    else await w.messenger.contacts.ask(eve.userId, username, '')
  }
  const first = await eve.get('/api/contact-requests?limit=2')
  t.match(first.body, { incoming: [{ from: { username: 'p002' } }, { from: { username: 'p001' } }], outgoing: [{ to: { username: 'p004' } }, { to: { username: 'p003' } }], more: true })
  const next = encodeURIComponent(String(first.body['next']))
  t.match((await eve.get(`/api/contact-requests?limit=2&after=${next}`)).body, { incoming: [{ from: { username: 'p000' } }], outgoing: [], more: false, next: null })
})

t.test('S11 a place that no list gave is refused, and a limit has its bounds', async t => {
  const { w } = await many(t, 0)
  const ana = w.as('ana')
  for (const path of ['contact-requests', 'blocks', 'sessions', 'tokens', 'conversations']) {
    t.match(await ana.get(`/api/${path}?after=nowhere`), { status: 400, body: { code: 'INVALID' } }, path)
    for (const limit of [0, 201, 'x']) t.equal((await ana.get(`/api/${path}?limit=${limit}`)).status, 400, `${path} ${limit}`)
  }
  for (const after of ['~', '1.r~', '-~-~-', '1.r']) t.equal((await ana.get(`/api/contact-requests?after=${after}`)).status, 400, after)
})

t.test('S11 the snapshot holds the first 50 of each list and counts the rest', async t => {
  const { w, names } = await many(t, 60)
  const ana = w.as('ana')
  for (const [index, username] of names.entries()) {
    const { id } = await w.messenger.contacts.ask(`u-${username}`, 'ana', '')
    if (index < 53) await w.messenger.contacts.accept(ana.userId, id)
  }
  const { contacts, requests, counts } = (await ana.get('/api/snapshot')).body as { contacts: Row[], requests: { incoming: Row[], outgoing: Row[] }, counts: Row }
  t.equal(contacts.length, 50)
  t.equal(requests.incoming.length, 7)
  t.same(counts, { contacts: 55, incoming: 7, outgoing: 0 })
})

t.test('S11 a request over the limit: the receiver loses the oldest, its asker sees it open', async t => {
  const { w, names } = await many(t, WAITING_REQUESTS_MAX + 1)
  const eve = w.as('eve')
  for (const username of names) {
    w.clock.advance(1)
    await w.messenger.contacts.ask(`u-${username}`, 'eve', '')
  }
  t.match((await eve.get('/api/snapshot')).body, { counts: { incoming: WAITING_REQUESTS_MAX } })
  const { rows } = await whole(eve, '/api/contact-requests', 'incoming', 200)
  t.equal(rows.length, WAITING_REQUESTS_MAX)
  t.notOk(rows.some(row => (row as unknown as ContactRequest).from.username === 'p000'))
  t.match(await w.messenger.contacts.requests('u-p000', { limit: 50 }), { outgoing: [{ to: { username: 'eve' }, state: 'open' }] })
  t.match(await w.messenger.contacts.profile('u-p000', 'eve'), { relation: 'requested' })
})
