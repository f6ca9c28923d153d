import { cpSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { idOf, openCast } from '../../contract/cast.ts'
import { teaOf } from '../../contract/groups.ts'
import { openSqlite } from '../open.ts'

const PEOPLE = 600
const STARS_MAX = 1

t.test('D15 hundreds star a message that is recalled → a slice at once, the rest after a kill', async t => {
  const folders = t.testdir({ before: {} })
  const [before, killed] = [join(folders, 'before'), join(folders, 'killed')]
  const path = join(before, 'holdline.db')
  const cast = await openCast(t, async t => await openSqlite(t, { path }))
  const { tea } = await teaOf(cast)
  const [{ no }, other] = [await cast.say('ben', tea, 'Free cake!'), await cast.say('ben', tea, 'Free tea!')]
  const beside = new Sqlite(path)
  beside.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${PEOPLE})
    INSERT INTO users (id, username, display_name, created_at) SELECT 'a-' || i, 'a-' || i, 'a', 0 FROM n;
    INSERT INTO reactions (conversation_id, no, emoji, user_id, seq) SELECT '${tea}', ${no}, emoji.value, users.id, 1 FROM users, json_each('["x", "y"]') AS emoji;
    INSERT INTO stars (user_id, conversation_id, no, seq) SELECT id, '${tea}', ${no}, 1 FROM users;
    INSERT INTO mentions (user_id, conversation_id, no, seq) SELECT id, '${tea}', ${no}, (SELECT seq FROM messages WHERE conversation_id = '${tea}' AND no = ${no}) FROM users;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${PEOPLE})
    INSERT INTO pins (conversation_id, seq, off_seq, no, by_id, at) SELECT '${tea}', 1000 + i, iif(i = ${PEOPLE}, NULL, 1001 + i), ${no}, 'a-1', 0 FROM n`)
  beside.close()
  const left = () => leftIn(before)
  const stars = async () => (await cast.stars.stars(idOf('cho'), { limit: 50 })).rows.length
  const star = async () => await cast.stars.star({ userId: idOf('cho'), conversationId: tea, no: other.no, on: true, max: STARS_MAX }, cast.tick())
  const all = PEOPLE + 4
  const pins = async () => (await cast.pins.pins(idOf('ana'), tea, { limit: 50 }))?.rows.length
  const mentions = async () => [(await cast.mentions.mentions(idOf('cho'), { limit: 50 })).rows.length, (await cast.conversations.one(idOf('cho'), tea))?.mentionNo]
  t.same(left(), { reactions: 2 * all, stars: all, mentions: all, pins: PEOPLE, leftovers: 0 })
  t.same([await pins(), await mentions()], [1, [1, no]])
  t.same([await stars(), await star()], [1, { outcome: 'too-many' }])

  t.match(await cast.messages.recall({ userId: idOf('ben'), conversationId: tea, no, notBefore: 0 }, cast.tick()), { outcome: 'changed' })
  t.same(left(), { reactions: 2 * all - 100, stars: all - 100, mentions: all - 100, pins: PEOPLE - 100, leftovers: 1 })
  const page = await cast.messages.page(idOf('cho'), tea, { before: no + 1, limit: 1 })
  t.match(page?.messages, [{ no, starred: undefined, reactions: undefined }])
  t.match([await stars(), await star()], [0, { outcome: 'changed' }], 'they count for nothing')
  t.same([await pins(), await mentions()], [0, [0, null]])
  const pinning = { userId: idOf('ana'), conversationId: tea, no: other.no, on: true, max: 1 }
  t.match(await cast.pins.pin(pinning, cast.tick()), { outcome: 'changed' })

  // These files are those that a process leaves when it is killed now.
  cpSync(before, killed, { recursive: true })
  const store = await openSqlite(t, { path: join(killed, 'holdline.db') })
  t.equal(await store.messages.clearLeftovers(), true)
  t.same(leftIn(killed), { reactions: 0, stars: 1, mentions: 0, pins: 1, leftovers: 0 })
  t.equal(await store.messages.clearLeftovers(), true)
})

function leftIn (folder: string): unknown {
  const beside = new Sqlite(join(folder, 'holdline.db'), { readonly: true })
  const rows = (table: string) => `(SELECT count(*) FROM ${table}) AS ${table}`
  try {
    return beside.prepare(`SELECT ${rows('reactions')}, ${rows('stars')}, ${rows('mentions')}, ${rows('pins')}, ${rows('leftovers')}`).get()
  } finally {
    beside.close()
  }
}
