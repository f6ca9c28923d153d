// npm run conformance, called as an operator would who has a server and nothing else.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { openProxy } from '../hostile-proxy/proxy.ts'
import { api } from './api.ts'
import { CHECKS } from './checks/index.ts'
import { Browser } from './players/browser.ts'
import { serveHoldline } from './holdline-server.ts'
import type { Result } from './matrix.ts'
import { PLANTS } from './plants/index.ts'

const RUN = fileURLToPath(new URL('run.ts', import.meta.url))

function conformance (...args: readonly string[]): Promise<{ code: number, out: string, err: string }> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [...process.execArgv, RUN, ...args], (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err })
    })
  })
}

/** Writes a file that names four accounts of this server. */
async function accountsFile (t: Test, address: string): Promise<string> {
  const accounts = ['dee', 'fay', 'gus', 'ivy'].map(username => ({ username, password: `the password of ${username}` }))
  const nobody = new Browser({ address, isHostile: false, patienceMs: 10_000 }, 'nobody', '')
  for (const { username, password } of accounts) await nobody.do(api.signUp(username, password))
  nobody.close()
  return join(t.testdir({ 'users.json': JSON.stringify(accounts) }), 'users.json')
}

t.test('every rule held → a table, exit code 0', async t => {
  const address = await serveHoldline(t)
  const { code, out } = await conformance('--url', address.slice(0, -1), '--via', 'none,repeat-posts', '--rules', 'D1,D12,D30,books', '--casts', '3')
  t.equal(code, 0)
  t.match(out, / {3}1 {2}none\n {3}2 {2}repeat-posts\n/)
  t.match(out, /^D1 {6}✓ {2}✓$/m)
  t.match(out, /^D30 {5}✓ {2}–$/m)
  t.match(out, /^– D30 [^]*?: not visible through repeat-posts: /m)
  t.match(out, /^all +1\d\d +\d+ +0 +0 +0 +0 /m)
  t.match(out, /^11 held, 0 broken, 1 not visible$/m)
})

t.test('given accounts and --json → results as JSON', async t => {
  const address = await serveHoldline(t, { signup: 'closed' })
  t.equal((await conformance('--url', address, '--via', 'none', '--rules', 'D1')).code, 2, 'nobody can be signed up')
  const open = await serveHoldline(t)
  const { code, out } = await conformance('--url', open, '--via', 'none', '--rules', 'D1,D32', '--users', await accountsFile(t, open), '--json')
  t.equal(code, 0)
  const results = JSON.parse(out) as Result[]
  t.same(results.map(({ rule, via, outcome }) => [rule, via, outcome]), CHECKS.filter(({ rule }) => rule === 'D1' || rule === 'D32').map(({ rule }) => [rule, 'none', 'held']))
})

t.test('a broken rule → a sentence, exit code 1', async t => {
  const upstream = (await serveHoldline(t)).slice(0, -1)
  const plant = PLANTS.find(({ rule }) => rule === 'D31')
  const proxy = await openProxy({ upstream, switches: plant === undefined ? [] : [plant.plant()] })
  t.teardown(() => proxy.close())
  const { code, out } = await conformance('--url', proxy.origin, '--via', 'none', '--rules', 'D1,D31')
  t.equal(code, 1)
  t.match(out, /^D31 {5}✗$/m)
  t.match(out, /^✗ D31 through none \(.*\): expected 409 OUT_OF_ORDER; came \[201,/m)
})

t.test('a run that cannot start → the reason, exit code 2', async t => {
  const cases: ReadonlyArray<readonly [RegExp, ...string[]]> = [
    [/^Say which server/],
    [/^ftp:.* is no address of plain HTTP/, '--url', 'ftp://127.0.0.1/'],
    [/^http:\/\/127\.0\.0\.1:1\/ is not reached: /, '--url', 'http://127.0.0.1:1/'],
    [/^There is no switch hammer. There are: none, cut, /, '--url', 'http://127.0.0.1:1/', '--via', 'hammer'],
    [/^There is no rule D99. There are: D1, /, '--url', 'http://127.0.0.1:1/', '--rules', 'D99'],
    [/^--casts is a number/, '--url', 'http://127.0.0.1:1/', '--casts', 'many'],
    [/unknown/i, '--hammer']
  ]
  for (const [why, ...args] of cases) {
    const { code, out, err } = await conformance(...args)
    t.same([code, out], [2, ''], args.join(' '))
    t.match(err, why)
  }
})
