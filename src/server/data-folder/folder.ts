import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { lockFolder } from '#store/sqlite/folder-lock.ts'
import { OperatorError } from '#server/operator-error.ts'
import type { Installation } from '#server/installation.ts'

/** The data folder and the files in it. */
export interface Folder {
  readonly path: string
  readonly database: string
  readonly setupLink: string
  /** The socket on which a serving process takes commands. */
  readonly socket: string
  /** The folder of the bytes of files. */
  readonly files: string
}

const OURS = /^(?:holdline\.(?:db|db-wal|db-shm|lock|sock)|setup-link\.txt|better_sqlite3\.node)$/

export function folderAt (data: string): Folder {
  const path = resolve(data)
  return { path, database: join(path, 'holdline.db'), setupLink: join(path, 'setup-link.txt'), socket: socketIn(path), files: join(path, 'files') }
}

export interface HeldFolder {
  /** The addon to open the database with; undefined: the one in node_modules. */
  readonly nativeBinding: object | undefined
  readonly letGo: () => void
}

/** Makes the folder if missing, closes it to other users, and locks it. Throws OperatorError. */
export function holdFolder ({ path }: Folder, { addon }: Pick<Installation, 'addon'>): HeldFolder {
  let nativeBinding
  try {
    makeFolder(path)
    accessSync(path, constants.W_OK | constants.X_OK)
    chmodSync(path, 0o700)
    // Files of former versions, too: a copy may keep their modes without that of the folder.
    for (const name of readdirSync(path)) if (OURS.test(name)) chmodSync(join(path, name), 0o600)
    nativeBinding = addon(path)
  } catch (error) {
    if (error instanceof OperatorError) throw error
    throw new OperatorError(`The data folder ${path} cannot be used: ${reason(error)}. Name another with --data, or let this user write there.`)
  }
  let letGo
  try {
    letGo = lockFolder(join(path, 'holdline.lock'), nativeBinding)
  } catch (error) {
    throw new OperatorError(`The data folder ${path} cannot be written: ${reason(error)}.`)
  }
  if (letGo === null) throw new OperatorError(`The data folder ${path} is in use by another Holdline process.`, 'locked')
  return { nativeBinding, letGo }
}

/**
 * Makes a folder and those above it. Node's own `recursive` hides the reason on a read-only disk, and never ends where the system says
 * ENOENT for a folder whose parent is there, as below /proc.
 */
function makeFolder (path: string, attempt: 'first' | 'last' = 'first'): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (existsSync(path) && statSync(path).isDirectory()) return
    if (code !== 'ENOENT' || attempt === 'last') throw error
    makeFolder(dirname(path))
    makeFolder(path, 'last')
  }
}

function reason (error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'EACCES':
    case 'EPERM': return 'permission denied'
    case 'EROFS': return 'the file system is read-only'
    case 'ENOENT': return 'no folder can be made there'
    case 'ENOTDIR':
    case 'EEXIST': return 'there is a file in its place'
    case 'ENOSPC': return 'the disk is full'
    default: return message
  }
}

function socketIn (path: string): string {
  // Windows has named pipes instead of socket files.
  if (process.platform === 'win32') return `\\\\.\\pipe\\holdline-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`
  return join(path, 'holdline.sock')
}
