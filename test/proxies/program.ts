import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** `nobody`: the user of programs started by root, so that none looks for the user it was packaged with. */
const NOBODY = 65534
const PATIENCE_MS = 20_000
const GOODBYE_MS = 5_000

// Stopped at exit too, in case a test breaks off: servers do not end by themselves.
const running = new Set<ChildProcess>()
process.once('exit', () => { for (const child of running) child.kill('SIGTERM') })

/** A port that was free a moment ago. */
export async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** An empty folder that the program may write to, deleted after the test. */
export function folderFor (t: Whole, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `holdline-${name}-`))
  chmodSync(folder, 0o755)
  if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY)
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The lifetime of a started program: a test, or any owner with a teardown. */
export type Whole = Pick<Test, 'teardown'>

export interface Start {
  readonly executable: string
  readonly args: readonly string[]
  readonly folder: string
  readonly files: Readonly<Record<string, string>>
  readonly port: number
}

/** Runs a program in the foreground until the test ends. Resolves once its port is open; rejects with its output when it ends before. */
export async function started (t: Whole, { executable, args, folder, files, port }: Start): Promise<void> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const child = spawn(executable, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  })
  let said = ''
  child.stdout.on('data', data => { said += String(data) })
  child.stderr.on('data', data => { said += String(data) })
  let isOver = false
  const over = once(child, 'close').then(() => { isOver = true }, error => {
    isOver = true
    said += String(error)
  })
  running.add(child)
  t.teardown(async () => {
    running.delete(child)
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), GOODBYE_MS)
    await over
    clearTimeout(late)
  })
  const deadline = Date.now() + PATIENCE_MS
  while (!await isOpen(port)) {
    if (isOver || Date.now() > deadline) throw new Error(`${executable} ${args.join(' ')} ${isOver ? 'ended' : 'does not listen'}:\n${said}${logs(folder)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function logs (folder: string): string {
  return globSync(join(folder, '*.log')).map(path => readFileSync(path, 'utf8')).join('\n')
}

function isOpen (port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
