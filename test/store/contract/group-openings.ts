import type { Test } from 'tap'
import { INVITATIONS_MAX } from '#domain/conversations/group-invitations.ts'
import { nameTerms } from '#domain/people/names.ts'
import { idOf, openCast, type Name, type Open } from './cast.ts'

/** ana's group with ben; cho is her contact, eve a stranger. */
async function teaOf (t: Test, open: Open) {
  const cast = await openCast(t, open)
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben'])
  let requests = 0
  return {
    cast,
    tea,
    letsAdd: async (name: Name, addToGroups: 'everybody' | 'nobody') => { await cast.accounts.change(idOf(name), { settings: { addToGroups } }, cast.tick()) },
    add: (usernames: readonly string[]) => cast.groups.add({ userId: idOf('ana'), conversationId: tea, usernames, max: 9 }, cast.tick()),
    change: (change: Parameters<typeof cast.groups.change>[0]['change']) =>
      cast.groups.change({ userId: idOf('ana'), conversationId: tea, change }, cast.tick()),
    enter: (name: Name, max = 9) => cast.publicGroups.enter({
      userId: idOf(name), conversationId: tea, note: 'Hello', requestId: `r-${++requests}`, max, requestsMax: 2
    }, cast.tick()),
    found: async (name: Name, query: string) =>
      (await cast.publicGroups.search(idOf(name), nameTerms(query), { limit: 9 })).groups.map(({ id }) => id)
  }
}

/** Promises of `GroupInvitationStore` and `PublicGroupStore`. */
export function groupOpeningsContract (t: Test, open: Open): void {
  t.test('an invitation → told to the invited alone, by memory and ledger; accepted, and full groups', async t => {
    const { cast, tea, letsAdd, add } = await teaOf(t, open)
    await letsAdd('cho', 'nobody')
    const before = cast.ledger.head()
    t.match(await add(['cho', 'eve']), { members: [], invited: ['cho'], refused: [{ username: 'eve', code: 'NOT_A_CONTACT' }] })
    t.match(cast.told('cho', before), [{ type: 'group-invitation', invitation: { by: { username: 'ana' }, state: 'open' } }])
    t.same(await cast.ledgerOf('cho', before), cast.told('cho', before))
    for (const name of ['ana', 'ben', 'eve'] as const) t.same(cast.told(name, before), [], name)
    const { rows: [invitation] } = await cast.groupInvitations.list(idOf('cho'), { limit: 9 })
    const id = invitation?.id ?? ''
    t.equal(await cast.groupInvitations.accept(idOf('eve'), id, 9, cast.tick()), null)
    t.equal(await cast.groupInvitations.reject(idOf('eve'), id, cast.tick()), null)
    t.equal(await cast.groupInvitations.accept(idOf('cho'), id, 2, cast.tick()), 'members-max')
    t.match(await cast.groupInvitations.accept(idOf('cho'), id, 9, cast.tick()), { id: tea, memberCount: 3 })
    t.same(cast.told('cho', before).map(({ type }) => type), ['group-invitation', 'conversation', 'message', 'group-invitation'])
    t.match(cast.told('cho', before).at(-1), { invitation: { state: 'accepted' } })
    t.same((await cast.groupInvitations.list(idOf('cho'), { limit: 9 })).rows, [])
  })

  t.test('a flood of invitations → the oldest gives way, and its inviter may ask again', async t => {
    const { cast, letsAdd, add } = await teaOf(t, open)
    await cast.introduce('eve', 'cho')
    await letsAdd('cho', 'nobody')
    await add(['cho'])
    for (let count = 0; count < INVITATIONS_MAX; count++) {
      const flood = await cast.group('eve', [])
      await cast.groups.add({ userId: idOf('eve'), conversationId: flood, usernames: ['cho'], max: 9 }, cast.tick())
    }
    const inviters = async () => (await cast.groupInvitations.list(idOf('cho'), { limit: INVITATIONS_MAX + 1 })).rows.map(({ by }) => by.username)
    t.same(await inviters(), Array.from({ length: INVITATIONS_MAX }, () => 'eve'))
    t.match(cast.told('cho').at(-1), { type: 'group-invitation', invitation: { by: { username: 'ana' }, state: 'rejected' } })
    t.match(await add(['cho']), { invited: ['cho'] })
    t.match((await cast.groupInvitations.list(idOf('cho'), { limit: 1 })).rows, [{ by: { username: 'ana' } }])
    t.same(await cast.ledgerOf('cho'), cast.told('cho'))
  })

  t.test('an inviter who may add nobody any more → their invitation does not count', async t => {
    const { cast, letsAdd, tea, change } = await teaOf(t, open)
    await cast.introduce('ben', 'eve')
    await letsAdd('eve', 'nobody')
    await cast.groups.add({ userId: idOf('ben'), conversationId: tea, usernames: ['eve'], max: 9 }, cast.tick())
    const listed = async () => (await cast.groupInvitations.list(idOf('eve'), { limit: 9 })).rows
    const [invitation] = await listed()
    t.match(invitation, { by: { username: 'ben' } })
    t.equal(await cast.contacts.asking(idOf('eve')), 1)
    await change({ adding: 'admins' })
    t.same(await listed(), [])
    t.equal(await cast.contacts.asking(idOf('eve')), 0)
    t.equal(await cast.groupInvitations.accept(idOf('eve'), invitation?.id ?? '', 9, cast.tick()), null)
    await change({ adding: 'members' })
    t.equal((await listed()).length, 1)
    await cast.leave('ben', tea)
    t.same(await listed(), [])
  })

  t.test('a public group → found and joined while it is public; full, closed and by request', async t => {
    const { cast, tea, change, enter, found } = await teaOf(t, open)
    t.same(await found('eve', 'tea'), [])
    t.equal(await cast.publicGroups.one(idOf('eve'), tea), null)
    t.same(await enter('eve'), { outcome: 'invalid' })
    await change({ isPublic: true })
    t.same(await found('eve', 'tea'), [tea])
    t.same(await enter('eve'), { outcome: 'links-only' })
    await change({ joining: 'request' })
    t.match(await enter('eve'), { outcome: 'asked', request: { id: 'r-3' } })
    t.match(await enter('eve'), { outcome: 'asked', request: { id: 'r-3' } }, 'again')
    await change({ joining: 'open' })
    t.same(await enter('eve', 2), { outcome: 'members-max' })
    t.match(await enter('eve'), { outcome: 'joined', conversation: { id: tea, memberCount: 3 } })
    t.match(await cast.publicGroups.one(idOf('eve'), tea), { isMember: true, asked: false }, 'joining settles the request')
    await change({ title: 'Coffee' })
    t.same([await found('cho', 'tea'), await found('cho', 'coffee')], [[], [tea]])
    await cast.groups.dissolve({ userId: idOf('ana'), conversationId: tea }, cast.tick())
    t.same(await found('cho', 'coffee'), [])
  })
}
