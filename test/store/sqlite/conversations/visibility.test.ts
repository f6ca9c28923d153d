import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { Database } from '#store/sqlite/database.ts'
import { bodies, idOf, openCast, type Name } from '../../contract/cast.ts'
import { openSqlite } from '../open.ts'

/** A group of ana, ben and cho in a file, and a second connection that adds members without an event or a line. */
async function groupInFile (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const cast = await openCast(t, (t, onCommit) => openSqlite(t, { path, onCommit }))
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben', 'cho'])
  const database = new Database({ path })
  t.teardown(() => database.close())
  const admit = database.statement<[string, number, string]>(`
    INSERT INTO memberships (conversation_id, user_id, joined_seq, joined_no, read_no, role)
    SELECT id, ?, ?, last_no + 1, last_no, 'member' FROM conversations WHERE id = ?`)
  return {
    ...cast,
    path,
    tea,
    database,
    letIn: (name: Name) => admit.run(idOf(name), cast.ledger.head() + 1, tea),
    edit: (no: number, body: string) =>
      cast.messages.edit({ userId: idOf('ana'), conversationId: tea, no, body, notBefore: 0 }, cast.tick()),
    read: async (name: Name) => bodies((await cast.messages.page(idOf(name), tea, { limit: 50 }))?.messages ?? [])
  }
}

t.test('D32 a new member → sees history, events, edits and unread from the join on', async t => {
  const { say, letIn, edit, read, ledgerOf, tea, conversations } = await groupInFile(t)
  const { no } = await say('ana', tea, 'before eve')
  letIn('eve')
  t.same(await read('eve'), [])
  t.match(await conversations.one(idOf('eve'), tea), { lastNo: 0, lastMessage: null, unread: 0 })
  await edit(no, 'still before eve')
  t.same(await ledgerOf('eve'), [], 'an edit of a message she cannot see')
  await say('ana', tea, 'welcome')
  t.same(await read('eve'), ['welcome'])
  t.match(await ledgerOf('eve'), [{ type: 'message', message: { body: 'welcome' } }])
  t.match(await conversations.one(idOf('eve'), tea), { lastMessage: { body: 'welcome' }, unread: 1 })
})

t.test('D32 a member leaves and comes back → sees both periods, nothing between', async t => {
  const { say, letIn, edit, read, ledgerOf, tea, leave, conversations, messages, ledger } = await groupInFile(t)
  const first = await say('ana', tea, 'first')
  await leave('ben', tea)
  const between = await say('ana', tea, 'between')
  t.match(await conversations.one(idOf('ben'), tea), { left: true, lastNo: first.no + 1, unread: 0, activeAt: between.at - 1 })
  letIn('ben')
  t.match(await conversations.one(idOf('ben'), tea), { left: false, lastNo: first.no + 1, unread: 0 })
  const back = ledger.head()
  await edit(first.no, 'first, mended')
  await edit(between.no, 'between, mended')
  await say('ana', tea, 'again')
  t.match(await ledgerOf('ben', back), [{ type: 'message-edited', message: { no: first.no } }, { type: 'message', message: { body: 'again' } }])
  t.equal((await ledgerOf('ben', back)).length, 2)
  t.same(await read('ben'), ['*', 'first, mended', '*', 'again'])
  const page = async (request: { before?: number, after?: number, limit: number }) => {
    const found = await messages.page(idOf('ben'), tea, request)
    return [bodies(found?.messages ?? []).join(' '), found?.more]
  }
  t.same(await page({ limit: 2 }), ['* again', true])
  t.same(await page({ before: between.no, limit: 2 }), ['first, mended *', true])
  t.same(await page({ after: first.no, limit: 2 }), ['* again', false])
  t.notMatch(JSON.stringify(await ledgerOf('ben')), /between/)
})

t.test('a page of history → read in order from the index, never sorted', async t => {
  const { database } = await groupInFile(t)
  const plan = database.statement<[], { detail: string }>(`
    EXPLAIN QUERY PLAN
    SELECT m.no FROM memberships AS p CROSS JOIN messages AS m
    WHERE p.conversation_id = 'c' AND p.user_id = 'u' AND m.conversation_id = p.conversation_id
      AND m.no >= p.joined_no AND m.no <= ifnull(p.left_no, 9) ORDER BY p.joined_seq DESC, m.no DESC LIMIT 3`).all()
  t.notMatch(plan.map(step => step.detail).join(), /TEMP B-TREE/)
})

t.test('any event → its conversation’s last_seq, so that catching up finds it', async t => {
  const { say, edit, tea, database, leave, messages, tick } = await groupInFile(t)
  const behind = database.statement<[], { id: string }>(`
    SELECT c.id FROM conversations AS c WHERE c.last_seq < (SELECT max(l.seq) FROM ledger AS l WHERE l.conversation_id = c.id)`)
  const check = (after: string) => t.same(behind.all(), [], after)
  check('making')
  const { no } = await say('ana', tea, 'hello')
  check('a message')
  await edit(no, 'hello you')
  check('an edit')
  await messages.recall({ userId: idOf('ana'), conversationId: tea, no, notBefore: 0 }, tick())
  check('a recall')
  await leave('cho', tea)
  check('leaving')
})

t.test('D15 a recalled text → not left in the file either', async t => {
  const { say, tea, path, database, messages, tick } = await groupInFile(t)
  const { no } = await say('ana', tea, 'the password is swordfish')
  database.pragma('wal_checkpoint(TRUNCATE)')
  t.match(readFileSync(path).toString('latin1'), /swordfish/, 'it was there')
  await messages.recall({ userId: idOf('ana'), conversationId: tea, no, notBefore: 0 }, tick())
  database.pragma('wal_checkpoint(TRUNCATE)')
  t.notMatch(readFileSync(path).toString('latin1'), /swordfish/)
})
