import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Database } from '#store/sqlite/database.ts'
import { filesOf, MESSAGE_FILES } from '#store/sqlite/files/file-rows.ts'
import { createMessageFiles } from '#store/sqlite/files/message-files.ts'
import { idOf, openCast, type Name } from '../../contract/cast.ts'
import { fileOf, filesContract, SIZE } from '../../contract/files.ts'
import { open, openSqlite } from '../open.ts'

filesContract(t, open)

/** Ana's group of ben, cho having left it before the message; and two files of hers, a.txt and b.txt. */
async function grouped (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const cast = await openCast(t, async (t, onCommit) => await openSqlite(t, { path, onCommit }))
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben', 'cho'])
  await cast.leave('cho', tea)
  const { no } = await cast.say('ana', tea, 'Look')
  for (const id of ['a', 'b']) {
    await cast.files.expect([{ hash: `hash-${id}`, size: SIZE }], cast.tick())
    await cast.files.add(fileOf('ana', id), cast.tick())
  }
  const beside = new Database({ path })
  t.teardown(() => beside.close())
  const read = beside.statement<[string, number], { files: string | null }>(`SELECT ${MESSAGE_FILES} AS files FROM messages AS m WHERE m.conversation_id = ? AND m.no = ?`)
  const named = beside.statement<[], { hash: string, named: number }>('SELECT hash, named FROM blobs ORDER BY hash')
  return {
    ...cast,
    tea,
    no,
    messageFiles: createMessageFiles(beside),
    filesOfMessage: (no: number) => filesOf(read.get(tea, no)?.files ?? null),
    names: () => named.all().map(({ hash, named }) => [hash, named]),
    seenBy: async (id: string) => {
      const seen: Name[] = []
      for (const name of ['ana', 'ben', 'cho', 'eve'] as const) if (await cast.files.served(idOf(name), id) !== null) seen.push(name)
      return seen
    }
  }
}

t.test('U240 a sent file → seen by those who may see its message, as their periods say', async t => {
  const { tea, no, messageFiles, seenBy, filesOfMessage, files, leave, groups, tick } = await grouped(t)
  t.same(await seenBy('a'), ['ana'])
  messageFiles.attach(tea, no, ['b', 'a'])
  t.same(filesOfMessage(no)?.map(({ id }) => id), ['b', 'a'], 'in their order')
  t.equal(filesOfMessage(no - 1), undefined)
  t.same(await seenBy('a'), ['ana', 'ben'])
  t.match(await files.own(idOf('ana'), 'a'), { sent: true })
  await groups.add({ userId: idOf('ana'), conversationId: tea, usernames: ['cho'], max: 100 }, tick())
  t.same(await seenBy('a'), ['ana', 'ben'], 'cho came after it')
  await leave('ben', tea)
  t.same(await seenBy('a'), ['ana', 'ben'], 'what ben could see stays')
})

t.test('U240 its uploader who left before it was sent, or whose own files another sends → refused', async t => {
  const { tea, no, messageFiles } = await grouped(t)
  t.equal(messageFiles.areUnsent(idOf('ana'), ['a', 'b']), true)
  t.equal(messageFiles.areUnsent(idOf('ben'), ['a']), false)
  t.equal(messageFiles.areUnsent(idOf('ana'), ['a', 'a']), false)
  t.equal(messageFiles.areUnsent(idOf('ana'), ['a', 'missing']), false)
  messageFiles.attach(tea, no, ['a'])
  t.equal(messageFiles.areUnsent(idOf('ana'), ['a']), false)
  t.throws(() => messageFiles.attach(tea, no, ['a']), /UNIQUE/)
})

t.test('D15 files of a recalled message → gone for everybody, and named by nothing', async t => {
  const { tea, no, messageFiles, seenBy, files, names } = await grouped(t)
  messageFiles.attach(tea, no, ['a', 'b'])
  messageFiles.drop(tea, no)
  t.same([await seenBy('a'), await files.own(idOf('ana'), 'a')], [[], null])
  t.same(await files.held(idOf('ana')), { user: 0, all: 2 * SIZE })
  t.same(names(), [['hash-a', 0], ['hash-b', 0]])
})
