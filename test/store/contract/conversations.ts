import type { Test } from 'tap'
import { UNREAD_CAP, UNREAD_WALK } from '#domain/conversations/conversations.ts'
import { idOf, openCast, type Open } from './cast.ts'

/** Promises of `ConversationStore`: making, listing, members. */
export function conversationsContract (t: Test, open: Open): void {
  t.test('a direct conversation → found or made, for both users', async t => {
    const { conversations, tick, told } = await openCast(t, open)
    t.match(await conversations.direct(idOf('ana'), 'ben', 'd1', tick()), { outcome: 'made', conversation: { id: 'd1', kind: 'direct' } })
    t.match(await conversations.direct(idOf('ana'), 'ben', 'd2', tick()), { outcome: 'found', conversation: { id: 'd1' } })
    t.match(await conversations.direct(idOf('ben'), 'ana', 'd3', tick()), { outcome: 'made', conversation: { id: 'd1', peer: { username: 'ana' } } })
    t.match(told('ana').map(event => event.type), ['conversation'])
    t.equal(told('ana').length, 1, 'ana is not told that ben looked')
    t.same(await conversations.direct(idOf('ana'), 'nobody', 'd4', tick()), { outcome: 'no-such-user' })
  })

  t.test('a group with users who are no contacts → refused', async t => {
    const { conversations, introduce, tick, told } = await openCast(t, open)
    await introduce('ana', 'ben')
    const wanted = { ownerId: idOf('ana'), title: 'Tea', id: 'g1' }
    t.same(await conversations.group({ ...wanted, usernames: ['ben', 'eve', 'nobody'] }, tick()), { outcome: 'not-contacts', unknown: ['eve', 'nobody'] })
    t.equal(await conversations.one(idOf('ana'), 'g1'), null, 'no group is left behind')
    const made = await conversations.group({ ...wanted, usernames: ['ben', 'ana'] }, tick())
    t.match(made, { outcome: 'made', conversation: { id: 'g1', kind: 'group', title: 'Tea', role: 'owner', memberCount: 2, lastNo: 1, readNo: 1 } })
    t.match(told('ben').slice(-2), [
      { type: 'conversation', conversation: { id: 'g1', title: 'Tea', memberCount: 2 } },
      { type: 'message', message: { no: 1, kind: 'system', body: JSON.stringify({ line: 'group-made', by: 'ANA', title: 'Tea' }) } }
    ])
    t.equal(await conversations.one(idOf('eve'), 'g1'), null)
    t.same(told('eve'), [])
  })

  t.test('list → newest first, in pages without gaps or repeats, with the unread total', async t => {
    const { conversations, introduce, group, say, leave } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const groups = [await group('ana', ['ben']), await group('ana', ['ben']), await group('ana', ['ben'])]
    for (const id of groups) await say('ben', id, 'hi')
    await say('ben', direct, 'hello')
    const all = await conversations.list(idOf('ana'), { limit: 50 })
    t.same(all.conversations.map(each => each.id), [direct, ...groups.toReversed()])
    t.match(all, { unread: 4, more: false, next: null })
    const ids: string[] = []
    for (let after: string | undefined, pages = 0; pages < 4; pages++) {
      const page = await conversations.list(idOf('ana'), { limit: 3, after })
      ids.push(...page.conversations.map(each => each.id))
      t.equal(page.unread, 4)
      if (page.next === null) break
      after = page.next
    }
    t.same(ids, [direct, ...groups.toReversed()])
    await t.rejects(conversations.list(idOf('ana'), { limit: 3, after: '; DROP TABLE' }), { code: 'INVALID' })
    const some = await conversations.some(idOf('ana'), [direct, 'nothing'])
    t.match(some, { conversations: [{ id: direct, unread: 1 }], unread: 4 })
    t.same((await conversations.some(idOf('eve'), [direct])).conversations, [], 'eve asks by id')
    t.same(await conversations.list(idOf('eve'), { limit: 3 }), { conversations: [], unread: 0, archived: 0, more: false, next: null })
    await leave('ana', groups[0] ?? '', 'ben')
    await say('ben', groups[0] ?? '', 'moving up')
    t.equal((await conversations.list(idOf('ana'), { limit: 1 })).conversations[0]?.lastMessage?.kind, 'system', 'a conversation that was left does not move')
    await say('ana', groups[1] ?? '', 'up')
    t.equal((await conversations.list(idOf('ana'), { limit: 1 })).conversations[0]?.id, groups[1])
  })

  t.test('members → listed in pages, to members only', async t => {
    const { conversations, introduce, group, leave } = await openCast(t, open)
    await introduce('ana', 'ben')
    await introduce('ana', 'cho')
    const tea = await group('ana', ['ben', 'cho'])
    t.match(await conversations.members(idOf('cho'), tea, { limit: 2 }), {
      members: [{ user: { username: 'ana' }, role: 'owner', joinedNo: 1 }, { user: { username: 'ben' }, role: 'member' }],
      more: true,
      next: 'ben'
    })
    t.match(await conversations.members(idOf('cho'), tea, { limit: 2, after: 'ben' }), { members: [{ user: { username: 'cho' } }], more: false, next: null })
    t.equal(await conversations.members(idOf('eve'), tea, { limit: 2 }), null)
    await leave('cho', tea)
    t.match(await conversations.members(idOf('ana'), tea, { limit: 3 }), { members: { length: 2 }, more: false })
    t.equal(await conversations.members(idOf('cho'), tea, { limit: 2 }), null, 'nor to former members')
    t.match(await conversations.one(idOf('ana'), tea), { memberCount: 2 })
  })

  t.test('unread above the cap → the cap', async t => {
    const { conversations, introduce, say } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await Promise.all(Array.from({ length: UNREAD_CAP + 1 }, (_, index) => say('ana', direct, `message ${index}`)))
    t.match(await conversations.one(idOf('ben'), direct), { unread: UNREAD_CAP, lastNo: UNREAD_CAP + 2 })
    t.match(await conversations.read(idOf('ben'), direct, 3, 1), { unread: UNREAD_CAP - 1 })
  })

  t.test('S5 many messages after readNo → a bounded count, never 0 while some may be unread', async t => {
    const { conversations, introduce, say, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await say('ana', direct, 'are you there?')
    const own = (count: number) => Promise.all(Array.from({ length: count }, (_, index) => say('ben', direct, `to myself ${index}`)))
    await own(UNREAD_WALK - 3)
    await say('ana', direct, 'hello?')
    const unread = async () => (await conversations.one(idOf('ben'), direct))?.unread
    t.equal(await unread(), 2, 'all newer messages are counted')
    await say('ana', direct, 'no answer')
    t.equal(await unread(), 2, 'later messages are not')
    await conversations.read(idOf('ben'), direct, 1, tick())
    t.equal(await unread(), 3, 'until the user reads on')
    await conversations.read(idOf('ben'), direct, UNREAD_WALK, tick())
    t.equal(await unread(), 1)
  })

  t.test('S5 more messages after readNo than are counted → at least one unread', async t => {
    const { conversations, introduce, say, messages, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const { no } = await say('ana', direct, 'are you there?')
    await Promise.all(Array.from({ length: UNREAD_WALK - 1 }, (_, index) => say('ben', direct, `to myself ${index}`)))
    await say('ana', direct, 'hello?')
    await messages.recall({ userId: idOf('ana'), conversationId: direct, no, notBefore: 0 }, tick())
    t.match(await conversations.one(idOf('ben'), direct), { unread: 1, readNo: 0 })
    await say('ben', direct, 'hm')
    t.match(await conversations.one(idOf('ben'), direct), { unread: 1, readNo: 0 }, 'so writing on has not read it')
  })
}
