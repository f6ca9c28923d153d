import { once } from 'node:events'
import type { Job, Report, System } from './load/job.ts'
import type { Plan } from './plan.ts'
import type { PreparedData } from './prepare.ts'
import { onCore, openFilesLimit, startServer } from './servers.ts'

/** Time limit of one load. */
const LOAD_MS = 180_000
/** Files that a process has open besides its connections. */
const OTHER_FILES = 500

/** The result of one load. `failure` is a sentence when there is no report. */
export interface Measured {
  readonly plan: Plan
  readonly system: System
  readonly report: Report | null
  readonly failure: string | null
}

/** Starts the server, runs the load against it, stops the server. Never throws: failures are part of the result. */
export async function measure (plan: Plan, system: System, quick: boolean, data: PreparedData | null): Promise<Measured> {
  const needed = plan.connections + OTHER_FILES
  if (openFilesLimit < needed) {
    const failure = `needs ${needed} open files, this machine allows ${openFilesLimit} (ulimit -Hn)`
    return { plan, system, report: null, failure }
  }
  const fresh = system === 'holdline' ? data?.fresh(plan.size) : undefined
  try {
    const server = await startServer(system, { dataDir: fresh?.dataDir ?? '', recovery: plan.figure === 'reconnect' })
    try {
      const report = await load({
        system,
        figure: plan.figure,
        port: server.port,
        pid: server.pid,
        size: plan.size,
        warmUpMs: quick ? 500 : 2_000,
        measuredMs: quick ? 1_000 : 5_000,
        rate: 0,
        messages: quick ? 3 : 21,
        bothPark: false,
        view: 'json',
        credentials: fresh?.credentials ?? '',
        ...plan.settings
      })
      return { plan, system, report, failure: null }
    } finally {
      await server.stop()
    }
  } catch (error) {
    return { plan, system, report: null, failure: error instanceof Error ? error.message : String(error) }
  } finally {
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
  const timer = setTimeout(() => process.kill('SIGKILL'), LOAD_MS)
  const [code] = await once(process, 'close') as [number | null]
  clearTimeout(timer)
  if (code === null) throw new Error(`the load was ended after ${LOAD_MS / 1000} s`)
  if (code !== 0) throw new Error(`the load failed: ${complaint.trim().slice(0, 1_000)}`)
  return JSON.parse(output) as Report
}
