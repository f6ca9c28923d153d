import { join } from 'node:path'
import t from 'tap'
import { Database } from '#store/sqlite/database.ts'
import { idOf, openCast, type Name } from '../../contract/cast.ts'
import { openSqlite } from '../open.ts'

t.test('D32 members who came after the quoted message → get answers to it without its text', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const cast = await openCast(t, (t, onCommit) => openSqlite(t, { path, onCommit }))
  const { introduce, group, say, conversations, messages, posted, told, ledgerOf, ledger, tick, leave } = cast
  await introduce('ana', 'ben')
  await introduce('ana', 'cho')
  const tea = await group('ana', ['ben', 'cho'])
  const { no } = await say('ana', tea, 'before eve')
  t.same(posted.at(-1)?.withheldFrom, [], 'nobody came later')
  const database = new Database({ path })
  t.teardown(() => database.close())
  database.statement<[string, number, string]>(`
    INSERT INTO memberships (conversation_id, user_id, joined_seq, joined_no, read_no, role)
    SELECT id, ?, ?, last_no + 1, last_no, 'member' FROM conversations WHERE id = ?`).run(idOf('eve'), ledger.head() + 1, tea)
  // Makes the store read the members again.
  await leave('cho', tea)

  const before = ledger.head()
  const answer = await say('ben', tea, 'to that', { replyTo: no })
  t.same(posted.at(-1)?.withheldFrom, [idOf('eve')])
  const quoteFor = async (name: Name) => {
    const page = await messages.page(idOf(name), tea, { before: answer.no + 1, limit: 1 })
    return [page?.messages[0]?.replyTo, told(name, before), await ledgerOf(name, before)]
  }
  const [seen, toldBen, ledgerBen] = await quoteFor('ben')
  t.match(seen, { no, excerpt: 'before eve' })
  t.same(ledgerBen, toldBen)
  const [hidden, toldEve, ledgerEve] = await quoteFor('eve')
  t.same(hidden, { no, sender: answer.replyTo?.sender, recalled: false })
  t.same(ledgerEve, toldEve)
  t.notMatch(JSON.stringify([hidden, toldEve, ledgerEve, await conversations.one(idOf('eve'), tea)]), 'before eve')

  const edited = { userId: idOf('ben'), conversationId: tea, no: answer.no, body: 'to that one', notBefore: 0 }
  await messages.edit(edited, tick())
  t.same(posted.at(-1)?.withheldFrom, [idOf('eve')])
  t.same(await ledgerOf('eve', before), told('eve', before))
  t.notMatch(JSON.stringify(await ledgerOf('eve')), 'before eve')
  t.match(await cast.send('eve', tea, 'What?', { replyTo: no }), { outcome: 'quoted-not-found' }, 'and she cannot answer it')
})

t.test('D32 forty newest messages from memory → each reader gets the quotes they may see', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const cast = await openCast(t, (t, onCommit) => openSqlite(t, { path, onCommit }))
  const { introduce, group, say, messages, ledger, leave } = cast
  await introduce('ana', 'ben')
  await introduce('ana', 'cho')
  const tea = await group('ana', ['ben', 'cho'])
  const { no } = await say('ana', tea, 'before eve')
  const database = new Database({ path })
  t.teardown(() => database.close())
  database.statement<[string, number, string]>(`
    INSERT INTO memberships (conversation_id, user_id, joined_seq, joined_no, read_no, role)
    SELECT id, ?, ?, last_no + 1, last_no, 'member' FROM conversations WHERE id = ?`).run(idOf('eve'), ledger.head() + 1, tea)
  await leave('cho', tea)
  await say('ben', tea, 'filler')
  await say('ben', tea, 'to that', { replyTo: no })
  const newest = async (name: Name) => (await messages.page(idOf(name), tea, { limit: 1 }))?.messages[0]?.replyTo?.excerpt
  t.same([await newest('ben'), await newest('eve'), await newest('ana'), await newest('eve')], ['before eve', undefined, 'before eve', undefined])
})
