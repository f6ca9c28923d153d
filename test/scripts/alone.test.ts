import { spawnSync } from 'node:child_process'
import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { alone } from '../../scripts/alone.js'

const nobodyWaits = () => { throw new Error('waited') }

t.test('two processes take turns, and the second says that it waits', async t => {
  const lock = join(t.testdir(), 'build', 'install.lock')
  const order: string[] = []
  const first = alone(lock, nobodyWaits, async () => {
    order.push('first begins')
    await new Promise(resolve => setTimeout(resolve, 100))
    order.push('first ends')
  })
  const second = alone(lock, () => order.push('second waits'), async () => order.push('second begins'))
  await Promise.all([first, second])
  t.strictSame(order, ['first begins', 'second waits', 'first ends', 'second begins'])
  t.notOk(existsSync(lock))
})

t.test('work that fails lets the next one in', async t => {
  const lock = join(t.testdir(), 'install.lock')
  await t.rejects(alone(lock, nobodyWaits, async () => { throw new Error('no network') }), { message: 'no network' })
  t.equal(await alone(lock, nobodyWaits, async () => 'done'), 'done')
})

t.test('a lock of a dead process, or an old one, stops nobody', async t => {
  const lock = join(t.testdir(), 'install.lock')
  writeFileSync(lock, String(spawnSync(process.execPath, ['--version']).pid))
  t.equal(await alone(lock, nobodyWaits, async () => 'done'), 'done')

  writeFileSync(lock, String(process.pid))
  utimesSync(lock, new Date(), new Date(Date.now() - 16 * 60_000))
  t.equal(await alone(lock, nobodyWaits, async () => 'done'), 'done')
})
