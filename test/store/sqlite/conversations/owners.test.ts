import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Role } from '#domain/conversations/conversations.ts'
import { Database } from '#store/sqlite/database.ts'
import { idOf, openCast, type Name } from '../../contract/cast.ts'
import { openSqlite } from '../open.ts'

/** ana's group with ben and cho, and a second connection to it: no call gives roles yet. */
async function groupInFile (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const cast = await openCast(t, (t, onCommit) => openSqlite(t, { path, onCommit }))
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben', 'cho'])
  const database = new Database({ path })
  t.teardown(() => database.close())
  const set = database.statement<[string, number, string, string]>(
    'UPDATE memberships SET role = ?, joined_seq = ? WHERE conversation_id = ? AND user_id = ?')
  return {
    ...cast,
    tea,
    set: (name: Name, role: Role, joinedSeq: number) => { set.run(role, joinedSeq, tea, idOf(name)) },
    owners: async (viewer: Name) => (await cast.conversations.members(idOf(viewer), tea, { limit: 9 }))?.members
      .filter(({ role }) => role === 'owner').map(({ user }) => user.username)
  }
}

t.test('an owner leaves → an admin becomes owner before a member', async t => {
  const { conversations, tea, set, owners, tick } = await groupInFile(t)
  set('ben', 'member', 5)
  set('cho', 'admin', 6)
  await conversations.leave(idOf('ana'), tea, tick())
  t.same(await owners('ben'), ['cho'])
})

t.test('an owner leaves equals → the longest member becomes owner', async t => {
  for (const role of ['admin', 'member'] as const) {
    const { conversations, tea, set, owners, tick } = await groupInFile(t)
    set('ben', role, 6)
    set('cho', role, 5)
    await conversations.leave(idOf('ana'), tea, tick())
    t.same(await owners('ben'), ['cho'], role)
  }
})

t.test('an owner leaves, another stays → no new owner', async t => {
  const { conversations, tea, set, owners, tick, told, ledger } = await groupInFile(t)
  set('ben', 'owner', 6)
  const before = ledger.head()
  await conversations.leave(idOf('ana'), tea, tick())
  t.same(told('cho', before).map(({ type }) => type), ['message', 'member'])
  t.same(await owners('cho'), ['ben'])
})
