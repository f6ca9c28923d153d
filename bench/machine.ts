import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { isPinned, openFilesLimit } from './systems/servers.ts'

/** The machine as described in RESULTS.md, one line each. */
export function describeMachine (workDir: string): string[] {
  const processors = cpus()
  return [
    `${processors.length} × ${modelName() ?? processors[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}, Node ${process.version}, ${openFilesLimit} open files`,
    `data on ${fileSystem(workDir)}`,
    isPinned ? 'server on the first core, load on the second' : 'server and load share the cores: one core only, or no `taskset`'
  ]
}

/** Throws on machines where the bench cannot read its figures. */
export function requireLinux (): void {
  if (process.platform === 'linux') return
  throw new Error('The bench reads memory and processor time from /proc, so it needs Linux.')
}

function modelName (): string | undefined {
  return /^model name\s*: (.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]
}

function fileSystem (dir: string): string {
  return execFileSync('stat', ['-f', '-c', '%T', dir]).toString().trim()
}
