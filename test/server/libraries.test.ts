import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { keepLibraries } from '#server/data-folder/libraries.ts'

const LIBRARIES = [{ name: 'one/lib/it.node', bytes: Buffer.from('one') }, { name: 'two/lib/it.so.1', bytes: Buffer.from('two') }]

t.test('libraries are kept → beside each other, for their owner alone, written once', async t => {
  const dir = t.testdir()
  const paths = keepLibraries(dir, LIBRARIES)
  t.same(paths.map(path => readFileSync(path, 'utf8')), ['one', 'two'])
  t.equal(statSync(paths[0] ?? '').mode & 0o777, 0o600)
  const { ino } = statSync(paths[0] ?? '')
  t.same(keepLibraries(dir, LIBRARIES), paths)
  t.equal(statSync(paths[0] ?? '').ino, ino, 'the same file')
})

t.test('another version → a folder of its own, and the former one is removed', async t => {
  const dir = t.testdir()
  const [former] = keepLibraries(dir, LIBRARIES)
  const [path] = keepLibraries(dir, [{ name: 'one/lib/it.node', bytes: Buffer.from('new') }])
  t.not(path, former)
  t.equal(readdirSync(join(dir, '.native')).length, 1)
})

t.test('a damaged copy, or half of one → replaced', async t => {
  const dir = t.testdir()
  const [path = ''] = keepLibraries(dir, LIBRARIES)
  writeFileSync(path, 'on')
  keepLibraries(dir, LIBRARIES)
  t.equal(readFileSync(path, 'utf8'), 'one')
})

t.test('libraries that cannot be kept → nothing stays of them', async t => {
  const dir = t.testdir({ '.native': {} })
  t.throws(() => keepLibraries(dir, [...LIBRARIES, { name: 'one/lib/it.node/below', bytes: Buffer.from('x') }]))
  t.same(readdirSync(join(dir, '.native')), [])
})
