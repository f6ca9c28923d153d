import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { withCookies } from '#test/cookie-jar.ts'
import { formsIn } from '#test/source/markup.ts'
import { run, showing, type Running } from '#test/serving.ts'

/** The last line of what a demo has printed. */
const lastLine = ({ out }: Pick<Running, 'out'>): string => out().trimEnd().split('\n').at(-1) ?? ''
const STATUS_WITHIN_MS = 20_000

/** Asks until an address answers with this status. */
async function answers (t: Test, address: string, status: number, init: RequestInit = {}): Promise<Response> {
  const until = Date.now() + STATUS_WITHIN_MS
  for (;;) {
    const response = await fetch(address, { redirect: 'manual', ...init }).catch(() => null)
    if (response?.status === status) return response
    if (Date.now() > until) t.bailout(`${address} does not answer ${status}`)
    await new Promise(resolve => { setTimeout(resolve, 50) })
  }
}

async function answersNoMore (address: string): Promise<void> {
  while (await fetch(address).then(() => true, () => false)) await new Promise(resolve => { setTimeout(resolve, 50) })
}

t.test('demo → one steps in and sees a history; stopped, it leaves nothing behind', async t => {
  const { address, temporary, child, ended } = await showing(t)
  t.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/)
  t.match(readdirSync(temporary), [/^holdline-demo-/], 'its folder is among the temporary ones')

  const page = await fetch(`${address}demo`)
  const visitor = withCookies(null, page.headers.getSetCookie())
  const token = formsIn(await page.text())[0]?.hidden['form_token'] ?? ''
  const stepped = await fetch(`${address}demo`, {
    method: 'POST', redirect: 'manual', headers: { cookie: visitor ?? '' }, body: new URLSearchParams({ username: 'ana', form_token: token })
  })
  t.equal(stepped.status, 303)
  const cookie = withCookies(visitor, stepped.headers.getSetCookie()) ?? ''
  const { conversations } = await (await fetch(`${address}api/conversations`, { headers: { cookie } })).json() as { conversations: { title: string | null }[] }
  t.ok(conversations.some(({ title }) => title === '周末骑行'))
  t.equal((await fetch(`${address}admin/site`, { headers: { cookie } })).status, 200, 'an admin is there from the start')

  child.kill('SIGINT')
  t.match(await ended, { code: 0, signal: null, err: '' })
  t.same(readdirSync(temporary), [])
})

t.test('its link, the last line printed, opened twice → each time the visitor is in', async t => {
  const showed = await showing(t)
  const { address, child, ended } = showed
  await answers(t, `${address}readyz`, 200)
  const link = lastLine(showed)
  t.match(link, new RegExp(`^${address}demo/in/[\\w-]{24}$`))
  for (let time = 0; time < 2; time++) {
    const door = await fetch(link, { redirect: 'manual' })
    t.match(door, { status: 303 })
    const cookie = withCookies(null, door.headers.getSetCookie()) ?? ''
    t.match(await (await fetch(`${address}api/me`, { headers: { cookie } })).json(), { user: { username: 'ana' } })
    const beside = await (await fetch(`${address}demo/beside`, { headers: { cookie } })).text()
    t.match(beside, /<iframe [^>]*src="[./]*conversations\/[\w-]+"/)
    t.match(beside, /<iframe [^>]*src="[./]*wire\/"/)
    t.match(await fetch(link, { redirect: 'manual', headers: { cookie } }).then(({ headers }) => headers.getSetCookie()), [], 'who is in stays in')
  }
  t.match(await fetch(link, { method: 'HEAD', redirect: 'manual' }).then(({ headers }) => headers.getSetCookie()), [], 'a look at it signs nobody in')
  child.kill('SIGTERM')
  t.match(await ended, { code: 0, err: '', out: new RegExp(`${link}\\n$`) })
})

t.test('a visitor presses restart → a new process at the same address, and they are still in', async t => {
  const showed = await showing(t)
  const { address, temporary, child, ended } = showed
  await answers(t, `${address}readyz`, 200)
  const cookie = withCookies(null, (await fetch(lastLine(showed), { redirect: 'manual' })).headers.getSetCookie()) ?? ''
  const ask = async (path: string, init: RequestInit = {}) =>
    await (await fetch(`${address}${path}`, { ...init, headers: { cookie, 'content-type': 'application/json' } })).json() as { cursor: string, status: string }
  const { cursor } = await ask('api/snapshot')
  await ask('api/wire?hold=0')
  await ask('api/wire/faults', { method: 'POST', body: JSON.stringify({ fault: 'restart' }) })
  await answersNoMore(address)
  await answers(t, `${address}readyz`, 200)
  t.match(await ask('api/me'), { user: { username: 'ana' } })
  t.match((await ask(`poll?cursor=${cursor}&hold=0`)).status, /^(?:events|idle)$/, 'the cursor goes on')
  child.kill('SIGTERM')
  t.match(await ended, { code: 0, err: '' })
  t.same(readdirSync(temporary), [])
})

t.test('--public → the link makes guests, nobody steps in as an admin, and it says who reaches it', async t => {
  const showed = await showing(t, {}, ['--public'])
  const { address, temporary, child, ended } = showed
  await answers(t, `${address}readyz`, 200)
  t.match(showed.out(), /Every hour it begins anew.*Only this machine reaches it: --listen 0\.0\.0\.0:8081/s)
  const cookie = withCookies(null, (await fetch(lastLine(showed), { redirect: 'manual' })).headers.getSetCookie()) ?? ''
  t.match(await (await fetch(`${address}api/me`, { headers: { cookie } })).json(), { user: { displayName: 'Guest 1' } })
  t.notMatch(await (await fetch(`${address}demo`)).text(), 'Ana Castro')
  child.kill('SIGTERM')
  t.match(await ended, { code: 0, err: '' })
  t.same(readdirSync(temporary), [])
})

t.test('the demo’s own process is killed → its server ends too, and the folder goes', async t => {
  const { address, temporary, child, ended } = await showing(t)
  child.kill('SIGKILL')
  await ended
  await answersNoMore(address)
  t.same(readdirSync(temporary), [])
})

t.test('S40 settings of a real server in the environment → a demo touches none of them', async t => {
  const data = join(t.testdir(), 'data')
  const { address, child, ended, out } = await showing(t, {
    env: { HOLDLINE_DATA: data, HOLDLINE_BASE_URL: 'https://chat.example/', HOLDLINE_LISTEN: '0.0.0.0:0', HOLDLINE_LOG_LEVEL: 'debug' }
  })
  t.match(address, /^http:\/\/127\.0\.0\.1:/)
  t.notMatch(out(), 'Everybody who reaches')
  child.kill('SIGTERM')
  t.match(await ended, { code: 0, err: '' })
  t.notOk(existsSync(data))
})

t.test('a wrong command line, or a port in use → an error, and no folder stays', async t => {
  const { address, temporary, child, ended } = await showing(t)
  const env = { TMPDIR: temporary }
  const before = readdirSync(temporary)
  t.match(await run(t, ['demo', '--listen', new URL(address).host], { env }), { code: 1, err: /the port is taken/ })
  t.match(await run(t, ['demo', '--listen', 'here'], { env }), { code: 3, err: /--listen is "here"/ })
  t.match(await run(t, ['demo', '--data', './data'], { env }), { code: 3, err: /There is no setting --data/ })
  t.match(await run(t, ['demo', 'now'], { env }), { code: 2, err: /takes no "now"/ })
  t.same(readdirSync(temporary), before)
  child.kill('SIGTERM')
  await ended
})
