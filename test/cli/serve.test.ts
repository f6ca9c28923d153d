import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import t from 'tap'
import { holdline, run, serving } from '#test/serving.ts'

const asJson = { 'content-type': 'application/json' }

async function signUp (address: string, username: string): Promise<string> {
  const answer = await fetch(`${address}api/signup`, {
    method: 'POST', headers: asJson, body: JSON.stringify({ username, password: 'correct horse' })
  })
  if (answer.status !== 201) throw new Error(await answer.text())
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

t.test('serve listens, prints its address, and shows the setup link while there is no admin', async t => {
  const data = join(t.testdir(), 'data')
  const { address, out } = await serving(t, data)
  t.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/)
  t.equal(statSync(data).mode & 0o777, 0o700)
  const modes = readdirSync(data).map(name => [name, statSync(join(data, name)).mode & 0o777])
  t.same(modes.map(([name]) => name).sort(), ['holdline.db', 'holdline.db-shm', 'holdline.db-wal', 'holdline.lock', 'holdline.sock', 'setup-link.txt'])
  t.same(modes.filter(([, mode]) => mode !== 0o600), [], 'S20 readable by their owner alone')
  t.match(out(), readFileSync(join(data, 'setup-link.txt'), 'utf8').trim())
  t.same(await (await fetch(`${address}healthz`)).json(), { status: 'alive' })
  t.same(await (await fetch(`${address}readyz`)).json(), { status: 'ready' })
  t.match(await (await fetch(`${address}metrics`)).text(), /^holdline_polls_parked 0$/m)
  t.equal((await fetch(`${address}metrics`, { headers: { 'x-forwarded-for': '192.0.2.1' } })).status, 404, 'not through a proxy')
})

t.test('commands beside a server go through it, and a second server may not use its folder', async t => {
  const data = join(t.testdir(), 'data')
  const { address, out } = await serving(t, data)
  const first = readFileSync(join(data, 'setup-link.txt'), 'utf8').trim()
  const link = await run(t, ['setup-link', '--data', data])
  t.equal(link.code, 0, link.err)
  t.match(link.out, `${address}setup/`, 'the address is the server’s')
  t.not(link.out.split('\n')[0], first)
  t.match(out(), first)

  const cookie = await signUp(address, 'ana')
  const { cursor } = await (await fetch(`${address}poll`, { headers: { cookie } })).json() as { cursor: string }
  const parked = fetch(`${address}poll?cursor=${cursor}`, { headers: { cookie } })
  t.equal((await run(t, ['user', 'disable', 'ana', '--data', data])).code, 0)
  t.match(await (await parked).json(), { status: 'signed-out' }, 'at once')
  const list = await run(t, ['user', 'list', '--json', `--data=${data}`])
  t.match(JSON.parse(list.out), [{ username: 'ana', isDisabled: true, isAdmin: false }])
  t.match(await run(t, ['user', 'disable', 'nobody', '--data', data]), { code: 1, err: /There is no such user/ })

  t.match(await run(t, ['serve', '--listen', '127.0.0.1:0', '--data', data]), { code: 5, err: /in use by another Holdline process/ })
})

t.test('B14 the terminal is closed (SIGHUP, twice) → polls answered, code 0, all written back', async t => {
  const data = join(t.testdir(), 'data')
  const { address, child, ended } = await serving(t, data)
  const cookie = await signUp(address, 'ana')
  const { cursor } = await (await fetch(`${address}poll`, { headers: { cookie } })).json() as { cursor: string }
  const parked = fetch(`${address}poll?cursor=${cursor}`, { headers: { cookie } })
  await new Promise(resolve => setTimeout(resolve, 100))
  child.kill('SIGHUP')
  child.kill('SIGHUP')
  t.match(await (await parked).json(), { status: 'drain' })
  t.match(await ended, { code: 0, signal: null })
  t.notOk(existsSync(join(data, 'holdline.db-wal')))
})

t.test('D28 SIGTERM → every parked poll is answered, a send finishes, and the code is 0', async t => {
  const data = join(t.testdir(), 'data')
  const { address, child, ended } = await serving(t, data)
  const cookie = await signUp(address, 'ana')
  const { cursor } = await (await fetch(`${address}poll`, { headers: { cookie } })).json() as { cursor: string }
  const parked = [1, 2].map(n => fetch(`${address}poll?cursor=${cursor}&tab=t${n}&n=1`, { headers: { cookie } }))

  const body = JSON.stringify({ displayName: 'Ana in time' })
  const sending = request(`${address}api/me`, { method: 'PATCH', headers: { ...asJson, cookie, 'content-length': body.length } })
  sending.write(body.slice(0, 10))
  await new Promise(resolve => setTimeout(resolve, 100))

  const began = performance.now()
  child.kill('SIGTERM')
  for (const answer of await Promise.all(parked)) {
    const { status, retryMs } = await answer.json() as { status: string, retryMs: number }
    t.equal(status, 'drain')
    t.ok(retryMs > 0)
  }
  // Waits until the idle connections are closed.
  await new Promise(resolve => setTimeout(resolve, 300))
  sending.end(body.slice(10))
  const [response] = await once(sending, 'response')
  t.equal(response.statusCode, 200, 'the send on its way arrived')
  response.resume()
  t.match(await ended, { code: 0, signal: null })
  t.ok(performance.now() - began < 10_000)
  t.notOk(existsSync(join(data, 'holdline.db-wal')), 'everything is in the file')
  t.notOk(existsSync(join(data, 'holdline.sock')))

  const again = await serving(t, data)
  t.match(await (await fetch(`${again.address}api/me`, { headers: { cookie } })).json(), { user: { displayName: 'Ana in time' } })
})

t.test('a killed server leaves a lock and a socket that do not stop the next one', async t => {
  const data = join(t.testdir(), 'data')
  const first = await serving(t, data)
  first.child.kill('SIGKILL')
  await first.ended
  t.ok(existsSync(join(data, 'holdline.sock')), 'stale')
  t.match(await run(t, ['user', 'list', '--json', '--data', data]), { code: 0, out: '[]\n' })
  const second = await serving(t, data)
  t.equal((await fetch(`${second.address}readyz`)).status, 200)
})

t.test('an admin comes from the environment, while there is none', async t => {
  const dir = t.testdir({ secret: 'a long password\n', other: 'another password\n' })
  const data = join(dir, 'data')
  const env = (file: string) => ({ HOLDLINE_ADMIN_USER: 'root', HOLDLINE_ADMIN_PASSWORD_FILE: join(dir, file) })
  async function signsIn (address: string, password: string): Promise<number> {
    return (await fetch(`${address}api/login`, { method: 'POST', headers: asJson, body: JSON.stringify({ username: 'root', password }) })).status
  }
  const first = await serving(t, data, [], { env: env('secret') })
  t.notMatch(first.out(), 'setup/')
  t.equal(await signsIn(first.address, 'a long password'), 200)
  t.notMatch(first.out() + first.err(), 'a long password')
  first.child.kill('SIGTERM')
  await first.ended
  const second = await serving(t, data, [], { env: env('other') })
  t.equal(await signsIn(second.address, 'another password'), 401, 'a password left there changes nothing')
  t.equal(await signsIn(second.address, 'a long password'), 200)
  t.match(await run(t, ['setup-link', '--data', data]), { code: 1, err: /There is an admin already/ })
})

t.test('a port in use → an error that names the remedy', async t => {
  const dir = t.testdir()
  const { address } = await serving(t, join(dir, 'one'))
  const { port } = new URL(address)
  const second = await run(t, ['serve', '--listen', `127.0.0.1:${port}`, '--data', join(dir, 'two')])
  t.match(second, { code: 1, err: `holdline: Holdline cannot listen on 127.0.0.1:${port}: the port is taken` })
})

t.test('a wrong command line → the exit code of its kind', async t => {
  const dir = t.testdir()
  const cases: readonly (readonly [readonly string[], number, string | RegExp])[] = [
    [['serve', '--lisen', 'x'], 3, 'There is no setting --lisen. Did you mean --listen?'],
    [['serve', '--hold', '900', '--data', dir], 3, '--hold is "900"'],
    [['serve', '--data'], 3, '--data needs a value'],
    [['srve'], 2, 'there is no command "srve". Did you mean serve?'],
    [['serve', 'now'], 2, 'takes no "now"'],
    [['user', 'explode', 'ana'], 2, 'Usage: holdline user'],
    [['invite'], 2, 'Usage: holdline invite']
  ]
  const answers = await Promise.all(cases.map(([args]) => run(t, args)))
  for (const [i, [args, code, err]] of cases.entries()) t.match(answers[i], { code, err }, args.join(' '))
  t.match(await run(t, ['version']), { code: 0, out: /^holdline \d+\.\d+\.\d+ \(Node 26\./ })
  t.match(await run(t, ['help']), { code: 0, out: /holdline serve[^]*holdline help \[serve\]\n/ })
  t.match(await run(t, ['help', 'serve']), { code: 0, out: /--sends-per-second \(50, 1 to 1000000\)/ })
})

t.test('S18 secrets on the command line → exit code 3; in the help they stand as variables', async t => {
  const given = await run(t, ['serve', '--data', t.testdir(), '--metrics-token', 'visible-secret'])
  t.match(given, { code: 3, err: /HOLDLINE_METRICS_TOKEN_FILE/ })
  t.notMatch(given.err, 'visible-secret')
  const { out } = await run(t, ['help', 'serve'])
  t.match(out, /^ {2}HOLDLINE_ADMIN_PASSWORD_FILE or HOLDLINE_ADMIN_PASSWORD \(unset\)$/m)
  t.notMatch(out, /--admin-password|--metrics-token/)
  t.equal((await run(t, ['user', 'add', 'ana', 'a password', '--data', t.testdir()])).code, 2, 'nor is a password')
})

t.test('a closed output → the rest is not printed, and nothing breaks', async t => {
  const { child, ended } = holdline(t, ['help', 'serve'])
  child.stdout?.destroy()
  t.match(await ended, { code: 0, err: '' })
})

t.test('an invite made beside the server lets one person in', async t => {
  const data = join(t.testdir(), 'data')
  const { address } = await serving(t, data, ['--signup', 'invite'])
  const made = await run(t, ['invite', 'create', '--data', data])
  t.match(made.out, `${address}signup?invite=`)
  const invite = new URL(made.out.trim()).searchParams.get('invite')
  const signUpWith = (username: string) => fetch(`${address}api/signup`, {
    method: 'POST', headers: asJson, body: JSON.stringify({ username, password: 'correct horse', invite })
  })
  t.equal((await signUpWith('ana')).status, 201)
  t.equal((await signUpWith('eve')).status, 403)
  t.match(await run(t, ['invite', 'create', '--uses', '0', '--data', data]), { code: 1, err: /1 to 10000 people/ })
})
