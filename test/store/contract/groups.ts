import type { Test } from 'tap'
import { GROUP_MAX_MEMBERS } from '#domain/conversations/conversations.ts'
import type { GroupFields } from '#domain/conversations/group-fields.ts'
import { LINE_NAMES_MAX } from '#domain/messages/message-kinds.ts'
import { idOf, openCast, type Cast, type Name, type Open } from './cast.ts'

/** ana's group with ben and cho, whom she knows; eve knows ben alone. */
export async function teaOf (cast: Cast) {
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  await cast.introduce('ben', 'eve')
  const tea = await cast.group('ana', ['ben', 'cho'])
  const of = (name: Name, username: string) => ({ userId: idOf(name), conversationId: tea, username })
  return {
    tea,
    add: (name: Name, ...usernames: string[]) =>
      cast.groups.add({ userId: idOf(name), conversationId: tea, usernames, max: GROUP_MAX_MEMBERS }, cast.tick()),
    expel: (name: Name, username: string) => cast.groups.removeMember(of(name, username), cast.tick()),
    give: (name: Name, username: string, role: 'admin' | 'member') => cast.groups.changeMember({ ...of(name, username), change: { role } }, cast.tick()),
    transfer: (name: Name, username: string) => cast.groups.transfer(of(name, username), cast.tick()),
    change: (name: Name, change: Partial<GroupFields>) =>
      cast.groups.change({ userId: idOf(name), conversationId: tea, change }, cast.tick()),
    dissolve: (name: Name) => cast.groups.dissolve({ userId: idOf(name), conversationId: tea }, cast.tick()),
    roles: async (viewer: Name) => (await cast.conversations.members(idOf(viewer), tea, { limit: 9 }))?.members.map(({ user, role }) => `${user.username} ${role}`)
  }
}

/** Promises of `GroupStore` about members and roles. */
export function groupsContract (t: Test, open: Open): void {
  addingContract(t, open)
  rolesContract(t, open)
}

function addingContract (t: Test, open: Open): void {
  t.test('names are read page by page → others are served in between', async t => {
    const cast = await openCast(t, open)
    const { tea } = await teaOf(cast)
    let isNextTurn = false
    setImmediate(() => { isNextTurn = true })
    const first = await cast.groups.names(idOf('ben'), tea, { limit: 1 })
    t.match(first, { rows: [{ member: { user: { username: 'ana' } } }], more: true })
    t.notOk(isNextTurn)
    t.match(await cast.groups.names(idOf('ben'), tea, { limit: 1, after: first?.next ?? '' }), { rows: [{ member: { user: { username: 'ben' } } }] })
    t.ok(isNextTurn)
    t.equal(await cast.groups.names(idOf('eve'), tea, { limit: 1, after: 'ana' }), null)
  })

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

  t.test('more people than a line names → the first and their number; more than fit → nobody', async t => {
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
    await cast.contacts.change(idOf('ana'), 'cho', { remark: 'Boss' }, cast.tick())
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

  t.test('a group is transferred → a new owner with a line, the former one an admin', async t => {
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
