import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withCookies } from '#test/cookie-jar.ts'
import { formsIn } from '#test/source/markup.ts'
import { run, showing } from '#test/serving.ts'

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
