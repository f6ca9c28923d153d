import type { Test } from 'tap'
import { createNicknames } from '#domain/conversations/nicknames.ts'
import { idOf, openCast, type Cast, type Name, type Open } from './cast.ts'
import { teaOf } from './groups.ts'

/** Promises of `GroupStore` about the names that members go by in one group. */
export function nicknamesContract (t: Test, open: Open): void {
  async function naming (cast: Cast) {
    const { tea, ...rest } = await teaOf(cast)
    const nick = (by: Name, username: string, nickname: string | null) =>
      cast.groups.changeMember({ userId: idOf(by), conversationId: tea, username, change: { nickname } }, cast.tick())
    const names = async () => (await cast.groups.nicknames(tea, { limit: 9 })).rows
    return { tea, nick, names, ...rest }
  }

  t.test('a member chooses a nickname → one event tells all, in memory and ledger; a repeat nothing', async t => {
    const cast = await openCast(t, open)
    const { tea, nick, names } = await naming(cast)
    const before = cast.ledger.head()
    t.match(await nick('ben', 'ben', 'Benny'), { user: { username: 'ben', displayName: 'BEN' }, nickname: 'Benny' })
    await nick('ben', 'ben', 'Benny')
    for (const name of ['ana', 'ben', 'cho'] as const) {
      t.match(cast.told(name, before), [{ type: 'member', conversationId: tea, change: 'nickname', member: { user: { username: 'ben' }, nickname: 'Benny' } }])
      t.equal(cast.told(name, before).length, 1)
      t.same(await cast.ledgerOf(name, before), cast.told(name, before))
    }
    t.same(cast.told('eve', before), [])
    t.same(await names(), [{ userId: idOf('ben'), nickname: 'Benny' }])
    t.match(await cast.conversations.members(idOf('cho'), tea, { limit: 9 }), { members: [{}, { nickname: 'Benny' }, {}] })
    t.match(await cast.groups.names(idOf('cho'), tea, { limit: 9 }), { rows: [{}, { names: ' Benny BEN ben' }, {}] }, 'a search finds it')
    t.match(await nick('ben', 'ben', null), { user: { username: 'ben' } })
    t.same(await names(), [])
  })

  t.test('nicknames of others → taken away by those above them, and given by nobody; not by eve', async t => {
    const cast = await openCast(t, open)
    const { nick, give, add } = await naming(cast)
    await nick('cho', 'cho', 'C')
    t.equal(await nick('ben', 'cho', null), 'nickname-own')
    t.equal(await nick('ana', 'cho', 'Clown'), 'nickname-own', 'the owner neither')
    t.equal(await nick('eve', 'cho', null), 'not-found')
    t.equal(await nick('ana', 'eve', null), 'no-such-member')
    await give('ana', 'ben', 'admin')
    await nick('ana', 'ana', 'Boss')
    t.equal(await nick('ben', 'ana', null), 'nickname-own', 'an admin the owner’s')
    t.notOk('nickname' in Object(await nick('ben', 'cho', null)))
    await add('ben', 'eve')
    await give('ana', 'eve', 'admin')
    await nick('eve', 'eve', 'E')
    t.equal(await nick('ben', 'eve', null), 'nickname-own', 'one admin another’s')
    t.notOk('nickname' in Object(await nick('ana', 'eve', null)))
  })

  t.test('a membership ends → its nickname ends too, also in memory, which follows each commit', async t => {
    const cast = await openCast(t, open)
    const { tea, nick, names, add, dissolve } = await naming(cast)
    const nicknames = createNicknames({ store: cast.groups })
    const follow = (before: number) => nicknames.committed(cast.posted.filter(({ event }) => event.seq > before))
    await nick('ben', 'ben', 'Benny')
    t.equal(nicknames.inMemory(tea), null)
    t.same([...await nicknames.read(tea)], [[idOf('ben'), 'Benny']])
    let before = cast.ledger.head()
    await nick('cho', 'cho', 'C')
    await cast.leave('ben', tea)
    follow(before)
    t.same([...nicknames.inMemory(tea) ?? []], [[idOf('cho'), 'C']])
    await add('ana', 'ben')
    t.same(await names(), [{ userId: idOf('cho'), nickname: 'C' }], 'one who is back begins anew')
    before = cast.ledger.head()
    await dissolve('ana')
    follow(before)
    t.equal(nicknames.inMemory(tea), null)
  })

  t.test('many nicknames → read in slices, none set meanwhile is lost; the least used go', async t => {
    const cast = await openCast(t, open)
    const { tea, nick } = await naming(cast)
    for (const name of ['ana', 'ben', 'cho'] as const) await nick(name, name, `N ${name}`)
    const calls: Array<string | undefined> = []
    const store = {
      nicknames: async (id: string, page: { after?: string | undefined }) => {
        calls.push(page.after)
        const found = await cast.groups.nicknames(id, { ...page, limit: 1 })
        if (calls.length === 1) {
          const before = cast.ledger.head()
          await nick('ana', 'ana', 'later')
          nicknames.committed(cast.posted.filter(({ event }) => event.seq > before))
        }
        return found
      }
    }
    const nicknames = createNicknames({ store, max: 4 })
    t.equal((await nicknames.read(tea)).size, 3)
    t.same(calls, [undefined, idOf('ana'), idOf('ben')])
    const other = await cast.group('ben', ['ana'])
    await nicknames.read(other)
    t.equal(nicknames.inMemory(tea), null)
    t.equal(nicknames.inMemory(other)?.size, 0)
    nicknames.reset()
    t.equal(nicknames.inMemory(other), null)
  })
}
