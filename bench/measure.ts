import { once } from 'node:events'
import type { Contender } from './systems/contenders.ts'
import type { Job, Report } from './load/job.ts'
import type { Plan } from './plan.ts'
import type { PreparedData } from './prepare.ts'
import { memoryGroup } from './systems/memory-group.ts'
import { onCore, openFilesLimit, startServer } from './systems/servers.ts'
import { shimFor } from './shim/shim.ts'
import { measureStart } from './systems/start.ts'

/** Time limit of one load, besides what it is told to measure. */
const LOAD_MS = 240_000
/** Files that a process has open besides its connections. */
const OTHER_FILES = 500
/** As in D26. */
const PRESENCE_SETTLES_MS = 30_000
const QUICK_SIZE = 200
const QUICK_MS = 1_000

export interface Wished {
  readonly isQuick: boolean
  /** Of the long figure; null: as planned. */
  readonly minutes: number | null
}

/** The result of one load. `failure` is a sentence when there is no report. */
export interface Measured {
  readonly plan: Plan
  readonly contender: Contender
  readonly report: Report | null
  readonly failure: string | null
}

/** The number of users of a figure; when it is quick, no large crowd. */
export function sizeOf ({ size }: Plan, isQuick: boolean): number {
  return isQuick ? Math.min(size, QUICK_SIZE) : size
}

/** Starts the server, runs the load against it, stops the server. Never throws: failures are part of the result. */
export async function measure (plan: Plan, contender: Contender, wished: Wished, data: PreparedData): Promise<Measured> {
  try {
    return { plan, contender, report: await reportOf(plan, contender, wished, data), failure: null }
  } catch (error) {
    return { plan, contender, report: null, failure: error instanceof Error ? error.message : String(error) }
  }
}

async function reportOf (plan: Plan, contender: Contender, { isQuick, minutes }: Wished, data: PreparedData): Promise<Report> {
  const needed = plan.connections + OTHER_FILES
  if (openFilesLimit < needed) throw new Error(`needs ${needed} open files, this machine allows ${openFilesLimit} (ulimit -Hn)`)
  const { system, root } = contender
  const { flushMs = 0, figure } = plan
  const size = sizeOf(plan, isQuick)
  const group = plan.memoryMib === undefined ? null : memoryGroup(plan.memoryMib)
  const fresh = system === 'holdline' ? data.fresh(contender, size) : null
  try {
    if (figure === 'start') return await measureStart(contender, fresh?.dataDir ?? '', isQuick ? 1 : 3)
    const shim = shimFor(flushMs)
    if (shim === null && flushMs > 0) throw new Error('slow flushes need a C compiler (cc)')
    const options = { dataDir: fresh?.dataDir ?? '', recovery: figure === 'reconnect', root, env: { ...shim?.env, BENCH_GROUP: group?.procs } }
    const server = await startServer(system, options)
    const waits = system === 'holdline' && plan.isSettled === true && (!isQuick || figure === 'rest')
    const measuredMs = plan.isLong === true && minutes !== null ? minutes * 60_000 : plan.settings.measuredMs ?? 5_000
    try {
      return await load({
        system,
        figure,
        port: server.port,
        pid: server.pid,
        turns: shim?.turns ?? '',
        size,
        warmUpMs: isQuick ? 500 : 2_000,
        rate: 0,
        messages: isQuick ? 3 : 21,
        view: 'json',
        hasSeconds: false,
        ids: 'browser',
        settledAt: waits ? server.startedAt + PRESENCE_SETTLES_MS : 0,
        credentials: fresh?.credentials ?? '',
        ...plan.settings,
        measuredMs: isQuick ? QUICK_MS * (plan.isLong === true ? 10 : 1) : measuredMs
      })
    } finally {
      await server.stop()
    }
  } finally {
    group?.remove()
    fresh?.remove()
  }
}

/** Runs one job in its own process. Throws with the process's error output. */
export async function load (job: Job): Promise<Report> {
  const process = onCore(1, [`${import.meta.dirname}/load/main.ts`, JSON.stringify(job)])
  let output = ''
  let complaint = ''
  process.stdout?.on('data', (chunk: Buffer) => { output += chunk.toString() })
  process.stderr?.on('data', (chunk: Buffer) => { complaint += chunk.toString() })
  const ms = LOAD_MS + job.warmUpMs + job.measuredMs
  const timer = setTimeout(() => process.kill('SIGKILL'), ms)
  const [code] = await once(process, 'close') as [number | null]
  clearTimeout(timer)
  if (code === null) throw new Error(`the load was ended after ${ms / 1000} s`)
  if (code !== 0) throw new Error(`the load failed: ${complaint.trim().slice(0, 1_000)}`)
  return JSON.parse(output) as Report
}
