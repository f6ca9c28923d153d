import t from 'tap'
import { createSignals, type Moved, type SignalNeeds, type SignalStore } from '#domain/delivery/signals.ts'

const QUIET: Omit<SignalNeeds, 'store' | 'after'> = {
  now: () => 1_000,
  isCrowded: () => false,
  onFault: error => { throw error },
  presenceOf: () => 'offline',
  present: () => [],
  isPresenceSettled: () => true,
  tell: () => {},
  reached: () => ['c1']
}
const wait = () => new Promise(resolve => { setImmediate(resolve) })

t.test('D28 acks are being told when the server stops → the store is not read after that', async t => {
  let isClosed = false
  let advance = () => {}
  const reads: string[] = []
  const faults: unknown[] = []
  const timers: Array<() => void> = []
  const read = (name: string) => {
    if (isClosed) throw new Error('The database connection is not open')
    reads.push(name)
  }
  const store = {
    async advance () {
      read('advance')
      await new Promise<void>(resolve => { advance = resolve })
      return []
    },
    async receiptNews () {
      read('receiptNews')
      return []
    }
  } as unknown as SignalStore
  const signals = createSignals({
    ...QUIET,
    store,
    after (_ms, run) {
      timers.push(run)
      return () => {}
    },
    onFault: error => { faults.push(error) }
  })
  signals.acked('u-ana', 5)
  timers.forEach(run => run())
  await wait()
  await signals.flush()
  isClosed = true
  advance()
  await wait()
  t.same([reads, faults], [['advance'], []])
  await t.resolves(signals.read('u-ana', ['c1']), 'nor for somebody who reads')
})

t.test('200 conversations are read at once → their receipts are looked up in slices', async t => {
  const slices: number[] = []
  const timers: Array<() => void> = []
  const signals = createSignals({
    ...QUIET,
    store: { receiptNews: async (moves: readonly Moved[]) => { slices.push(moves.length); return [] } } as unknown as SignalStore,
    after (_ms, run) {
      timers.push(run)
      return () => {}
    }
  })
  const told = signals.read('u-ana', Array.from({ length: 200 }, (_, n) => `c${n}`))
  await wait()
  t.same(slices, [64], 'the others wait for the next turns')
  for (let turn = 0; turn < 3; turn++) {
    timers.shift()?.()
    await wait()
  }
  await told
  t.same(slices, [64, 64, 64, 8])
})
