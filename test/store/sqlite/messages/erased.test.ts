import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { filesBeside } from '#test/files.ts'
import { world } from '#test/world.ts'

const SECRET = 'the words that were a mistake'
const FILES = ['holdline.db', 'holdline.db-wal', 'holdline.db-shm']

/** ana sends ben the secret, edits it once and recalls it; `found` lists the files that still hold it. */
async function recalled (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const w = await world(t, { path })
  const ana = w.as('ana')
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  const found = () => FILES.filter(name => {
    const file = join(path, '..', name)
    return existsSync(file) && readFileSync(file, 'latin1').includes(SECRET)
  })
  const send = await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: `1 ${SECRET}` })
  const { no } = (send.body as { message: { no: number } }).message
  t.equal((await ana.patch(`/api/conversations/${id}/messages/${no}`, { body: `2 ${SECRET}` })).status, 200)
  // A wipe waits for a flush that is under way.
  const wiped = async () => {
    w.clock.advance(60_000)
    for (let tries = 0; tries < 200 && found().length > 0; tries++) await pause(10)
    return found()
  }
  const recall = async () => t.equal((await ana.delete(`/api/conversations/${id}/messages/${no}`)).status, 200)
  return { w, path, found, recall, wiped }
}

t.test('S20 a message is recalled → within a minute its text is in none of the files', async t => {
  const { w, found, recall, wiped } = await recalled(t)
  w.clock.advance(60_000)
  t.same(found(), ['holdline.db'], 'other texts stay')
  await recall()
  t.not(found().length, 0, 'for a while it is left in the WAL or the file')
  t.same(await wiped(), [])
})

t.test('S20 a recall and an immediate stop → its text is in none of the files', async t => {
  const { w, found, recall } = await recalled(t)
  await recall()
  t.not(found().length, 0)
  await w.close()
  t.same(found(), [])
})

t.test('S20 another process reads the file → erasing is postponed, then done', async t => {
  const { w, path, found, recall, wiped } = await recalled(t)
  await recall()
  const reader = new Sqlite(path, { readonly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM users').get()
  w.clock.advance(60_000)
  t.not(found().length, 0)
  reader.exec('COMMIT')
  reader.close()
  await turn()
  t.same(await wiped(), [])
})

t.test('S20 no recall → the WAL is not truncated repeatedly', async t => {
  const { w, path } = await recalled(t)
  w.clock.advance(60_000)
  t.equal(readFileSync(`${path}-wal`).length, 0, 'once after a start')
  await turn()
  await w.as('ana').post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben'] })
  w.clock.advance(60_000)
  t.ok(readFileSync(`${path}-wal`).length > 0)
})

t.test('S20 a message of files is recalled → their names are in none of the files, in any script', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const w = await world(t, { path })
  const ana = w.as('ana')
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const names = ['zanzibarite.pdf', '机密文件.pdf']
  const rows = filesBeside(t, path)
  const fileIds = names.map((name, index) => rows.add(ana.userId, { id: `f${index}`, name }))
  const found = () => FILES.map(name => join(path, '..', name)).filter(existsSync).flatMap(file => {
    const bytes = readFileSync(file)
    return [...names, 'zanzibarite'].filter(name => bytes.includes(name.replace('.pdf', '')))
  })
  const { body } = await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: '', fileIds })
  const hits = async () => ((await w.as('ben').get(`/api/search?q=${encodeURIComponent('机密')}&kind=files`)).body as { hits: unknown[] }).hits.length
  t.equal(await hits(), 1)
  t.not(found().length, 0)
  await ana.delete(`/api/conversations/${id}/messages/${(body as { message: { no: number } }).message.no}`)
  t.equal(await hits(), 0)
  for (let tries = 0; tries < 200 && found().length > 0; tries++) {
    w.clock.advance(60_000)
    await pause(10)
  }
  t.same(found(), [])
})
