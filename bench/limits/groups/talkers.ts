// The people in neither group, on a thread of their own: their browsers are not those that a large group keeps busy.
import { parentPort, workerData } from 'node:worker_threads'
import { Crowd } from '../../load/crowd.ts'
import { holdlineDriver } from '../../load/drivers/holdline.ts'
import type { Job } from '../../load/job.ts'
import { nowUs } from '../../load/marks.ts'
import { sleep, Times } from '../../load/times.ts'
import { TALKERS } from './data.ts'

/** The input of the thread; `credentials` is the file of these people. */
export interface TalkersJob { readonly port: number, readonly credentials: string, readonly settledAt: number }
/** Their deliveries of a round, in ms. */
export interface Talked { readonly p50: number, readonly p95: number, readonly p99: number }

/** Of all together. */
const SENDS_PER_SECOND = 100
/** Shares no factor with the number of those who talk. */
const STRIDE = 77
const PATIENCE_MS = 15_000

const { port, credentials, settledAt } = workerData as TalkersJob
const crowd = new Crowd(port, TALKERS, holdlineDriver({ size: TALKERS, credentials, view: 'html', hasSeconds: false, ids: 'browser' } as Job), settledAt)
await crowd.gather()
// A message is the length of a round in ms; its answer is what was found.
parentPort?.on('message', async (ms: number) => {
  const times = new Times()
  crowd.onHeard = (dueAtUs, heardAtUs) => times.add(heardAtUs - dueAtUs)
  await talk(ms)
  await crowd.settle(PATIENCE_MS)
  parentPort?.postMessage({ p50: times.percentileMs(0.5), p95: times.percentileMs(0.95), p99: times.percentileMs(0.99) } satisfies Talked)
})
parentPort?.postMessage('gathered')

async function talk (ms: number): Promise<void> {
  const startUs = nowUs()
  let sent = 0
  for (let elapsedMs = 0; elapsedMs < ms; elapsedMs = (nowUs() - startUs) / 1000) {
    for (; sent < elapsedMs * SENDS_PER_SECOND / 1000; sent++) {
      crowd.direct(sent * STRIDE % TALKERS, () => {}, startUs + Math.round(sent * 1e6 / SENDS_PER_SECOND))
    }
    await sleep(1)
  }
}
