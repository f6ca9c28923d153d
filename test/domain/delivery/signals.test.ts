import t from 'tap'
import { createSignals, type SignalStore } from '#domain/delivery/signals.ts'

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
    store,
    now: () => 1_000,
    after (_ms, run) {
      timers.push(run)
      return () => {}
    },
    isCrowded: () => false,
    onFault: error => { faults.push(error) },
    presenceOf: () => 'offline',
    present: () => [],
    isPresenceSettled: () => true,
    tell: () => {},
    reached: () => ['c1']
  })
  signals.acked('u-ana', 5)
  timers.forEach(run => run())
  await wait()
  await signals.flush()
  isClosed = true
  advance()
  await wait()
  t.same([reads, faults], [['advance'], []])
  await t.resolves(signals.read('u-ana', 'c1'), 'nor for somebody who reads')
})
