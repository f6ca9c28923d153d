import { readFileSync } from 'node:fs'

/** Turns of the event loop by their own work: processor time and the time they waited for flushes. NaN: not measured. */
export interface Turns {
  readonly p999Ms: number
  readonly longestMs: number
}

// As in bench/shim/shim.c.
const SUB_BITS = 5
const FIRST_BIT = 10
export const BUCKETS = (38 - FIRST_BIT) << SUB_BITS

/** Starts counting the turns that a server notes in `file` (bench/shim/shim.c); the returned function gives those since then. */
export function watchTurns (file: string): () => Turns {
  if (file === '') return () => ({ p999Ms: NaN, longestMs: NaN })
  const before = read(file)
  return () => turnsOf(read(file).map((count, bucket) => count - (before[bucket] ?? 0)))
}

/** The percentile and the longest of counted turns, each the upper end of its bucket. */
export function turnsOf (counts: readonly number[]): Turns {
  const all = counts.reduce((sum, count) => sum + count, 0)
  const wanted = Math.ceil(all * 0.999)
  let seen = 0
  let p999 = -1
  for (const [bucket, count] of counts.entries()) {
    seen += count
    if (p999 === -1 && all > 0 && seen >= wanted) p999 = bucket
  }
  return { p999Ms: endMs(p999), longestMs: endMs(counts.findLastIndex(count => count > 0)) }
}

/** The upper end of a bucket in milliseconds; NaN for none. */
function endMs (bucket: number): number {
  if (bucket === -1) return NaN
  const bit = (bucket >> SUB_BITS) + FIRST_BIT
  const sub = bucket & ((1 << SUB_BITS) - 1)
  return ((1 << SUB_BITS) + sub + 1) * 2 ** (bit - SUB_BITS) / 1e6
}

function read (file: string): number[] {
  const bytes = readFileSync(file)
  return Array.from({ length: BUCKETS }, (_, bucket) => Number(bytes.readBigUInt64LE(bucket * 8)))
}
