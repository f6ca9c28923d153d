import { totalmem } from 'node:os'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'

const MIB = 1024 * 1024

/** Returns the bound of the JavaScript heap and the memory that is there, a machine's or a cgroup's, in MiB. */
export function memoryBounds (): { heapMib: number, memoryMib: number } {
  // Without a limit Node returns 0 or, in a cgroup that sets none, a number above every machine's memory.
  const limit = process.constrainedMemory()
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  return { heapMib: Math.round(getHeapStatistics().heap_size_limit / MIB), memoryMib: Math.round(memory / MIB) }
}

/**
 * Keeps V8's young generation at 16 MB. Parked polls outlive every collection, so Node would let it grow to 64: each scavenge would then
 * copy megabytes, and each of a thousand polls would cost 19 KiB instead of 5 (bench/tried.md).
 */
export function keepYoungGenerationSmall (): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
