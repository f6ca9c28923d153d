import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import Sqlite from 'better-sqlite3'
import { keepAddon, loadAddon } from '#server/data-folder/addon.ts'
import { OperatorError } from '#server/operator-error.ts'
import { root } from '#test/source/project.ts'

const isGlibc = process.platform === 'linux' && process.arch === 'x64' && 'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header
const skip = isGlibc ? false : 'the addon tried is that of Linux x64 with glibc'
const addon = join(root, 'node_modules/better-sqlite3/prebuilds/linux-x64.node')

t.test('the addon is kept → a file for its owner alone, written once', async t => {
  const dir = t.testdir()
  const bytes = Buffer.from('the addon')
  const path = keepAddon(dir, bytes)
  t.equal(path, join(dir, 'better_sqlite3.node'))
  t.same([readFileSync(path, 'utf8'), statSync(path).mode & 0o777], ['the addon', 0o600])
  const { ino } = statSync(path)
  t.equal(statSync(keepAddon(dir, bytes)).ino, ino, 'the same file')
  t.same(readdirSync(dir), ['better_sqlite3.node'])
})

t.test('another version or a damaged file is there → replaced, not overwritten', async t => {
  const dir = t.testdir({ 'better_sqlite3.node': 'the addom' })
  const { ino } = statSync(join(dir, 'better_sqlite3.node'))
  const path = keepAddon(dir, Buffer.from('the addon'))
  t.equal(readFileSync(path, 'utf8'), 'the addon')
  t.not(statSync(path).ino, ino, 'a process may have the former one loaded')
})

t.test('the addon cannot be kept → no half of it stays on the disk', async t => {
  const dir = t.testdir({ 'better_sqlite3.node': { 'a folder': '' } })
  t.throws(() => keepAddon(dir, Buffer.from('the addon')))
  t.same(readdirSync(dir), ['better_sqlite3.node'])
})

t.test('the whole addon → a binding that opens databases', { skip }, async t => {
  const binding = loadAddon(keepAddon(t.testdir(), readFileSync(addon)))
  const database = new Sqlite(':memory:', { nativeBinding: binding as unknown as string })
  t.same(database.prepare('SELECT 1 AS one').get(), { one: 1 })
  database.close()
})

/** A copy of the addon that needs a version of a library that no system has. */
function needing (dir: string, from: string, to: string): string {
  const bytes = readFileSync(addon)
  const at = bytes.indexOf(`${from}\0`)
  if (at < 0) throw new Error(`The addon does not name ${from}.`)
  bytes.write(to, at)
  const path = join(dir, 'it.node')
  writeFileSync(path, bytes)
  return path
}

t.test('a system too old for the addon → a sentence', { skip }, async t => {
  t.throws(() => loadAddon(needing(t.testdir(), 'GLIBC_2.34', 'GLIBC_9.34')), new OperatorError(
    `SQLite cannot be loaded from ${join(t.testdirName, 'it.node')}: this system's C library (glibc) is older than 9.34, which it needs. ` +
    'Systems from 2022 on have it: Debian 12, Ubuntu 22.04, RHEL 9.'))
  t.throws(() => loadAddon(needing(t.testdir(), 'GLIBCXX_3.4.29', 'GLIBCXX_9.4.29')), /C\+\+ library \(libstdc\+\+\) lacks GLIBCXX_9\.4\.29/)
})

t.test('a file that is no addon → the loader’s own words', { skip }, async t => {
  const path = join(t.testdir({ 'it.node': 'no addon' }), 'it.node')
  t.throws(() => loadAddon(path), /^SQLite cannot be loaded from .*it\.node: .*(too short|invalid ELF header)\.$/)
})
