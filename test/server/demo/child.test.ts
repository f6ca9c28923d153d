import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { startWorldChild } from '#server/demo/child.ts'
import { passwordOf } from '#server/demo/orders.ts'
import { createClient } from '#server/scenes/client.ts'
import { INSTALLED } from '#test/world.ts'

const KEY = 'k'.repeat(24)
const SECRET = 's'.repeat(24)
const readiness = async (address: string): Promise<number> => (await fetch(`${address}readyz`)).status

t.test('restarted on the same folder and port → its parked poll is answered, the cursor goes on', async t => {
  const data = mkdtempSync(join(tmpdir(), 'demo-'))
  t.teardown(() => rmSync(data, { recursive: true, force: true }))
  const beginning = { data, key: KEY, secret: SECRET, endsAt: null, isTerminal: false }
  const start = async (listen: string) => await startWorldChild(INSTALLED.program, { listen, ...beginning }, () => {})
  const first = await start('127.0.0.1:0')
  const [address = ''] = first.addresses
  t.equal(await readiness(address), 503, 'until the link is printed')
  first.open()
  while (await readiness(address) !== 200);

  const ana = createClient(address)
  t.teardown(() => ana.close())
  t.match(await ana.ask('POST', 'api/login', { username: 'ana', password: passwordOf(SECRET, 'ana') }), { status: 200 })
  const { cursor } = (await ana.ask('GET', 'api/snapshot'))?.json as { cursor: string }
  const quiet = (await ana.ask('GET', `poll?cursor=${cursor}&hold=0&tab=t-000001&n=1`))?.json as { cursor: string }
  const parked = ana.ask('GET', `poll?cursor=${quiet.cursor}&hold=60&tab=t-000001&n=2`)
  while (!/^holdline_polls_parked 1$/m.test(await (await fetch(`${address}metrics`)).text()));
  await first.stop()
  t.match((await parked)?.json, { holdline: 1, status: 'drain' })

  const second = await start(new URL(address).host)
  t.same(second.addresses, first.addresses)
  const again = (await ana.ask('GET', `poll?cursor=${quiet.cursor}&hold=0&tab=t-000001&n=3`))?.json as { status: string }
  t.match(again.status, /^(?:events|idle)$/, 'no resync')
  await second.stop()
  t.equal(await second.ended, true)
})
