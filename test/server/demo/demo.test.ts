import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startDemo } from '#server/demo/demo.ts'
import { passwordOf } from '#server/demo/orders.ts'
import { StandingClock } from '#test/clock.ts'
import { withCookies } from '#test/cookie-jar.ts'
import { INSTALLED } from '#test/world.ts'

const HOUR_MS = 3_600_000
const LOOK_MS = 5_000
const SOON_MS = 20

/** Puts temporary files into a folder of the test's own, whose path is short enough for a socket. */
function temporary (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'))
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  t.teardown(() => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

t.test('S40 a public demo after an hour → a new world at the same link, no guest of the old', async t => {
  const folder = temporary(t)
  const clock = new StandingClock(Date.now())
  const demo = await startDemo({ installation: INSTALLED, listen: '127.0.0.1:0', isTerminal: false, isPublic: true, clock })
  t.teardown(() => demo.stop())
  const [address = ''] = demo.addresses
  demo.open()
  const get = async (path: string, cookie: string) => await fetch(new URL(path, address), { redirect: 'manual', headers: { cookie } })
  const post = async (path: string, cookie: string, body: object) =>
    await fetch(`${address}${path}`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const enter = async (): Promise<string> => withCookies(null, (await get(demo.link, '')).headers.getSetCookie()) ?? ''

  const key = demo.link.split('/').at(-1) ?? ''
  const login = await post('api/login', '', { username: 'ana', password: passwordOf(key, 'ana') })
  t.equal(login.status, 401, 'eve, who has the link, makes no password of an admin from it')

  const cookie = await enter()
  t.equal((await post('api/wire/faults', cookie, { fault: 'restart' })).status, 409, 'nor does one guest restart it for all')
  const { cursor } = await (await get('api/snapshot', cookie)).json() as { cursor: string }
  const parked = get(`poll?cursor=${cursor}&hold=60&tab=t-000001&n=1`, cookie).then(response => response.json())
  const folders = readdirSync(folder)
  clock.advance(LOOK_MS)
  t.equal((await get('api/me', cookie)).status, 200, 'before the hour is over')

  clock.jump(HOUR_MS)
  while ((await get('api/me', cookie).catch(() => null))?.status !== 401) {
    clock.advance(LOOK_MS)
    await new Promise(resolve => { setTimeout(resolve, SOON_MS) })
  }
  t.match(await parked, { holdline: 1, status: /^(?:drain|events)$/ })
  t.match(await (await get(`poll?cursor=${cursor}&hold=0&tab=t-000001&n=2`, cookie)).json(), { status: 'signed-out' }, 'so that a page leaves')
  t.match((await get('signin?back=conversations%2F', cookie)).headers.get('location'), './demo')
  const after = readdirSync(folder)
  t.equal(after.length, 1)
  t.notSame(after, folders, 'nothing of the old world is kept')

  const again = await enter()
  const me = await (await get('api/me', again)).json() as object
  t.match(me, { user: { displayName: 'Guest 1' } }, 'the same link, the count begins anew')
  await demo.stop()
  t.same(readdirSync(folder), [])
})
