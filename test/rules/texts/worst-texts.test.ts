import { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { BODY_MAX_BYTES } from '#domain/messages/send-requests.ts'
import type { Said, Slow } from './text-worker.ts'

/** The longest text in which emoji are looked for: some patterns are tried on short texts alone. */
const SHORT_UNITS = 100
const SEED = 8
const MIXED = 60
/** All texts of a run together take about a second. */
const TEXT_MAX_MS = 10_000

interface Ran { readonly done: number, readonly slow: readonly Slow[], readonly hung: string | null }

/** Works through the worst texts of `units` characters; `hung` names the one that took longer than TEXT_MAX_MS. */
async function run (units: number): Promise<Ran> {
  const worker = new Worker(new URL('./text-worker.ts', import.meta.url), { workerData: { units, seed: SEED, mixed: MIXED } })
  let began = ''
  let timer = setTimeout(() => {}, 0)
  const ran = new Promise<Ran>((resolve, reject) => {
    worker.on('error', reject)
    worker.on('message', (said: Said) => {
      clearTimeout(timer)
      if ('done' in said) return resolve({ ...said, hung: null })
      began = said.began
      timer = setTimeout(() => { resolve({ done: 0, slow: [], hung: began }) }, TEXT_MAX_MS)
    })
  })
  const result = await ran
  await worker.terminate()
  return result
}

/** Not a check of speed: fails only for a text whose time grows faster than its length, or never ends. */
async function growsWithLength (t: Test, units: number): Promise<void> {
  const { done, slow, hung } = await run(units)
  t.equal(hung, null, 'every text comes to an end')
  t.strictSame(slow, [])
  t.ok(done > 3_000, 'all texts were worked on')
}

t.test('S1 a text of 100 characters takes at most eight times as long as a quarter', { timeout: 180_000 }, async t => {
  await growsWithLength(t, SHORT_UNITS)
})

t.test('S1 the longest text takes at most eight times as long as a quarter', { timeout: 180_000 }, async t => {
  await growsWithLength(t, BODY_MAX_BYTES)
})
