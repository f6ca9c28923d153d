import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Database } from '#store/sqlite/database.ts'
import { idOf, openCast } from '../../contract/cast.ts'
import { filesContract, SIZE } from '../../contract/files.ts'
import { filesFoundContract } from '../../contract/files-found.ts'
import { addFiles, filesInMessagesContract, seenBy } from '../../contract/files-in-messages.ts'
import { open, openSqlite } from '../open.ts'

filesContract(t, open)
filesInMessagesContract(t, open)
filesFoundContract(t, open)

/** Ana's group of ben, cho having left it, and two files of hers, a.txt and b.txt. `named`: how often the bytes of each are named. */
async function grouped (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const cast = await openCast(t, async (t, onCommit) => await openSqlite(t, { path, onCommit }))
  await cast.introduce('ana', 'ben')
  await cast.introduce('ana', 'cho')
  const tea = await cast.group('ana', ['ben', 'cho'])
  await cast.leave('cho', tea)
  await addFiles(cast, 'ana', ['a', 'b'])
  const beside = new Database({ path })
  t.teardown(() => beside.close())
  const named = beside.statement<[], { hash: string, named: number }>('SELECT hash, named FROM blobs ORDER BY hash')
  return { ...cast, tea, names: () => named.all().map(({ hash, named }) => [hash, named]) }
}

t.test('U240 a sent file → seen by those who may see its message, as their periods say', async t => {
  const cast = await grouped(t)
  const { tea, say, files, leave, groups, tick } = cast
  t.same(await seenBy(cast, 'a'), ['ana'])
  await say('ana', tea, 'Look', { kind: 'files', fileIds: ['b', 'a'] })
  t.same(await seenBy(cast, 'a'), ['ana', 'ben'])
  t.match(await files.own(idOf('ana'), 'a'), { sent: true })
  await groups.add({ userId: idOf('ana'), conversationId: tea, usernames: ['cho'], max: 100 }, tick())
  t.same(await seenBy(cast, 'a'), ['ana', 'ben'], 'cho came after it')
  await leave('ben', tea)
  t.same(await seenBy(cast, 'a'), ['ana', 'ben'], 'what ben could see stays')
})

t.test('D15 files of a recalled message → gone for everybody, and named by nothing', async t => {
  const cast = await grouped(t)
  const { tea, say, messages, files, names, tick } = cast
  const { no } = await say('ana', tea, 'Look', { kind: 'files', fileIds: ['a', 'b'] })
  t.same(names(), [['hash-a', 1], ['hash-b', 1]])
  await messages.recall({ userId: idOf('ana'), conversationId: tea, no, notBefore: 0 }, tick())
  t.same([await seenBy(cast, 'a'), await files.own(idOf('ana'), 'a')], [[], null])
  t.same(await files.held(idOf('ana')), { user: 0, all: 2 * SIZE })
  t.same(names(), [['hash-a', 0], ['hash-b', 0]])
})

t.test('U254 a sent file that its owner deletes → nothing names its bytes but copies of others', async t => {
  const cast = await grouped(t)
  const { tea, say, files, names, tick } = cast
  const { no } = await say('ana', tea, '', { kind: 'files', fileIds: ['a', 'b'] })
  const copyOf = { conversationId: tea, no, keepFrom: true, fileIds: ['a2', 'b2'] }
  await say('ben', 'direct-ana-ben', '', { kind: 'files', copyOf })
  for (const id of ['a', 'b', 'a2']) t.equal(await files.remove(idOf(id === 'a2' ? 'ben' : 'ana'), id, tick()), true)
  t.same(names(), [['hash-a', 0], ['hash-b', 1]])
  t.same(await seenBy(cast, 'b2'), ['ana', 'ben'])
})
