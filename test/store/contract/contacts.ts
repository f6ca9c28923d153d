import type { Test } from 'tap'
import { namedExactly, nameTerms, sortKeyParts } from '#domain/people/names.ts'
import { idOf, openCast, type Cast, type Name, type Open } from './cast.ts'

const PAGE = { limit: 50 }
const NO_REQUESTS = { incoming: [], outgoing: [], more: false, next: null }

function asking ({ contacts, tick }: Cast) {
  let ids = 0
  return (from: Name, username: string, id = `r${++ids}`, requestsMax?: number) => {
    const ask = { fromId: idOf(from), username, note: `I am ${from}`, id, conversationId: `d-${id}` }
    return contacts.request(requestsMax === undefined ? ask : { ...ask, requestsMax }, tick())
  }
}

/** The ids of a user's open requests, as their pages list them. */
async function openTo ({ contacts }: Cast, name: Name) {
  const { incoming, outgoing } = await contacts.requests(idOf(name), PAGE)
  return { incoming: incoming.map(request => request.id), outgoing: outgoing.map(request => request.id) }
}

/** Promises of `ContactStore`: asking and answering. */
export function requestsContract (t: Test, open: Open): void {
  t.test('request → both told; accepted → contacts, and a conversation with a line', async t => {
    const cast = await openCast(t, open)
    const { contacts, conversations, told, tick } = cast
    const ask = asking(cast)
    t.match(await ask('ana', 'ben', 'r1'), { outcome: 'requested', request: { id: 'r1', state: 'open', note: 'I am ana', from: { username: 'ana' }, to: { username: 'ben' } } })
    t.match(await ask('ana', 'ben', 'r2'), { outcome: 'repeated', request: { id: 'r1' } })
    t.same(await openTo(cast, 'ben'), { incoming: ['r1'], outgoing: [] })
    t.same(await openTo(cast, 'ana'), { incoming: [], outgoing: ['r1'] })
    t.match(await contacts.profile(idOf('ana'), 'ben'), { relation: 'requested', requestId: 'r1' })
    t.match(await contacts.profile(idOf('ben'), 'ana'), { relation: 'asked', requestId: 'r1' })
    t.match(await contacts.accept(idOf('ben'), 'r1', 'd1', tick()), { id: 'r1', state: 'accepted' })
    for (const [name, other] of [['ana', 'ben'], ['ben', 'ana']] as const) {
      t.match((await contacts.contacts(idOf(name), PAGE)).rows, [{ user: { username: other }, remark: '', isContact: true }])
      t.match(await contacts.profile(idOf(name), other), { relation: 'contact', requestId: null })
      t.match(await conversations.one(idOf(name), 'd1'), { peer: { username: other }, lastMessage: { kind: 'system', body: '{"line":"now-contacts"}' } })
      t.same(told(name).map(event => event.type), ['contact-request', 'contact-request', 'contact', 'conversation', 'message'])
    }
    t.match(await contacts.requests(idOf('ana'), PAGE), NO_REQUESTS)
    t.match(await ask('ana', 'ben'), { outcome: 'already' })
    t.same(told('eve'), [])
  })

  t.test('a request that meets one the other way → accepted', async t => {
    const cast = await openCast(t, open)
    const ask = asking(cast)
    await ask('ana', 'ben', 'r1')
    t.match(await ask('ben', 'ana', 'r2'), { outcome: 'accepted', request: { id: 'r1', state: 'accepted' } })
    t.match((await cast.contacts.contacts(idOf('ana'), PAGE)).rows, [{ user: { username: 'ben' } }])
    t.match((await cast.contacts.contacts(idOf('ben'), PAGE)).rows, [{ user: { username: 'ana' } }])
  })

  t.test('rejection → seen by the rejecter alone; the asker still waits or withdraws', async t => {
    const cast = await openCast(t, open)
    const { contacts, told, tick, ledger } = cast
    const ask = asking(cast)
    await ask('ana', 'ben', 'r1')
    const before = ledger.head()
    t.match(await contacts.reject(idOf('ben'), 'r1', tick()), { state: 'rejected' })
    t.same(told('ana', before), [])
    t.match(told('ben', before), [{ type: 'contact-request', request: { id: 'r1', state: 'rejected' } }])
    t.same(await openTo(cast, 'ben'), { incoming: [], outgoing: [] })
    t.match(await contacts.requests(idOf('ana'), PAGE), { outgoing: [{ id: 'r1', state: 'open' }] })
    t.match(await contacts.profile(idOf('ana'), 'ben'), { relation: 'requested' })
    t.match(await ask('ana', 'ben'), { outcome: 'repeated', request: { id: 'r1', state: 'open' } }, 'knocking again is not heard')
    t.equal(await contacts.accept(idOf('ben'), 'r1', 'd1', tick()), null, 'a rejected request is closed')
    const withdrawing = ledger.head()
    t.match(await contacts.withdraw(idOf('ana'), 'r1', tick()), { state: 'withdrawn' })
    t.same(told('ben', withdrawing), [], 'ben is not reminded')
    t.match(await ask('ana', 'ben', 'r3'), { outcome: 'requested', request: { id: 'r3' } })
    t.match(await contacts.requests(idOf('ben'), PAGE), { incoming: [{ id: 'r3' }] })
  })

  t.test('a user who rejected → may still ask', async t => {
    const cast = await openCast(t, open)
    const ask = asking(cast)
    await ask('ana', 'ben', 'r1')
    await cast.contacts.reject(idOf('ben'), 'r1', cast.tick())
    t.match(await ask('ben', 'ana'), { outcome: 'accepted', request: { id: 'r1' } })
  })

  t.test('eve answers others’ requests → refused', async t => {
    const cast = await openCast(t, open)
    const { contacts, tick } = cast
    await asking(cast)('ana', 'ben', 'r1')
    t.equal(await contacts.accept(idOf('eve'), 'r1', 'd1', tick()), null)
    t.equal(await contacts.reject(idOf('eve'), 'r1', tick()), null)
    t.equal(await contacts.withdraw(idOf('eve'), 'r1', tick()), null)
    t.equal(await contacts.accept(idOf('ana'), 'r1', 'd1', tick()), null, 'nor the asker their own')
    t.equal(await contacts.withdraw(idOf('ben'), 'r1', tick()), null)
    t.match(await contacts.requests(idOf('ben'), PAGE), { incoming: [{ id: 'r1', state: 'open' }] })
  })

  t.test('askedBy → those it names may ask; a block changes nothing of the answer', async t => {
    const cast = await openCast(t, open)
    const { accounts, contacts, tick, told, ledger } = cast
    const ask = asking(cast)
    const askedBy = async (name: Name, by: 'everybody' | 'groups' | 'nobody') => { await accounts.change(idOf(name), { settings: { askedBy: by } }, tick()) }
    for (const name of ['ana', 'ben'] as const) await cast.introduce('cho', name)
    await askedBy('ana', 'groups')
    const before = ledger.head()
    for (const name of ['ben', 'eve'] as const) {
      t.same(await ask(name, 'ana'), { outcome: 'not-taken' })
      t.match(await contacts.profile(idOf(name), 'ana'), { relation: 'none', takesRequests: false })
      t.same(await contacts.requests(idOf(name), PAGE), NO_REQUESTS)
    }
    const tea = await cast.group('cho', ['ana', 'ben'])
    t.match(await contacts.profile(idOf('ben'), 'ana'), { takesRequests: true })
    t.same(await ask('eve', 'ana'), { outcome: 'not-taken' })
    t.match(await ask('ben', 'ana', 'r1'), { outcome: 'requested' })
    await contacts.withdraw(idOf('ben'), 'r1', tick())
    await cast.leave('ben', tea)
    t.same(await ask('ben', 'ana'), { outcome: 'not-taken' }, 'they share it no more')
    t.same(told('eve', before), [])
    await askedBy('ana', 'nobody')
    await contacts.block(idOf('ana'), 'eve', tick())
    t.same(await ask('eve', 'ana'), { outcome: 'not-taken' }, 'the block is not told')
    t.match(await ask('ana', 'ben', 'r2'), { outcome: 'requested' })
    t.match(await contacts.profile(idOf('ben'), 'ana'), { relation: 'asked', takesRequests: false })
    t.match(await ask('ben', 'ana'), { outcome: 'accepted', request: { id: 'r2' } })
  })

  t.test('request to nobody, to oneself, or too many → refused', async t => {
    const cast = await openCast(t, open)
    const { accounts, tick } = cast
    const ask = asking(cast)
    t.same(await ask('ana', 'nobody'), { outcome: 'no-such-user' })
    t.same(await ask('ana', 'ana'), { outcome: 'self' })
    for (const username of ['person0', 'person1']) {
      await accounts.create({ id: username, username, displayName: username, passwordHash: 'x', isAdmin: false, language: null, timeZone: null }, null, tick())
      t.match(await ask('ana', username, undefined, 2), { outcome: 'requested' })
    }
    t.same(await ask('ana', 'ben', undefined, 2), { outcome: 'too-many' })
    t.match(await ask('ana', 'person0', undefined, 2), { outcome: 'repeated' })
  })
}

/** Promises of `ContactStore`: finding, keeping, ending, blocking. */
export function relationsContract (t: Test, open: Open): void {
  t.test('a block → ends the contact, and looks like a removal to the other', async t => {
    const cast = await openCast(t, open)
    const { contacts, introduce, tick, told, ledger, conversations } = cast
    const ask = asking(cast)
    const direct = await introduce('ana', 'ben')
    const before = ledger.head()
    t.equal(await contacts.block(idOf('ben'), 'ana', tick()), true)
    t.match(told('ana', before), [{ type: 'contact', contact: { user: { username: 'ben' }, isContact: false } }])
    t.same((await contacts.contacts(idOf('ana'), PAGE)).rows, [])
    t.match(await contacts.profile(idOf('ana'), 'ben'), { relation: 'none' }, 'as with any stranger')
    t.match(await contacts.profile(idOf('ben'), 'ana'), { relation: 'blocked' })
    t.match((await contacts.blocks(idOf('ben'), PAGE)).rows, [{ username: 'ana' }])
    t.same((await contacts.blocks(idOf('ana'), PAGE)).rows, [])
    t.match(await conversations.one(idOf('ana'), direct), { id: direct }, 'the conversation stays')
    const asked = ledger.head()
    t.match(await ask('ana', 'ben', 'r9'), { outcome: 'requested', request: { state: 'open' } }, 'ana sees an open request')
    t.same(told('ben', asked), [], 'ben gets no event')
    t.same(await openTo(cast, 'ben'), { incoming: [], outgoing: [] })
    t.equal(await contacts.accept(idOf('ben'), 'r9', 'd9', tick()), null)
    t.same(await ask('ben', 'ana'), { outcome: 'blocked-by-me' })
    t.equal(await contacts.unblock(idOf('ben'), 'ana', tick()), true)
    t.match(await contacts.profile(idOf('ben'), 'ana'), { relation: 'none' })
    t.match(await ask('ben', 'ana'), { outcome: 'accepted' })
  })

  t.test('a block → closes an open request, and shows the asker nothing', async t => {
    const cast = await openCast(t, open)
    const { contacts, tick, told, ledger } = cast
    const ask = asking(cast)
    await ask('eve', 'ana', 'r1')
    await ask('ana', 'cho', 'r2')
    const before = ledger.head()
    await contacts.block(idOf('ana'), 'eve', tick())
    await contacts.block(idOf('ana'), 'cho', tick())
    t.same(told('eve', before), [])
    t.match(await contacts.requests(idOf('eve'), PAGE), { outgoing: [{ id: 'r1', state: 'open' }] })
    t.match(await contacts.requests(idOf('ana'), PAGE), NO_REQUESTS)
    t.match(told('cho', before), [{ type: 'contact-request', request: { id: 'r2', state: 'withdrawn' } }])
  })

  t.test('removal → ends the contact for both; of oneself or nobody → refused', async t => {
    const { contacts, introduce, tick, told, ledger } = await openCast(t, open)
    await introduce('ana', 'ben')
    const before = ledger.head()
    t.equal(await contacts.remove(idOf('ana'), 'ben', tick()), true)
    for (const name of ['ana', 'ben'] as const) {
      t.same((await contacts.contacts(idOf(name), PAGE)).rows, [])
      t.match(told(name, before), [{ type: 'contact', contact: { isContact: false } }])
    }
    t.equal(await contacts.remove(idOf('ana'), 'ben', tick()), true, 'a second removal changes nothing')
    t.equal(told('ana', before).length, 1)
    for (const name of ['nobody', 'ana']) {
      t.equal(await contacts.remove(idOf('ana'), name, tick()), false)
      t.equal(await contacts.block(idOf('ana'), name, tick()), false)
      t.equal(await contacts.unblock(idOf('ana'), name, tick()), false)
    }
  })

  t.test('a remark → seen by its writer alone', async t => {
    const { contacts, introduce, tick, told, ledger } = await openCast(t, open)
    await introduce('ana', 'ben')
    const before = ledger.head()
    t.match(await contacts.change(idOf('ana'), 'ben', { remark: 'my neighbour' }, tick()), { user: { username: 'ben' }, remark: 'my neighbour' })
    t.match(told('ana', before), [{ type: 'contact', contact: { remark: 'my neighbour' } }])
    t.same(told('ben', before), [])
    t.notMatch(JSON.stringify((await contacts.contacts(idOf('ben'), PAGE)).rows), /neighbour/)
    t.equal(await contacts.change(idOf('ana'), 'eve', { remark: 'a stranger' }, tick()), null)
    await contacts.remove(idOf('ana'), 'ben', tick())
    await introduce('ben', 'ana')
    t.match((await contacts.contacts(idOf('ana'), PAGE)).rows, [{ remark: '' }], 'it ends with the contact')
  })

  t.test('search → exact username first, then names that start so; not those opted out', async t => {
    const { contacts, accounts, tick } = await openCast(t, open)
    for (const [username, displayName] of [['benita', 'Zoe'], ['zed', 'Ben Zed'], ['be', '贝贝'], ['hidden', 'Benhidden']] as const) {
      await accounts.create({ id: username, username, displayName, passwordHash: 'x', isAdmin: false, language: null, timeZone: null }, null, tick())
    }
    await accounts.change('hidden', { settings: { findable: false } }, tick())
    const found = async (query: string, limit = 20) => {
      const wanted = { username: namedExactly(query), terms: nameTerms(query), contactParts: sortKeyParts(query) }
      return (await contacts.search(idOf('ana'), wanted, limit)).users.map(user => user.username)
    }
    t.same(await found('ben'), ['ben', 'benita', 'zed'])
    t.same(await found('BE', 2), ['be', 'ben'])
    t.same(await found('贝'), ['be'])
    t.same(await found('hidden'), ['hidden'], 'by the exact username')
    t.same(await found('hidde'), [])
    t.same(await found('%'), [])
    await accounts.setDisabled(idOf('ben'), tick())
    t.same(await found('ben'), ['benita', 'zed'], 'a disabled account is not found at all')
  })

  t.test('conversations in common → groups of both as of now, and the viewer’s own chat', async t => {
    const { contacts, introduce, group, leave, say } = await openCast(t, open)
    for (const other of ['ben', 'cho'] as const) await introduce('ana', other)
    const [tea, choir] = [await group('ana', ['ben', 'cho']), await group('ana', ['ben'])]
    const common = async (viewer: Name, username: string, limit = 9, after?: string) =>
      contacts.common(idOf(viewer), username, { limit, after })
    t.match(await common('ben', 'ana'), { groups: { rows: [choir, tea], more: false, next: null }, directId: 'direct-ana-ben' })
    await say('ana', tea, 'news')
    const first = await common('ben', 'ana', 1)
    t.match(first, { groups: { rows: [tea], more: true } })
    t.match(await common('ben', 'ana', 1, first?.groups.next ?? ''), { groups: { rows: [choir], more: false } })
    t.match(await common('cho', 'ben'), { groups: { rows: [tea] }, directId: null })
    for (const [viewer, username] of [['eve', 'ana'], ['ana', 'eve'], ['ana', 'ana']] as const) {
      t.match(await common(viewer, username), { groups: { rows: { length: 0 } }, directId: null }, `${viewer} and ${username}`)
    }
    await leave('ben', tea)
    t.match(await common('cho', 'ben'), { groups: { rows: { length: 0 } } }, 'ben is there no more')
    t.match(await common('ben', 'cho'), { groups: { rows: { length: 0 } } }, 'nor does ben see who is')
    t.equal(await common('ana', 'nobody'), null)
  })

  t.test('profile of nobody → none; a relation alone → that of the profile', async t => {
    const { contacts, introduce, tick } = await openCast(t, open)
    await introduce('ana', 'ben')
    await contacts.block(idOf('ana'), 'cho', tick())
    const relations = ['ana', 'ben', 'cho', 'eve', 'nobody'] as const
    t.same(await Promise.all(relations.map(name => contacts.relation(idOf('ana'), `u-${name}`))), ['self', 'contact', 'blocked', 'none', 'none'])
    t.equal(await contacts.relation(idOf('cho'), idOf('ana')), 'none', 'a block is not told')
    t.equal(await contacts.profile(idOf('ana'), 'nobody'), null)
    t.match(await contacts.profile(idOf('ana'), 'ana'), { relation: 'self' })
    t.match(await contacts.profile(idOf('ana'), 'eve'), { relation: 'none', remark: '', requestId: null })
  })
}
