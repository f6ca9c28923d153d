import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { System } from '../load/job.ts'
import { sleep } from '../load/times.ts'

/**
 * Settings of Holdline that differ from its defaults here, with the reasons. RESULTS.md lists them.
 */
export const HOLDLINE_SETTINGS: Readonly<Record<string, { readonly value: string, readonly why: string }>> = {
  HOLDLINE_SENDS_PER_SECOND: { value: '1000000', why: 'a hundred senders make the load of thousands' },
  HOLDLINE_SENDS_BURST: { value: '10000000', why: 'the same' },
  HOLDLINE_DAILY_MIB: { value: '1048576', why: 'the same' },
  HOLDLINE_PASSWORD_MEMORY_KIB: { value: '8', why: 'seeded passwords have the lowest cost; none is hashed anew at sign-in' },
  HOLDLINE_PASSWORD_PASSES: { value: '1', why: 'the same' }
}

/** The folder of this project. */
export const OWN_ROOT = resolve(import.meta.dirname, '../..')

const START_MS = 20_000
const STOP_MS = 15_000
const STDERR_KEPT = 4_000

export interface Running {
  readonly port: number
  readonly pid: number
  /** Unix ms at which it took its first connection. */
  readonly startedAt: number
  stop (): Promise<void>
}

/** Whether server and load can be pinned to two cores; without that the numbers mean less, and RESULTS.md says so. */
export const isPinned = availableParallelism() >= 2 && spawnSync('taskset', ['-c', '0', 'true']).status === 0

/** The most files a process may open here. */
export const openFilesLimit = Number(spawnSync('sh', ['-c', 'ulimit -Hn']).stdout?.toString().trim().replace('unlimited', '1000000'))

/** Starts a program on its own core, with as many open files as this machine allows, in the group of processes that BENCH_GROUP names. */
export function onCore (core: 0 | 1, args: readonly string[], env: NodeJS.ProcessEnv = {}, program = process.execPath): ChildProcess {
  const pin = isPinned ? ['taskset', '-c', String(core)] : []
  const begin = 'ulimit -n "$(ulimit -Hn)"; [ -z "$BENCH_GROUP" ] || echo $$ > "$BENCH_GROUP"; exec "$@"'
  const child = spawn('sh', ['-c', begin, 'sh', ...pin, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env }
  })
  if (!isEndingAll) endAllWithThis()
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

const running = new Set<ChildProcess>()
let isEndingAll = false

/** However this process ends, no server or load stays behind. */
function endAllWithThis (): void {
  isEndingAll = true
  process.once('exit', () => { for (const child of running) child.kill('SIGKILL') })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
}

/** Programs of the systems that are not Holdline, by path under bench/. */
const PROGRAMS = { floor: 'floor.ts', trivial: 'trivial.ts', socketio: 'peers/socketio.ts', faye: 'peers/faye.ts' } as const

interface ServerOptions {
  /** For Holdline. */
  readonly dataDir: string
  readonly recovery: boolean
  /** For Holdline, in place of HOLDLINE_SETTINGS. */
  readonly settings?: NodeJS.ProcessEnv
  /** For Holdline: the folder of the project, where it is another tree than this one. */
  readonly root?: string
  /** For Holdline: as the one file that is built, instead of from source. */
  readonly isExecutable?: boolean
  readonly env?: NodeJS.ProcessEnv
}

/** The executable that `npm run build` makes in a tree. */
export function executableOf (root: string): string {
  return `${root}/dist/holdline`
}

/** Starts a system's server on a free port and waits until it accepts connections. */
export async function startServer (system: System, options: ServerOptions): Promise<Running> {
  const port = await freePort()
  const server = system === 'holdline' ? startHoldline(port, options) : startOther(system, port, options)
  let said = ''
  const listen = (chunk: Buffer) => { said = (said + chunk.toString()).slice(-STDERR_KEPT) }
  server.stdout?.on('data', listen)
  server.stderr?.on('data', listen)

  const deadline = performance.now() + START_MS
  while (!await accepts(port)) {
    if (server.exitCode !== null || performance.now() > deadline) {
      server.kill('SIGKILL')
      throw new Error(`${system} did not start: ${said}`)
    }
    await sleep(5)
  }
  return { port, pid: server.pid as number, startedAt: Date.now(), stop: () => stop(system, server) }
}

function startHoldline (port: number, options: ServerOptions): ChildProcess {
  const { dataDir, settings = holdlineEnv(), root = OWN_ROOT, isExecutable, env } = options
  const args = ['serve', '--listen', `127.0.0.1:${port}`, '--data', dataDir]
  return isExecutable === true
    ? onCore(0, args, { ...settings, ...env }, executableOf(root))
    : onCore(0, [`${root}/src/main.ts`, ...args], { ...settings, ...env })
}

function startOther (system: keyof typeof PROGRAMS, port: number, { recovery, env }: ServerOptions): ChildProcess {
  return onCore(0, [`${import.meta.dirname}/../${PROGRAMS[system]}`, String(port), ...recovery ? ['--recovery'] : []], env)
}

async function stop (system: System, server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  const inTime = await Promise.race([ended.then(() => true), sleep(STOP_MS).then(() => false)])
  if (inTime) return
  server.kill('SIGKILL')
  console.error(`${system} did not stop within ${STOP_MS / 1000} s of SIGTERM and was killed`)
}

function holdlineEnv (): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(HOLDLINE_SETTINGS).map(([name, { value }]) => [name, value]))
}

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

function accepts (port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => { socket.destroy(); resolve(true) })
    socket.once('error', () => resolve(false))
  })
}
