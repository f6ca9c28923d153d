import type { Test } from 'tap'
import { GROUP_MAX_MEMBERS, type GroupFields } from '#domain/conversations/conversations.ts'
import { LINE_NAMES_MAX } from '#domain/messages/message-kinds.ts'
import { idOf, openCast, type Cast, type Name, type Open } from './cast.ts'

/** ana's group with ben and cho, whom she knows; eve knows ben alone. */
async function teaOf (cast: Cast) {
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  await cast.introduce('ben', 'eve')
  const tea = await cast.group('ana', ['ben', 'cho'])
  const of = (name: Name, username: string) => ({ userId: idOf(name), conversationId: tea, username })
  return {
    tea,
    add: (name: Name, ...usernames: string[]) => cast.groups.add({ userId: idOf(name), conversationId: tea, usernames, max: GROUP_MAX_MEMBERS }, cast.tick()),
    expel: (name: Name, username: string) => cast.groups.removeMember(of(name, username), cast.tick()),
    give: (name: Name, username: string, role: 'admin' | 'member') => cast.groups.setRole({ ...of(name, username), role }, cast.tick()),
    transfer: (name: Name, username: string) => cast.groups.transfer(of(name, username), cast.tick()),
    change: (name: Name, change: Partial<GroupFields>) => cast.groups.change({ userId: idOf(name), conversationId: tea, change }, cast.tick()),
    dissolve: (name: Name) => cast.groups.dissolve({ userId: idOf(name), conversationId: tea }, cast.tick()),
    roles: async (viewer: Name) => (await cast.conversations.members(idOf(viewer), tea, { limit: 9 }))?.members.map(({ user, role }) => `${user.username} ${role}`)
  }
}

/** Promises of `GroupStore`. */
export function groupsContract (t: Test, open: Open): void {
  addingContract(t, open)
  rolesContract(t, open)
  endingContract(t, open)
  changingContract(t, open)
}

function addingContract (t: Test, open: Open): void {
  t.test('a member adds a contact → one event and one line, the first that the newcomer sees', async t => {
    const cast = await openCast(t, open)
    const { conversations, say, told, ledgerOf, posted, ledger } = cast
    const { tea, add } = await teaOf(cast)
    await say('ana', tea, 'before eve')
    const before = ledger.head()
    t.match(await add('ben', 'eve', 'cho', 'ben'), {
      members: [{ user: { username: 'ben' } }, { user: { username: 'cho' } }, { user: { username: 'eve' }, role: 'member', joinedNo: 3 }], refused: []
    })
    const body = { line: 'added', by: 'BEN', people: [{ id: idOf('eve'), username: 'eve', displayName: 'EVE' }], count: 1 }
    const expected = [
      { type: 'conversation', conversation: { id: tea, memberCount: 4 } },
      { type: 'message', message: { no: 3, kind: 'system', sender: { username: 'ben' }, body: JSON.stringify(body) } }
    ]
    for (const name of ['ana', 'ben', 'cho', 'eve'] as const) t.match(told(name, before), expected, name)
    t.equal(posted.filter(({ event }) => event.seq > before).length, 2)
    t.same(await ledgerOf('eve'), [...(await ledgerOf('eve', 0)).filter(({ seq }) => seq <= before), ...told('eve', before)])
    t.match(await conversations.one(idOf('eve'), tea), { lastNo: 3, readNo: 2, unread: 1, memberCount: 4, left: false }, 'which is new')
    t.match(await conversations.one(idOf('cho'), tea), { unread: 1, memberCount: 4 }, 'a line is nothing to read')
    const again = ledger.head()
    await add('ben', 'eve')
    t.equal(ledger.head(), again, 'adding again tells nobody')
  })

  t.test('strangers, contacts of others, nobody → refused one by one; a caller outside → not found', async t => {
    const cast = await openCast(t, open)
    const { tea, add, roles } = await teaOf(cast)
    const head = cast.ledger.head()
    t.match(await add('ana', 'eve', 'nobody'), { members: [], refused: [{ username: 'eve', code: 'NOT_A_CONTACT' }, { username: 'nobody', code: 'NOT_A_CONTACT' }] })
    t.equal(await add('eve', 'ben'), 'not-found', 'eve adds a contact to a group that she is not in')
    t.equal(await cast.groups.add({ userId: idOf('ana'), conversationId: 'direct-ana-ben', usernames: ['cho'], max: 9 }, cast.tick()), 'not-found', 'a direct one')
    await cast.contacts.block(idOf('eve'), 'ben', cast.tick())
    t.match(await add('ben', 'eve'), { refused: [{ username: 'eve', code: 'NOT_A_CONTACT' }] }, 'eve has blocked ben')
    t.same(await roles('ana'), ['ana owner', 'ben member', 'cho member'])
    t.equal((await cast.ledgerOf('ana', head)).filter(event => 'conversationId' in event && event.conversationId === tea).length, 0)
  })

  t.test('more people than a line names → the first ones and their number; more than a group holds → nobody', async t => {
    const cast = await openCast(t, open)
    const { tea, add } = await teaOf(cast)
    const names = Array.from({ length: 7 }, (_, n) => `guest${n}`)
    for (const username of names) {
      await cast.accounts.create({ id: `u-${username}`, username, displayName: username, passwordHash: 'x', isAdmin: false, language: null, timeZone: null }, null, cast.tick())
      await cast.contacts.request({ fromId: idOf('ana'), username, note: '', id: `r-${username}`, conversationId: `d-${username}` }, cast.tick())
      await cast.contacts.accept(`u-${username}`, `r-${username}`, `d-${username}`, cast.tick())
    }
    t.equal(await cast.groups.add({ userId: idOf('ana'), conversationId: tea, usernames: names, max: 9 }, cast.tick()), 'members-max')
    await add('ana', ...names)
    const { lastMessage, memberCount } = await cast.conversations.one(idOf('ben'), tea) ?? {}
    const line = JSON.parse(lastMessage?.body ?? '') as { people: unknown[], count: number }
    t.same([line.people.length, line.count, memberCount], [LINE_NAMES_MAX, 7, 10])
  })

  t.test('D12 a call repeated → the same answer and nobody added; with other names → refused', async t => {
    const cast = await openCast(t, open)
    const { tea, expel } = await teaOf(cast)
    const once = { caller: idOf('ben'), id: 'c.1', hash: 'x' }
    const add = (usernames: string[], hash: string) =>
      cast.groups.add({ userId: idOf('ben'), conversationId: tea, usernames, max: 9, once: { ...once, hash } }, cast.tick())
    t.match(await add(['eve', 'nobody'], 'x'), { members: [{ user: { username: 'eve' } }], refused: [{ username: 'nobody' }] })
    t.equal(await expel('ana', 'eve'), 'done')
    t.match(await add(['eve', 'nobody'], 'x'), { members: [], refused: [{ username: 'nobody' }] }, 'a late repeat brings nobody back')
    t.equal(await add(['cho'], 'y'), 'reused')
  })

  t.test('members named or searched → by members alone, with the searcher’s names for them', async t => {
    const cast = await openCast(t, open)
    const { tea } = await teaOf(cast)
    await cast.contacts.remark(idOf('ana'), 'cho', 'Boss', cast.tick())
    const names = async (viewer: Name, after?: string) => await cast.groups.names(idOf(viewer), tea, { limit: 2, after })
    t.match(await names('ana'), { rows: [{ names: ' ANA ana' }, { names: ' BEN ben' }], more: true, next: 'ben' })
    t.match(await names('ana', 'ben'), { rows: [{ names: 'Boss CHO cho' }], more: false, next: null })
    t.match(await names('ben', 'ben'), { rows: [{ names: ' CHO cho' }] })
    t.equal(await names('eve'), null)
    t.match(await cast.groups.among(idOf('ben'), tea, ['cho', 'eve', 'nobody']), [{ user: { username: 'cho' } }])
    t.equal(await cast.groups.among(idOf('eve'), tea, ['cho']), null)
  })
}

function rolesContract (t: Test, open: Open): void {
  t.test('the owner gives roles → told to all; others → refused; an admin steps down', async t => {
    const cast = await openCast(t, open)
    const { give, roles } = await teaOf(cast)
    const before = cast.ledger.head()
    t.match(await give('ana', 'ben', 'admin'), { user: { username: 'ben' }, role: 'admin' })
    const told = [{ type: 'member', change: 'role', member: { user: { username: 'ben' }, role: 'admin' } }]
    for (const name of ['ana', 'ben', 'cho'] as const) t.match(cast.told(name, before), told)
    t.same(await cast.ledgerOf('cho', before), cast.told('cho', before))
    t.equal(cast.told('cho', before).length, 1, 'without a line')
    t.match(await give('ana', 'ben', 'admin'), { role: 'admin' })
    t.equal(cast.told('cho', before).length, 1, 'again: nobody is told')
    t.equal(await give('ben', 'cho', 'admin'), 'owner-only')
    t.equal(await give('cho', 'ben', 'member'), 'owner-only')
    t.equal(await give('cho', 'cho', 'admin'), 'owner-only')
    t.equal(await give('eve', 'ben', 'member'), 'not-found')
    t.equal(await give('ana', 'eve', 'admin'), 'no-such-member')
    t.equal(await give('ana', 'ana', 'member'), 'owner-required')
    t.match(await give('ben', 'ben', 'member'), { role: 'member' })
    t.same(await roles('cho'), ['ana owner', 'ben member', 'cho member'])
  })

  t.test('a group is transferred → a new owner with a line, the former one an admin; a repeat changes nothing', async t => {
    const cast = await openCast(t, open)
    const { transfer, roles } = await teaOf(cast)
    const before = cast.ledger.head()
    t.equal(await transfer('ben', 'ben'), 'owner-only')
    t.equal(await transfer('eve', 'ben'), 'not-found')
    t.equal(await transfer('ana', 'eve'), 'no-such-member')
    t.match(await transfer('ana', 'cho'), { user: { username: 'cho' }, role: 'owner' })
    t.match(cast.told('ben', before), [
      { type: 'member', change: 'role', member: { user: { username: 'ana' }, role: 'admin' } },
      { type: 'member', change: 'role', member: { user: { username: 'cho' }, role: 'owner' } },
      { type: 'message', message: { body: JSON.stringify({ line: 'owner', who: 'CHO' }) } }
    ])
    t.same(await cast.ledgerOf('ben', before), cast.told('ben', before))
    t.match(await transfer('ana', 'cho'), { role: 'owner' })
    t.equal(cast.told('ben', before).length, 3)
    t.same(await roles('ben'), ['ana admin', 'ben member', 'cho owner'])
  })

  t.test('the heir of an owner → the longest-standing admin, else member; nobody for eve', async t => {
    const cast = await openCast(t, open)
    const { tea, give, add, expel } = await teaOf(cast)
    const heir = async (viewer: Name) => (await cast.groups.heir(idOf(viewer), tea))?.username
    t.equal(await heir('ana'), 'ben')
    await give('ana', 'cho', 'admin')
    t.equal(await heir('ana'), 'cho')
    await expel('ana', 'ben')
    await add('ana', 'ben')
    await give('ana', 'cho', 'member')
    t.equal(await heir('ana'), 'cho', 'ben came back later')
    t.equal(await heir('eve'), undefined)
  })
}

function endingContract (t: Test, open: Open): void {
  t.test('D32 a member is removed → the line and their leaving are the last they get; history stays', async t => {
    const cast = await openCast(t, open)
    const { tea, expel } = await teaOf(cast)
    await cast.say('ana', tea, 'hello')
    const before = cast.ledger.head()
    t.equal(await expel('ana', 'cho'), 'done')
    const after = cast.ledger.head()
    await cast.say('ana', tea, 'without cho')
    const removed = { line: 'removed', by: 'ANA', people: [{ id: idOf('cho'), username: 'cho', displayName: 'CHO' }], count: 1 }
    const expected = [
      { type: 'message', message: { sender: { username: 'ana' }, body: JSON.stringify(removed) } },
      { type: 'member', change: 'left', member: { user: { username: 'cho' } } }
    ]
    t.match(cast.told('cho', before), expected)
    t.equal(cast.told('cho', before).length, 2)
    t.same(await cast.ledgerOf('cho', before), cast.told('cho', before), 'the ledger stops there as well')
    t.match(cast.told('ben', before).filter(({ seq }) => seq <= after), expected)
    t.match(await cast.conversations.one(idOf('cho'), tea), { left: true, memberCount: 2, unread: 0, lastNo: 3 })
    t.equal((await cast.messages.page(idOf('cho'), tea, { limit: 9 }))?.messages.length, 3)
    t.same(await cast.send('cho', tea, 'still here'), { outcome: 'not-found' })
    t.equal(await expel('ana', 'cho'), 'done', 'again: no error')
    t.equal(await expel('ana', 'eve'), 'no-such-member')
  })

  t.test('removing → owners remove all, admins members, members and eve nobody', async t => {
    const cast = await openCast(t, open)
    const { expel, give, add } = await teaOf(cast)
    t.equal(await expel('ben', 'cho'), 'admins-only')
    t.equal(await expel('eve', 'cho'), 'not-found')
    await give('ana', 'ben', 'admin')
    t.equal(await expel('ben', 'ana'), 'owner-only')
    t.equal(await expel('ana', 'ana'), 'owner-only', 'an owner leaves')
    await add('ben', 'eve')
    await give('ana', 'eve', 'admin')
    t.equal(await expel('ben', 'eve'), 'owner-only', 'one admin another')
    t.equal(await expel('ben', 'cho'), 'done')
    t.equal(await expel('ana', 'eve'), 'done')
  })

  t.test('a member was removed → only the owner and admins add them again; one who left comes back by anybody', async t => {
    const cast = await openCast(t, open)
    const { tea, add, expel, roles } = await teaOf(cast)
    await cast.introduce('ben', 'cho')
    await expel('ana', 'cho')
    t.match(await add('ben', 'cho'), { members: [], refused: [{ username: 'cho', code: 'FORBIDDEN' }] })
    t.match(await add('ana', 'cho'), { members: [{ user: { username: 'cho' } }] })
    await cast.leave('cho', tea)
    t.match(await add('ben', 'cho'), { members: [{ user: { username: 'cho' } }], refused: [] })
    t.same(await roles('cho'), ['ana owner', 'ben member', 'cho member'])
    t.equal((await cast.messages.page(idOf('cho'), tea, { limit: 50 }))?.messages.length, 6, 'and sees all periods')
  })

  t.test('an owner leaves → names the next one, who is told; the last member’s leaving dissolves', async t => {
    const cast = await openCast(t, open)
    const { tea, roles } = await teaOf(cast)
    const before = cast.ledger.head()
    t.equal(await cast.leave('ana', tea), 'owner-required')
    t.equal(await cast.leave('ana', tea, 'eve'), 'no-such-member')
    t.equal(await cast.leave('ana', tea, 'ana'), 'no-such-member')
    t.equal(await cast.leave('ben', tea, 'cho'), 'owner-only')
    t.equal(cast.ledger.head(), before)
    t.equal(await cast.leave('ana', tea, 'cho'), 'done')
    t.match(cast.told('ben', before), [
      { type: 'message', message: { body: JSON.stringify({ line: 'left', who: 'ANA' }) } },
      { type: 'member', change: 'left', member: { user: { username: 'ana' }, role: 'owner' } },
      { type: 'member', change: 'role', member: { user: { username: 'cho' }, role: 'owner' } },
      { type: 'message', message: { kind: 'system', body: JSON.stringify({ line: 'owner', who: 'CHO' }) } }
    ])
    t.same(await cast.ledgerOf('ben', before), cast.told('ben', before), 'the ledger has the same events')
    t.same((await cast.ledgerOf('ana', before)).map(({ type }) => type), ['message', 'member'], 'the leaving is the last event of the member who left')
    t.same(await roles('ben'), ['ben member', 'cho owner'])
    t.equal(await cast.leave('ana', tea), 'done', 'again')
    t.equal(await cast.leave('ben', tea), 'done')
    const alone = cast.ledger.head()
    t.equal(await cast.leave('cho', tea), 'done', 'nobody is left to own it')
    t.same(cast.told('cho', alone).map(({ type }) => type), ['message', 'member'])
    t.equal(await cast.groups.dissolve({ userId: idOf('cho'), conversationId: tea }, cast.tick()), 'done', 'it is dissolved')
  })

  t.test('leaving a direct conversation → not found', async t => {
    const cast = await openCast(t, open)
    t.equal(await cast.leave('ana', await cast.introduce('ana', 'ben')), 'not-found')
  })

  t.test('a group is dissolved → one event and one line end it for all; history and receipts stay', async t => {
    const cast = await openCast(t, open)
    const { tea, dissolve, add } = await teaOf(cast)
    await cast.say('ben', tea, 'hello')
    await cast.conversations.read(idOf('ana'), tea, 2, cast.tick())
    const receipts = await cast.conversations.receipts(idOf('ben'), tea)
    const before = cast.ledger.head()
    t.equal(await dissolve('ben'), 'owner-only')
    t.equal(await dissolve('eve'), 'not-found')
    t.equal(await dissolve('ana'), 'done')
    const expected = [
      { type: 'message', message: { body: JSON.stringify({ line: 'dissolved', by: 'ANA' }) } },
      { type: 'conversation', conversation: { id: tea, memberCount: 0 } }
    ]
    for (const name of ['ana', 'ben', 'cho'] as const) {
      t.match(cast.told(name, before), expected, name)
      t.same(await cast.ledgerOf(name, before), cast.told(name, before))
      t.match(await cast.conversations.one(idOf(name), tea), { left: true, memberCount: 0, unread: 0, lastNo: 3 })
    }
    t.same(await cast.conversations.receipts(idOf('ben'), tea), receipts)
    t.equal(await dissolve('ana'), 'done', 'again')
    t.equal(await dissolve('ben'), 'done', 'it is so')
    t.equal(await dissolve('eve'), 'not-found')
    t.equal(await add('ana', 'ben'), 'not-found')
    t.same(await cast.send('ana', tea, 'anybody?'), { outcome: 'not-found' })
    t.equal((await cast.messages.page(idOf('cho'), tea, { limit: 9 }))?.messages.length, 3)
  })
}

function changingContract (t: Test, open: Open): void {
  t.test('owner and admins change a group → one event, a line for title, announcement and quiet alone', async t => {
    const cast = await openCast(t, open)
    const { change, give } = await teaOf(cast)
    t.equal(await change('ben', { title: 'Coffee' }), 'admins-only')
    t.equal(await change('eve', { title: 'Coffee' }), 'not-found')
    await give('ana', 'ben', 'admin')
    const before = cast.ledger.head()
    t.match(await change('ben', { title: 'Coffee', announcement: 'At four', colour: 3, quiet: true }), { title: 'Coffee', announcement: 'At four', colour: 3, quiet: true, history: 'none' })
    t.match(cast.told('cho', before), [
      { type: 'conversation', conversation: { title: 'Coffee', announcement: 'At four', colour: 3, quiet: true } },
      { type: 'message', message: { no: 2, body: JSON.stringify({ line: 'title', by: 'BEN', title: 'Coffee' }) } },
      { type: 'message', message: { no: 3, body: JSON.stringify({ line: 'announcement', by: 'BEN', on: true }) } },
      { type: 'message', message: { no: 4, body: JSON.stringify({ line: 'quiet', by: 'BEN', on: true }) } }
    ])
    t.same(await cast.ledgerOf('cho', before), cast.told('cho', before))
    const silent = cast.ledger.head()
    await change('ana', { history: 'all', adding: 'admins', colour: null })
    t.match(cast.told('cho', silent), [{ type: 'conversation', conversation: { history: 'all', adding: 'admins', colour: null } }])
    t.equal(cast.told('cho', silent).length, 1, 'without a line')
    await change('ana', { history: 'all', title: 'Coffee' })
    t.equal(cast.told('cho', silent).length, 1, 'nothing changed, nobody is told')
  })

  t.test('a quiet group → members’ sends and edits are refused, a repeat is answered; admins write on', async t => {
    const cast = await openCast(t, open)
    const { tea, change, give } = await teaOf(cast)
    const said = await cast.say('ben', tea, 'before', { clientId: 'ben-before' })
    await change('ana', { quiet: true })
    t.same(await cast.send('ben', tea, 'and now?'), { outcome: 'quiet' })
    t.match(await cast.send('ben', tea, 'before', { clientId: 'ben-before' }), { outcome: 'duplicate', message: { no: said.no } })
    t.same(await cast.messages.edit({ userId: idOf('ben'), conversationId: tea, no: said.no, body: 'x', notBefore: 0 }, cast.tick()), { outcome: 'quiet' })
    t.match(await cast.messages.recall({ userId: idOf('ben'), conversationId: tea, no: said.no, notBefore: 0 }, cast.tick()), { outcome: 'changed' })
    t.match(await cast.send('ana', tea, 'listen'), { outcome: 'stored' })
    await give('ana', 'ben', 'admin')
    t.match(await cast.send('ben', tea, 'me too'), { outcome: 'stored' })
    await change('ben', { quiet: false })
    t.match(await cast.send('cho', tea, 'at last'), { outcome: 'stored' })
  })

  t.test('only admins add → members are refused', async t => {
    const cast = await openCast(t, open)
    const { add, change } = await teaOf(cast)
    await change('ana', { adding: 'admins' })
    t.equal(await add('ben', 'eve'), 'admins-only')
    await change('ana', { adding: 'members' })
    t.match(await add('ben', 'eve'), { members: [{ user: { username: 'eve' } }] })
  })

  t.test('history for newcomers → everything, read; one who comes back sees each message once', async t => {
    const cast = await openCast(t, open)
    const { tea, add, change, expel } = await teaOf(cast)
    await cast.say('ana', tea, 'one')
    await expel('ana', 'cho')
    await cast.say('ana', tea, 'between')
    await change('ana', { history: 'all' })
    await add('ben', 'eve')
    await add('ana', 'cho')
    const { lastNo } = await cast.conversations.one(idOf('ana'), tea) ?? { lastNo: 0 }
    for (const name of ['eve', 'cho'] as const) {
      const page = await cast.messages.page(idOf(name), tea, { limit: 50 })
      t.same(page?.messages.map(({ no }) => no), Array.from({ length: lastNo }, (_, index) => index + 1), name)
      t.match(await cast.conversations.one(idOf(name), tea), { unread: 0, lastNo })
      t.same(await cast.ledgerOf(name), cast.told(name), 'and is told of what comes from now on')
    }
    t.match(await cast.groups.among(idOf('ana'), tea, ['eve']), [{ joinedNo: 1 }])
    await change('ana', { history: 'none' })
    await cast.leave('eve', tea)
    await cast.say('ana', tea, 'without eve')
    await add('ben', 'eve')
    const bodies = (await cast.messages.page(idOf('eve'), tea, { limit: 50 }))?.messages.map(({ body }) => body) ?? []
    t.notOk(bodies.includes('without eve'))
    t.ok(bodies.includes('between'))
  })

  t.test('D32 a member who left → title, announcement and colour as of then, also in a search', async t => {
    const cast = await openCast(t, open)
    const { tea, change } = await teaOf(cast)
    await change('ana', { announcement: 'At four', colour: 2 })
    await cast.leave('cho', tea)
    await change('ana', { title: 'Secret', announcement: 'At five', colour: 9, quiet: true })
    const then = { title: 'Tea', announcement: 'At four', colour: 2, quiet: false, left: true }
    t.match(await cast.conversations.one(idOf('cho'), tea), then)
    t.match((await cast.conversations.list(idOf('cho'), { limit: 9 })).conversations.find(({ id }) => id === tea), then)
    const names = async (name: Name) => (await cast.conversations.names(idOf(name), { limit: 9 })).rows.find(({ id }) => id === tea)?.names
    t.same([await names('cho'), await names('ben')], ['Tea', 'Secret'])
  })
}
