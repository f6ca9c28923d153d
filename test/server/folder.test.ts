import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { folderAt, holdFolder } from '#server/data-folder/folder.ts'
import { runCommand } from '#cli/run.ts'
import { installation } from '#server/installation.ts'
import { run, serving } from '#test/serving.ts'

const NOBODY = 65_534

function serve (data: string) {
  return ['serve', '--listen', '127.0.0.1:0', '--data', data]
}

t.test('a folder that may not be written is reported, and nothing is created', async t => {
  const dir = mkdtempSync(join(tmpdir(), 'holdline-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  chmodSync(dir, 0o555)
  // Permissions stop everybody but root, so root tries as nobody.
  const surroundings = process.getuid?.() === 0 ? { uid: NOBODY } : {}
  t.match(await run(t, serve(join(dir, 'data')), surroundings), { code: 1, err: /The data folder .* cannot be used: permission denied/ })
  t.match(await run(t, serve(dir), surroundings), { code: 1, err: /The data folder .* cannot be used: permission denied/ })
})

t.test('S20 old files that everybody may read → closed at the start, other files left alone', async t => {
  const dir = t.testdir({ 'holdline.db': '', 'holdline.db-wal': '', 'setup-link.txt': 'http://…', 'notes.txt': 'mine' })
  for (const name of readdirSync(dir)) chmodSync(join(dir, name), 0o644)
  holdFolder(folderAt(dir), installation()).letGo()
  const modes = readdirSync(dir).map(name => [name, statSync(join(dir, name)).mode & 0o777])
  t.match(Object.fromEntries(modes), { 'holdline.db': 0o600, 'holdline.db-wal': 0o600, 'setup-link.txt': 0o600, 'notes.txt': 0o644 })
})

t.test('folders above the folder are missing → made; where none can be made, a sentence', async t => {
  const dir = t.testdir()
  holdFolder(folderAt(join(dir, 'a', 'b', 'data')), installation()).letGo()
  t.equal(statSync(join(dir, 'a', 'b', 'data')).mode & 0o777, 0o700)
  if (process.platform !== 'linux') return
  t.throws(() => holdFolder(folderAt('/proc/holdline/data'), installation()), /\/proc\/holdline\/data cannot be used: no folder can be made there/)
})

t.test('a file in place of the folder is reported', async t => {
  const dir = t.testdir({ data: 'a file' })
  t.match(await run(t, serve(join(dir, 'data'))), { code: 1, err: /cannot be used: there is a file in its place/ })
})

t.test('a database of a newer version is left alone, code 4', async t => {
  const dir = t.testdir()
  const path = join(dir, 'holdline.db')
  const database = new Sqlite(path)
  database.pragma('journal_mode = WAL')
  database.pragma('user_version = 999')
  database.close()
  const before = readFileSync(path)
  t.match(await run(t, serve(dir)), { code: 4, err: /written by a newer version of Holdline/ })
  t.same(readFileSync(path), before)
  t.match(await run(t, ['user', 'list', '--data', dir]), { code: 4 })

  const complaints: string[] = []
  const surroundings = { installation: installation(), env: { HOLDLINE_LOG_LEVEL: 'error' }, readFile: () => '', say: () => {}, complain: (line: string) => complaints.push(line), isTerminal: false, hasColour: false, onStop: () => {} }
  t.same([await runCommand(serve(dir), surroundings), await runCommand(serve(dir), surroundings)], [4, 4], 'and the folder is unlocked')
  t.equal(complaints.length, 2)
})

t.test('a damaged database is reported, and left as it was', async t => {
  const dir = t.testdir({ 'holdline.db': 'this is no database, '.repeat(500) })
  t.match(await run(t, serve(dir)), { code: 1, err: /is damaged or not a database/ })
  t.equal(readFileSync(join(dir, 'holdline.db'), 'utf8').slice(0, 20), 'this is no database,')

  const data = join(dir, 'data')
  const { child, ended } = await serving(t, data)
  child.kill('SIGTERM')
  await ended
  const path = join(data, 'holdline.db')
  const bytes = readFileSync(path)
  bytes.fill(0x5a, 8_192, bytes.length - 4_096)
  writeFileSync(path, bytes)
  t.match(await run(t, serve(data)), { code: 1, err: /is damaged or not a database.*Restore a backup/s })
})

t.test('a folder that was open to other users is closed to them', async t => {
  const dir = join(t.testdir(), 'data')
  mkdirSync(dir, { mode: 0o755 })
  await serving(t, dir)
  t.equal(statSync(dir).mode & 0o777, 0o700)
})
