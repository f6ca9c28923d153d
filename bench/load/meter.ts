import { readdirSync, readFileSync } from 'node:fs'
import { watchTurns } from './turns.ts'

/** A server under measurement: its process, and the file of its turns (bench/shim/shim.c), empty where they are not counted. */
export interface Watched {
  readonly pid: number
  readonly turns: string
}

/** Shares of one core (1 is a whole core) over the measured time, and the turns of the server's loop. */
export interface Cpu {
  readonly server: number
  readonly load: number
  /** All other programs on this machine: their share may be missing from the other two. */
  readonly others: number
  /** Own work of a turn at p99.9, and of the longest; NaN where turns are not counted, which is null in JSON. */
  readonly turnMs: number
  readonly longestTurnMs: number
}

// The unit of the kernel's CPU times for programs (USER_HZ), whatever its own clock.
const TICKS_PER_SECOND = 100

/** Starts measuring; the returned function gives the usage since then. */
export function watchCpu ({ pid, turns }: Watched): () => Cpu {
  const turned = watchTurns(turns)
  const start = { at: performance.now(), server: serverSeconds(pid), load: loadSeconds(), all: machineSeconds() }
  return () => {
    const seconds = (performance.now() - start.at) / 1000
    const server = (serverSeconds(pid) - start.server) / seconds
    const load = (loadSeconds() - start.load) / seconds
    const all = (machineSeconds() - start.all) / seconds
    const { p999Ms, longestMs } = turned()
    return { server, load, others: Math.max(0, all - server - load), turnMs: p999Ms, longestTurnMs: longestMs }
  }
}

/**
 * Memory of a process, in KiB: all of it in RAM, and the part that it has written. The rest is pages of files like the program itself,
 * which others may share, and which the kernel drops when it needs room.
 */
export function memoryKib (pid: number): { readonly resident: number, readonly own: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? NaN)
  const resident = field('Rss')
  if (Number.isNaN(resident)) throw new Error(`process ${pid} has no resident memory: it ended`)
  return { resident, own: field('Private_Dirty') }
}

/** Processor time of a process so far, to the nanosecond: of the threads that live. */
export function serverSeconds (pid: number): number {
  const spent = readdirSync(`/proc/${pid}/task`).map(thread => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]))
  return spent.reduce((sum, ns) => sum + ns, 0) / 1e9
}

function loadSeconds (): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function machineSeconds (): number {
  // cpu user nice system idle iowait irq softirq steal
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.trim().split(/\s+/) ?? []
  return (Number(user) + Number(nice) + Number(system) + Number(irq) + Number(softirq)) / TICKS_PER_SECOND
}
