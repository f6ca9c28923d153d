import { readFileSync } from 'node:fs'

/** Shares of one core (1 is a whole core) over the measured time. */
export interface Cpu {
  readonly server: number
  readonly load: number
  /** All other programs on this machine: their share may be missing from the other two. */
  readonly others: number
}

// The unit of the kernel's CPU times for programs (USER_HZ), whatever its own clock.
const TICKS_PER_SECOND = 100

/** Starts measuring; the returned function gives the usage since then. */
export function watchCpu (serverPid: number): () => Cpu {
  const start = { at: performance.now(), server: serverSeconds(serverPid), load: loadSeconds(), all: machineSeconds() }
  return () => {
    const seconds = (performance.now() - start.at) / 1000
    const server = (serverSeconds(serverPid) - start.server) / seconds
    const load = (loadSeconds() - start.load) / seconds
    const all = (machineSeconds() - start.all) / seconds
    return { server, load, others: Math.max(0, all - server - load) }
  }
}

/** Resident memory of a process, in KiB. */
export function residentKib (pid: number): number {
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  if (resident === null) throw new Error(`process ${pid} has no resident memory: it ended`)
  return Number(resident[1])
}

function serverSeconds (pid: number): number {
  // The second field is the program's name in parentheses, which may hold anything; utime and stime are the 14th and 15th.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
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
