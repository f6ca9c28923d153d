import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { BUCKETS } from '../load/turns.ts'

const FOLDER = resolve(import.meta.dirname, '../../build/bench')
const LIBRARY = `${FOLDER}/shim.so`

/** The environment of a server that is watched by bench/shim/shim.c, and the file of its turns. */
export interface Shim {
  readonly env: NodeJS.ProcessEnv
  readonly turns: string
}

const TURNS = `${FOLDER}/turns-${process.pid}`

const isBuilt = build()

/** Watches a server, and makes its flushes `flushMs` longer. Null without a C compiler: then turns and slow disks are not measured. */
export function shimFor (flushMs: number): Shim | null {
  if (!isBuilt) return null
  writeFileSync(TURNS, Buffer.alloc(BUCKETS * 8))
  return { turns: TURNS, env: { LD_PRELOAD: LIBRARY, BENCH_TURNS: TURNS, ...flushMs > 0 ? { BENCH_FLUSH_MS: String(flushMs) } : {} } }
}

function build (): boolean {
  mkdirSync(FOLDER, { recursive: true })
  process.once('exit', () => rmSync(TURNS, { force: true }))
  // Under another name first: a server may be loading the last one.
  const made = `${LIBRARY}-${process.pid}`
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-Wall', '-o', made, `${import.meta.dirname}/shim.c`, '-ldl'])
  if (built.status === 0) {
    renameSync(made, LIBRARY)
    return true
  }
  console.error(`Turns of the loop and slow disks are not measured: ${built.error?.message ?? built.stderr.toString().trim()}`)
  return false
}
