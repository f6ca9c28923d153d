import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'

const ROOT = '/sys/fs/cgroup'

/** A group of processes that have so much memory in all. */
export interface MemoryGroup {
  /** A process that writes its number into this file belongs to the group. */
  readonly procs: string
  /** Once all of them have ended. */
  remove (): void
}

/** Makes a group by cgroups of version 2 or 1. Throws where this process may not make one. */
export function memoryGroup (mib: number): MemoryGroup {
  const isFirst = existsSync(`${ROOT}/memory/memory.limit_in_bytes`)
  const folder = `${isFirst ? `${ROOT}/memory` : ROOT}/holdline-bench-${process.pid}`
  try {
    mkdirSync(folder)
    writeFileSync(`${folder}/${isFirst ? 'memory.limit_in_bytes' : 'memory.max'}`, String(mib * 1024 * 1024))
    // Without this the rest would be swapped out instead. It is missing where there is no accounting of swap.
    const swap = isFirst ? `${folder}/memory.memsw.limit_in_bytes` : `${folder}/memory.swap.max`
    if (existsSync(swap)) writeFileSync(swap, isFirst ? String(mib * 1024 * 1024) : '0')
  } catch (error) {
    throw new Error(`needs a group with ${mib} MiB of memory, which cannot be made here: ${String(error)}`)
  }
  return { procs: `${folder}/cgroup.procs`, remove: () => { if (isEmpty(folder)) rmdirSync(folder) } }
}

function isEmpty (folder: string): boolean {
  return readFileSync(`${folder}/cgroup.procs`, 'utf8') === ''
}
