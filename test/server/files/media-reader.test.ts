// The process that reads media may hang, die or lie: the next file is read all the same. A stand-in does so by the name of the file.
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { ReasonError } from '#domain/reasons.ts'
import { createMediaReader } from '#server/files/media-reader.ts'
import { StandingClock } from '#test/clock.ts'

const FAKE = fileURLToPath(new URL('./fake-worker.js', import.meta.url))

function open (t: Test, program = [process.execPath, FAKE]) {
  const clock = new StandingClock()
  const reader = createMediaReader({ program, data: t.testdir(), clock })
  t.teardown(() => reader.stop())
  const read = async (name: string, userId = 'ana') => await reader.read({ userId, path: `/files/${name}`, folder: '/out', keepOriginal: false })
  /** Returns the id of the process that reads now. */
  const pid = async (): Promise<number> => Number((await read('who')).type.split('/')[1])
  return { clock, reader, read, pid }
}

function isAlive (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function died (pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise(resolve => { setImmediate(resolve) })
}

t.test('two files → read by one process, which ends when half a minute passes without a third', async t => {
  const { clock, pid } = open(t)
  const first = await pid()
  t.equal(await pid(), first)
  clock.advance(29_000)
  t.equal(await pid(), first)
  clock.advance(29_000)
  t.ok(isAlive(first))
  clock.advance(1000)
  await died(first)
  t.not(await pid(), first, 'and the next file starts another')
})

t.test('U292 a file that hangs the process → refused after 10 s, the next is read by a new process', async t => {
  const { clock, read, pid } = open(t)
  const first = await pid()
  const refused = t.rejects(async () => await read('hang'), new ReasonError('picture-unreadable', 'file'))
  const next = pid()
  // The file is handed over, and from then on the time counts.
  await new Promise(resolve => { setImmediate(resolve) })
  clock.advance(9_999)
  t.ok(isAlive(first))
  clock.advance(1)
  await refused
  t.not(await next, first)
})

for (const [name, what] of [['crash', 'crashes the process'], ['talk', 'makes it talk without end'], ['lie', 'makes it answer what it may not']] as const) {
  t.test(`U292 a file that ${what} → refused, the next is read by a new process`, async t => {
    const { read, pid } = open(t)
    const first = await pid()
    const refused = t.rejects(async () => await read(name), new ReasonError('picture-unreadable', 'file'))
    t.not(await pid(), first)
    await refused
  })
}

t.test('a process that says an answer is its last → the next file is read by a new one', async t => {
  const { read, pid } = open(t)
  const first = await pid()
  t.match((await read('last')).type, `test/${first}`)
  t.not(await pid(), first)
})

t.test('U292 a process killed while nothing is read → the next file is read by a new one', async t => {
  const { pid } = open(t)
  const first = await pid()
  process.kill(first, 'SIGKILL')
  await died(first)
  // Dead and not yet known to be: the first file after it may still be its.
  await pid().catch(() => {})
  t.not(await pid(), first)
})

t.test('a full disk, another fault → said as such, and the process stays', async t => {
  const { read, pid } = open(t)
  const first = await pid()
  await t.rejects(read('disk'), { code: 'STORAGE_FULL' })
  await t.rejects(read('fault'), /failed: Error: a bug/)
  t.equal(await pid(), first)
})

t.test('a program that does not start → an error with what it said, and no refusal', async t => {
  const { read } = open(t, [process.execPath, '/nowhere.js'])
  await t.rejects(read('a'), /does not start: [^]*nowhere/)
  const none = open(t, ['/nowhere'])
  await t.rejects(none.read('a'), /does not start: [^]*ENOENT/)
})

t.test('twelve files of ana, then one of ben → her last is refused, that of ben is third', async t => {
  const { read } = open(t)
  const order: string[] = []
  const reading = (name: string, userId: string) => read(name, userId).then(() => order.push(name))
  const running = reading('a0', 'ana')
  const waiting = Array.from({ length: 10 }, (_, index) => reading(`a${index + 1}`, 'ana'))
  await t.rejects(read('more', 'ana'), { reason: 'media-busy', code: 'UNAVAILABLE', retryAfterS: 5 })
  await Promise.all([running, reading('b', 'ben'), ...waiting])
  t.same(order.slice(0, 4), ['a0', 'a1', 'b', 'a2'])
})

t.test('many people at once → forty wait, more are refused', async t => {
  const { read } = open(t)
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => read('x', `user-${index}`)))
  t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 41)
  for (const outcome of outcomes) if (outcome.status === 'rejected') t.ok((outcome.reason as ReasonError).reason === 'media-busy')
})

t.test('stopped while files are read and wait → all are refused for now, and no process stays', async t => {
  const { clock, reader, read, pid } = open(t)
  const first = await pid()
  const waiting = [read('hang'), read('a'), read('b', 'ben')]
  reader.stop()
  for (const one of waiting) await t.rejects(one, { code: 'UNAVAILABLE' })
  await t.rejects(read('late'), { code: 'UNAVAILABLE' })
  await died(first)
  t.equal(clock.pending, 0)
})
