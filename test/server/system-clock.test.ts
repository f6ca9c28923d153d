import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { systemClock } from '#server/system-clock.ts'
import { open } from '#test/raw.ts'

function busy (ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;) { /* as work does */ }
}

t.test('S5 work in slices, next turn after next turn -> what arrives is read in between', async t => {
  const server = createServer(socket => { socket.on('error', () => {}) }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = open(`http://127.0.0.1:${(server.address() as { port: number }).port}`)
  t.teardown(() => {
    socket.destroy()
    server.close()
  })
  const [[accepted]] = await Promise.all([once(server, 'connection'), once(socket, 'connect')])
  let slices = 0
  let slicesBefore = 0
  accepted.once('data', () => { slicesBefore = slices })
  await new Promise<void>(resolve => {
    const slice = (): void => {
      busy(5)
      if (++slices === 1) socket.write('something arrives')
      if (slices < 40) systemClock.after(0, slice)
      else resolve()
    }
    systemClock.after(0, slice)
  })
  t.ok(slicesBefore >= 1 && slicesBefore < 20, `read after ${slicesBefore} of ${slices} slices`)
})

t.test('S5 a next turn that is cancelled -> nothing runs', async t => {
  let runs = 0
  systemClock.after(0, () => { runs++ })()
  await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
  t.equal(runs, 0)
})
