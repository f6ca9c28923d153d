import t from 'tap'
import type { Viewer } from '#domain/account/sessions.ts'
import { FAULT_NAMES, FAULTS } from '#domain/wire/faults/fault-table.ts'
import { createFaults } from '#domain/wire/faults/faults.ts'
import { createRecorder } from '#domain/wire/recorder.ts'
import { createExchanges } from '#routes/delivery/exchanges.ts'
import { StandingClock } from '#test/clock.ts'
import { projectFiles, readProjectFile } from '#test/source/project.ts'

function stage ({ isDemo = true, restart }: { isDemo?: boolean, restart?: () => void } = {}) {
  const clock = new StandingClock()
  const timed = { now: () => clock.now(), after: (ms: number, run: () => void) => clock.after(ms, run) }
  const recorder = createRecorder(timed)
  const faults = createFaults({ ...timed, recorder, isDemo, restart })
  const uses: boolean[] = []
  faults.connect({ onUse: interceptor => { uses.push(interceptor !== null) }, expire () {}, openTabs: () => true })
  const viewer = { userId: 'ana', username: 'ana', account: { isAdmin: false }, session: { id: 's', kind: 'cookie' } } as unknown as Viewer
  return { clock, faults, uses, viewer }
}

t.test('armed, ended, switched off -> exchanges have an interceptor just as long as a fault is on', async t => {
  const { clock, faults, uses, viewer } = stage()
  t.same(uses, [])
  faults.arm(viewer, { fault: 'delay' })
  faults.arm(viewer, { fault: 'lose-poll-answer' })
  t.same(uses, [true])
  clock.advance(2 * 60_000)
  t.same(uses, [true, false])
  faults.arm(viewer, { fault: 'delay' })
  faults.forget('s')
  t.same(uses, [true, false, true, false])
  t.equal(clock.pending, 1, 'the timer of watching alone is left')
})

t.test('the same switch twice -> the fault begins anew', async t => {
  const { clock, faults, viewer } = stage()
  faults.arm(viewer, { fault: 'delay' })
  clock.advance(60_000)
  faults.arm(viewer, { fault: 'delay' })
  clock.advance(61_000)
  t.match(faults.of('s'), [{ state: 'armed', seconds: 3 }])
})

t.test('restart in a demo -> is called once the answer has left; elsewhere refused', async t => {
  let restarts = 0
  const { clock, faults, viewer } = stage({ restart: () => { restarts++ } })
  t.match(faults.arm(viewer, { fault: 'restart' }), { state: 'happened', rule: 'D11' })
  t.equal(restarts, 0)
  clock.advance(1_000)
  t.equal(restarts, 1)
  t.throws(() => stage().faults.arm(viewer, { fault: 'restart' }), { code: 'CONFLICT' })
  t.throws(() => stage({ isDemo: false }).faults.arm(viewer, { fault: 'delay' }), { code: 'FORBIDDEN' })
})

t.test('no fault is on -> a poll begins and a send is stored at once, and nothing is asked', async t => {
  const exchanges = createExchanges({ level: 'info', debug () {} } as never, () => {}, () => null)
  const viewer = { session: { id: 's' } } as unknown as Viewer
  const begin = exchanges.door({ name: 'poll', method: 'GET', route: '/poll', status: 200, headers: [] })
  const asked: string[] = []
  const faults = { meetPoll: () => { asked.push('poll'); return null }, meetSend: () => { asked.push('send'); return null } }
  const stored = { message: { no: 1 }, duplicate: false }
  async function exchange (): Promise<void> {
    let isBegun = false
    const door = begin({ req: { headers: {} } } as never)
    door.asks(viewer, {}, () => { isBegun = true })
    t.ok(isBegun)
    t.equal(await door.stores(viewer, { conversationId: 'c', clientId: 'x' }, async () => stored), stored)
  }
  await exchange()
  t.same(asked, [])
  exchanges.intercept(faults)
  await exchange()
  t.same(asked, ['poll', 'send'])
  exchanges.intercept(null)
  await exchange()
  t.equal(asked.length, 2)
})

t.test('each fault -> a rule of the contract, and a file that is there', async t => {
  const contract = readProjectFile('docs/protocol.md')
  const files = projectFiles('.ts', '.js')
  for (const name of FAULT_NAMES) {
    t.ok(contract.includes(`- **${FAULTS[name].rule}** `), name)
    t.ok(files.includes(FAULTS[name].keeps), FAULTS[name].keeps)
  }
})
