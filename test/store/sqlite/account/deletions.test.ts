import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { OWN_ROWS } from '#store/sqlite/account/deletion/own-rows.ts'
import { deletionsContract } from '../../contract/deletions.ts'
import { idOf, openCast } from '../../contract/cast.ts'
import { sessionOf } from '../../contract/sessions.ts'
import { open, openSqlite } from '../open.ts'

deletionsContract(t, open)

/** Rows of others, or of all, in which a former user stays, without a name. */
const STAY = new Set([
  // Goes at the first step, and the settings with it.
  'accounts.user_id',
  // Ended with an event for the other side.
  'contact_requests.from_id', 'contact_requests.to_id', 'contacts.holder_id', 'contacts.user_id',
  'conversations.high_user', 'conversations.low_user',
  'deletions.user_id',
  // Those of messages stay with them; unsent ones go, and uploads end.
  'files.owner_id', 'uploads.owner_id',
  // Goes at the last step, as do all names that the ledger tells.
  'former_names.user_id',
  'invites.made_by',
  'memberships.ended_by', 'memberships.user_id',
  'messages.forwarded_from', 'messages.recalled_by', 'messages.sender_id',
  'pins.by_id',
  'reactions.user_id',
  // A key of a send is used once for ever (D12).
  'sends.sender_id'
])

t.test('every column that names a user → either goes with the account, or stays for a reason', async t => {
  const path = join(t.testdir({ data: {} }), 'data', 'holdline.db')
  await openSqlite(t, { path })
  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  const tables = connection.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  const columns = tables.flatMap(({ name }) => connection.prepare<[], { table: string, from: string }>(`PRAGMA foreign_key_list(${name})`).all()
    .filter(({ table }) => table === 'users').map(({ from }) => `${name}.${from}`))
  const goes = new Set(OWN_ROWS.map(([table, column]) => `${table}.${column}`))
  t.ok(columns.length > 20)
  t.same(columns.filter(column => goes.has(column) === STAY.has(column)).sort(), [], 'named in OWN_ROWS or here, and not in both')
})

async function leaving (t: Test) {
  const path = join(t.testdir({ data: {} }), 'data', 'holdline.db')
  const cast = await openCast(t, (t, onCommit) => openSqlite(t, { path, onCommit }))
  await cast.sessions.start(sessionOf('ben', 's-ben'), {})
  const direct = await cast.introduce('ana', 'ben')
  const ask = () => cast.deletions.request(idOf('ben'), { passwordHash: 'x', by: 's-ben', deletesAt: cast.tick() }, cast.tick())
  const bytes = () => Buffer.concat(['', '-wal'].map(end => path + end).filter(existsSync).map(file => readFileSync(file))).toString('latin1')
  return { ...cast, path, direct, ask, bytes }
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1')

t.test('S41 messages go → their bytes, their tokens and the name are in no file afterwards', async t => {
  const { deletions, accounts, say, messages, direct, ask, bytes, tick, wipe } = await leaving(t)
  await accounts.change(idOf('ben'), { displayName: 'Benedetto Valdivia' }, tick())
  await say('ben', direct, 'zanzibarite 机密文件')
  const { no } = await say('ben', direct, 'quicksilver')
  await messages.edit({ userId: idOf('ben'), conversationId: direct, no, body: 'marmalade', notBefore: 0 }, tick())
  const words = ['zanzibarite', latin1('机密文件'), latin1('机密'), 'quicksilver', 'marmalade', 'Benedetto', 'benedetto']
  await wipe()
  t.same(words.filter(word => !bytes().includes(word)), [], 'they are there before')
  await ask()
  while (await deletions.step(idOf('ben'), 'recall', tick(10)));
  await wipe()
  t.same(words.filter(word => bytes().includes(word)), [])
})

t.test('a long history and a crash after each step → the next process goes on where it was', async t => {
  const { deletions, say, direct, ask, tick, path, close, messages } = await leaving(t)
  for (let n = 0; n < 60; n++) await say('ben', direct, `word${n}`)
  await ask()
  await deletions.step(idOf('ben'), 'recall', tick(10))
  await deletions.step(idOf('ben'), 'recall', tick())
  t.equal((await messages.page(idOf('ana'), direct, { limit: 200 }))?.messages.filter(({ body }) => body.startsWith('word')).length, 60)
  await close()
  let runs = 0
  for (let isMore = true; isMore; runs++) {
    const store = await openSqlite(t, { path })
    t.equal(await store.deletions.due(tick()), idOf('ben'), 'found again')
    // The policy of the day that it began counts.
    isMore = await store.deletions.step(idOf('ben'), 'keep', tick())
    if (!isMore) {
      const page = await store.messages.page(idOf('ana'), direct, { limit: 200 })
      t.same(page?.messages.filter(({ kind, recalledAt }) => kind === 'text' && recalledAt === undefined), [])
      t.equal(await store.deletions.due(tick(1_000)), null)
    }
    await store.close()
  }
  t.ok(runs > 5, `${runs} processes`)
})
