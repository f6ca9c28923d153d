import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { nodeBinary } from '../../scripts/platform.js'
import { root as project } from '#test/source/project.ts'

const LOCK = {
  '': {},
  'node_modules/fastify': { version: '5.0.0', integrity: 'sha512-a' },
  'node_modules/tap': { version: '21.0.0', integrity: 'sha512-b', dev: true }
}

/** A stand-in for npm: `ci` empties node_modules first, `install` adds; both record the packages and how they were called. */
const NPM = `
  const { cpSync, mkdirSync, rmSync, symlinkSync, existsSync, writeFileSync, appendFileSync, readFileSync } = require('node:fs')
  const [command, ...options] = process.argv.slice(2)
  appendFileSync('calls', [command, ...options.filter(option => /dev|no-save/.test(option))].join(' ') + '\\n')
  if (command === 'ci') rmSync('node_modules', { recursive: true, force: true })
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const wanted = Object.entries(packages).filter(([path, { dev }]) => path !== '' && (dev !== true || options.includes('--include=dev')))
  for (const [path] of wanted) {
    mkdirSync(path, { recursive: true })
    if (!existsSync(path + '/package.json')) writeFileSync(path + '/package.json', String(process.pid))
  }
  const odd = existsSync('unlocked') ? { version: '6.0.0' } : {}
  writeFileSync('node_modules/.package-lock.json', JSON.stringify({
    packages: Object.fromEntries(wanted.map(([path, it]) => [path, { ...it, ...(it.dev ? odd : {}) }]))
  }))
  mkdirSync(require('node:path').dirname(process.env.THE_NODE), { recursive: true })
  if (!existsSync(process.env.THE_NODE)) symlinkSync(process.execPath, process.env.THE_NODE)
`

/** A fresh clone with two packages, and a function that starts a program of it. */
function clone (t: Test) {
  const root = t.testdir({ 'package.json': '{"type":"module"}', src: { 'main.ts': '' }, test: { 'run.ts': '' }, npm: { 'npm-cli.js': NPM, 'package.json': '{}' } })
  for (const file of globSync('scripts/*.js', { cwd: project })) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    cpSync(join(project, file), join(root, file))
  }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: LOCK }))
  const { NODE_OPTIONS: _, ...outside } = process.env
  const env = { ...outside, npm_execpath: join(root, 'npm', 'npm-cli.js'), npm_node_execpath: process.execPath, THE_NODE: nodeBinary(root) }
  function start (program: string) {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'launch.js'), program], { cwd: root, env, encoding: 'utf8' })
    return { status, stderr }
  }
  return {
    root,
    start,
    calls: () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n'),
    /** The npm that installed it. */
    installer: (name: string) => readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')
  }
}

t.test('S25 npm start in a fresh clone → the server’s packages, and no more', async t => {
  const { start, calls } = clone(t)
  t.match(start('src/main.ts'), { status: 0, stderr: /since nothing is installed yet/ })
  t.same(calls(), ['ci --omit=dev'])
  t.match(start('src/main.ts'), { status: 0, stderr: '' })
  t.same(calls(), ['ci --omit=dev'], 'once')
})

t.test('S25 npm test after npm start → the tools are added, and the server’s packages stay', async t => {
  const { start, calls, installer } = clone(t)
  start('src/main.ts')
  const before = installer('fastify')
  t.match(start('test/run.ts'), { status: 0, stderr: /since the tools for tests are not all there/ })
  t.same(calls(), ['ci --omit=dev', 'install --no-save --include=dev'])
  t.equal(installer('fastify'), before)
  t.match(start('src/main.ts'), { status: 0, stderr: '' }, 'and the server starts with the tools beside it')
})

t.test('S25 npm test in a fresh clone → everything at once', async t => {
  const { start, calls } = clone(t)
  t.match(start('test/run.ts'), { status: 0 })
  t.same(calls(), ['ci --include=dev'])
})

t.test('S25 npm adds what the lock does not name → refused', async t => {
  const { root, start } = clone(t)
  start('src/main.ts')
  writeFileSync(join(root, 'unlocked'), '')
  t.match(start('test/run.ts'), { status: 1, stderr: /do not belong together/ })
})
