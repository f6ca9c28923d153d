import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nodeBinary } from '../../scripts/platform.js'
import { whatIsMissing } from '../../scripts/tree.js'

const PACKAGES = {
  '': { version: '0.1.0' },
  'node_modules/fastify': { version: '5.0.0', integrity: 'sha512-a' },
  'node_modules/fastify/node_modules/pino': { version: '9.0.0', integrity: 'sha512-b' },
  'node_modules/for-another-platform': { version: '1.0.0', integrity: 'sha512-c', optional: true }
}

/** A project whose packages are all installed, except the one for another platform. */
function installedProject (t: Test): string {
  const root = t.testdir()
  const { 'node_modules/for-another-platform': _, ...installed } = PACKAGES
  write(root, 'package-lock.json', JSON.stringify({ packages: PACKAGES }))
  write(root, 'node_modules/.package-lock.json', JSON.stringify({ packages: installed }))
  for (const path of Object.keys(installed)) write(root, join(path, 'package.json'), '{}')
  mkdirSync(join(nodeBinary(root), '..'), { recursive: true })
  writeFileSync(nodeBinary(root), '')
  return root
}

function write (root: string, path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

t.test('nothing is missing when everything the lock names is there, other platforms apart', async t => {
  t.equal(whatIsMissing(installedProject(t), 'development'), null)
})

t.test('S25 without the tools for tests → the server lacks nothing, the tests do', async t => {
  const root = installedProject(t)
  const tool = { version: '21.0.0', integrity: 'sha512-t', dev: true }
  write(root, 'package-lock.json', JSON.stringify({ packages: { ...PACKAGES, 'node_modules/tap': tool } }))
  t.equal(whatIsMissing(root, 'production'), null)
  t.equal(whatIsMissing(root, 'development'), 'the tools for tests are not all there')
})

t.test('a fresh clone has nothing installed', async t => {
  const root = installedProject(t)
  rmSync(join(root, 'node_modules'), { recursive: true })
  t.equal(whatIsMissing(root, 'development'), 'nothing is installed yet')
})

t.test('an interrupted install is recognised by the record that npm writes last', async t => {
  const root = installedProject(t)
  rmSync(join(root, 'node_modules/.package-lock.json'))
  t.equal(whatIsMissing(root, 'development'), 'the last install did not finish')
  write(root, 'node_modules/.package-lock.json', '{"packages": {')
  t.equal(whatIsMissing(root, 'development'), 'the last install did not finish')
})

for (const [change, packages] of Object.entries({
  'another version': { ...PACKAGES, 'node_modules/fastify': { version: '5.0.1', integrity: 'sha512-a' } },
  'the same version with other contents': { ...PACKAGES, 'node_modules/fastify': { version: '5.0.0', integrity: 'sha512-z' } },
  'one more package': { ...PACKAGES, 'node_modules/nanoid': { version: '5.0.0', integrity: 'sha512-d' } }
})) {
  t.test(`a changed lock is noticed: ${change}`, async t => {
    const root = installedProject(t)
    write(root, 'package-lock.json', JSON.stringify({ packages }))
    t.equal(whatIsMissing(root, 'development'), 'package-lock.json has changed')
  })
}

t.test('a deleted folder is noticed', async t => {
  const root = installedProject(t)
  rmSync(join(root, 'node_modules/fastify/node_modules/pino'), { recursive: true })
  t.equal(whatIsMissing(root, 'development'), 'node_modules/fastify/node_modules/pino is gone')
})

t.test('the project\'s own Node may be optional to npm, but not to us', async t => {
  const root = installedProject(t)
  rmSync(nodeBinary(root))
  t.equal(whatIsMissing(root, 'development'), 'the project\'s own Node is missing')
})

t.test('without a readable lock, nothing is installed', async t => {
  const root = installedProject(t)
  write(root, 'package-lock.json', '<<<<<<<')
  t.throws(() => whatIsMissing(root, 'development'), /package-lock.json is missing or damaged/)
})
