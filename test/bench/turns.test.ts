import { spawnSync } from 'node:child_process'
import t from 'tap'
import { BUCKETS, turnsOf, watchTurns } from '../../bench/load/turns.ts'
import { shimFor } from '../../bench/shim/shim.ts'

t.test('counted turns → the percentile and the longest', async t => {
  const counts = new Array<number>(BUCKETS).fill(0)
  t.same(turnsOf(counts), { p999Ms: NaN, longestMs: NaN })
  counts[0] = 9_989
  // 2^20 ns and 2^23 ns.
  counts[10 * 32] = 10
  counts[13 * 32] = 1
  const { p999Ms, longestMs } = turnsOf(counts)
  t.ok(p999Ms > 1.048 && p999Ms < 1.09, `${p999Ms} ms`)
  t.ok(longestMs > 8.38 && longestMs < 8.7, `${longestMs} ms`)
})

const REST_MS = 60
const rest = `await new Promise(resolve => setTimeout(resolve, ${REST_MS}))`
const WORK = `
const spent = () => process.threadCpuUsage().user + process.threadCpuUsage().system
${rest}
for (const end = spent() + 25_000; spent() < end;);
${rest}`
const FLUSH = `
import { fdatasyncSync, openSync } from 'node:fs'
const file = openSync(process.argv[1], 'w')
${rest}
fdatasyncSync(file)
${rest}`

const shim = shimFor(0)
const skip = shim === null ? 'there is no C compiler' : false

t.test('a program under the shim → work counts as its turn, rest does not', { skip }, async t => {
  const { p999Ms, longestMs } = measured(WORK, t.testdir(), 0)
  t.ok(longestMs >= 25 && longestMs < REST_MS, `longest: ${longestMs} ms`)
  t.ok(p999Ms <= longestMs)
})

t.test('a slow disk → a flush is longer by so much, and counts as its turn', { skip }, async t => {
  const { longestMs } = measured(FLUSH, t.testdir(), 200)
  t.ok(longestMs >= 200, `longest: ${longestMs} ms`)
})

function measured (program: string, folder: string, flushMs: number) {
  const watched = shimFor(flushMs)
  if (watched === null) throw new Error('no shim')
  const turns = watchTurns(watched.turns)
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', program, `${folder}/file`], { env: { ...process.env, ...watched.env } })
  if (ran.status !== 0) throw new Error(ran.stderr.toString())
  return turns()
}
