import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
/** Command line of the program from its source, with the modules that Node preloads for the test. */
const FROM_SOURCE = [process.execPath, ...process.execArgv, MAIN]

export interface Ended { readonly code: number | null, readonly signal: string | null, readonly out: string, readonly err: string }

export interface Running {
  readonly child: ChildProcess
  /** The output so far. */
  out (): string
  err (): string
  readonly ended: Promise<Ended>
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  readonly cwd?: string
  /** The command line of another build of the program. */
  readonly program?: readonly string[]
}

/** Runs `holdline` as a process of its own; it does not outlive the test. */
export function holdline (t: Test, args: readonly string[], { env = {}, uid, cwd, program: [command = '', ...before] = FROM_SOURCE }: Surroundings = {}): Running {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(HOLDLINE_|TAP|NODE_OPTIONS)/.test(name)))
  const child = spawn(command, [...before, ...args], {
    env: { ...clean, HOLDLINE_PASSWORD_MEMORY_KIB: '8', HOLDLINE_PASSWORD_PASSES: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
    ...(cwd === undefined ? {} : { cwd })
  })
  let out = ''
  let err = ''
  child.stdout.on('data', data => { out += String(data) })
  child.stderr.on('data', data => { err += String(data) })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, out, err }) as Ended)
  t.teardown(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  })
  return { child, out: () => out, err: () => err, ended }
}

/** The same, to its end. */
export async function run (t: Test, args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  return await holdline(t, args, surroundings).ended
}

export interface Serving extends Running { readonly address: string }

/** `holdline serve` on a free port, once it serves. Fails with its output when it does not. */
export async function serving (t: Test, data: string, args: readonly string[] = [], surroundings: Surroundings = {}): Promise<Serving> {
  return await addressed(holdline(t, ['serve', '--listen', '127.0.0.1:0', '--data', data, ...args], surroundings), /serves at (\S+)/)
}

/** `holdline demo` with these arguments on a free port, with its temporary files in a folder of its own, once it serves. */
export async function showing (
  t: Test, { env, ...surroundings }: Surroundings = {}, args: readonly string[] = []
): Promise<Serving & { readonly temporary: string }> {
  // Not the test's folder, whose path is too long for a socket.
  const temporary = mkdtempSync(join(tmpdir(), 'demo-'))
  t.teardown(() => rmSync(temporary, { recursive: true }))
  const running = holdline(t, ['demo', '--listen', '127.0.0.1:0', ...args], { ...surroundings, env: { ...env, TMPDIR: temporary } })
  return { ...await addressed(running, /open at (\S+)demo/), temporary }
}

async function addressed (running: Running, says: RegExp): Promise<Serving> {
  const isOver = running.ended.then(() => true)
  for (;;) {
    const address = says.exec(running.out())?.[1]
    if (address !== undefined) return { ...running, address }
    const over = await Promise.race([isOver, new Promise<false>(resolve => { setTimeout(resolve, 20, false) })])
    if (over) throw new Error(`it ended: ${running.err()}`)
  }
}
