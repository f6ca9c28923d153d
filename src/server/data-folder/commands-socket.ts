import { chmodSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { DomainError } from '#domain/errors.ts'
import type { Operations } from '#domain/site/operations.ts'
import { OperatorError } from '#server/operator-error.ts'
import { connectPath, listenPath } from './socket-path.ts'

interface Answer { readonly result?: unknown, readonly refusal?: string, readonly fault?: string }

/**
 * Takes commands beside a running server: one line of JSON `{name, args}` in, one line out. Only this user may open the socket, which is
 * the only protection. The caller holds the folder, so a socket file that is there already is left from a dead process.
 */
export async function takeCommands (path: string, operations: Operations, onFault: (error: unknown) => void): Promise<() => void> {
  async function answer (line: string): Promise<Answer> {
    try {
      const { name, args } = JSON.parse(line) as { name: keyof Operations, args: never }
      if (!Object.hasOwn(operations, name)) return { refusal: 'The running server does not know this command: it is of another version.' }
      return { result: await operations[name](args) }
    } catch (error) {
      if (error instanceof DomainError) return { refusal: error.message }
      onFault(error)
      return { fault: error instanceof Error ? error.message : String(error) }
    }
  }

  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    createInterface({ input: socket }).once('line', line => {
      answer(line).then(told => socket.end(JSON.stringify(told) + '\n'), onFault)
    })
  })
  const { at, clear } = listenPath(path)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, resolve)
  })
  if (process.platform !== 'win32') chmodSync(at, 0o600)
  return () => {
    server.close()
    for (const socket of open) socket.destroy()
    clear()
  }
}

/** Sends an operation to the server that holds the folder; undefined when none listens. Throws OperatorError with its refusal. */
export async function askServer<Name extends keyof Operations> (
  path: string, name: Name, args: Parameters<Operations[Name]>[0]
): Promise<{ result: Awaited<ReturnType<Operations[Name]>> } | undefined> {
  const socket = await connected(path)
  if (socket === undefined) return undefined
  socket.write(JSON.stringify({ name, args }) + '\n')
  const line = await text(socket)
  if (line === '') throw new OperatorError('The server went away before it answered.')
  const { result, refusal, fault } = JSON.parse(line) as Answer
  if (refusal !== undefined || fault !== undefined) throw new OperatorError(refusal ?? `The server could not do it: ${fault}`)
  return { result: result as Awaited<ReturnType<Operations[Name]>> }
}

function connected (path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(connectPath(path))
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // EINVAL: the path is too long for a socket, so nothing listens there.
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'EINVAL') resolve(undefined)
      else reject(error)
    })
  })
}
