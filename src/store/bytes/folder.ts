import { createHash, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Bytes, Received } from '#domain/files/bytes.ts'
import { DomainError, storageFull } from '#domain/errors.ts'

/** As the data folder and the files in it: for the user of the server alone. */
const FOLDER_MODE = 0o700
const FILE_MODE = 0o600
/** Folders of files under way, emptied at each start. */
const INCOMING = 'incoming'
/** Chunks of uploads, a file each, which outlive a restart. */
const UPLOADS = 'uploads'
/** Read at once to learn a hash: small enough that no turn of the event loop takes long. */
const PIECE_BYTES = 64 * 1024
/** Says of a system that it has no second name for a file. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

/**
 * Bytes as files below `root`, each in a folder within a folder by the beginning of its hash. Written under another name, flushed, and only
 * then given their own: a file of that name is always whole. Makes folders when they are needed.
 */
export function bytesIn (root: string): Bytes {
  rmSync(join(root, INCOMING), { recursive: true, force: true })
  const placeOf = (hash: string) => join(root, hash.slice(0, 2), hash.slice(2, 4), hash)
  const uploadAt = (id: string) => join(root, UPLOADS, id)

  // Flushed from the new folder up: a folder whose name is lost has lost what is in it.
  async function makeFolder (path: string): Promise<void> {
    const first = await mkdir(path, { recursive: true, mode: FOLDER_MODE })
    if (first === undefined) return
    for (let at = path; at.length >= first.length; at = dirname(at)) await flushFolder(dirname(at))
  }

  async function place (path: string, to: string): Promise<void> {
    try {
      await link(path, to)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return
      if (!NO_LINKS.has(codeOf(error))) throw error
      const copied = join(root, INCOMING, randomName())
      await makeFolder(dirname(copied))
      await copyFile(path, copied)
      await flushed(copied)
      await rename(copied, to)
    }
  }

  return {
    async workplace () {
      const folder = join(root, INCOMING, randomName())
      await explained(() => makeFolder(folder))
      return {
        folder,
        receive: (name, pieces) => explained(() => written(join(folder, name), pieces)),
        end: () => rm(folder, { recursive: true, force: true })
      }
    },

    measure,

    keep: ({ path, hash }) => explained(async () => {
      const to = placeOf(hash)
      await makeFolder(dirname(to))
      await flushed(path)
      await place(path, to)
      await flushFolder(dirname(to))
    }),

    async read (hash, range) {
      const handle = await open(placeOf(hash), 'r')
      return handle.createReadStream(range === undefined ? {} : { start: range.from, end: range.to })
    },

    measureKept: async hash => await measure(placeOf(hash)).catch(error => {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }),

    remove: hash => rm(placeOf(hash), { force: true }),

    addChunk: (upload, offset, pieces) => explained(async () => {
      await makeFolder(join(root, UPLOADS))
      return await appended(uploadAt(upload), offset, pieces)
    }),

    async gathered (upload, size) {
      const path = uploadAt(upload)
      const { size: length } = await stat(path).catch(missing)
      if (length < size) return null
      await makeFolder(dirname(path))
      // An empty file has come without any chunk; behind others there may be the rest of one that was cut.
      await using(path, size === 0 ? 'w' : 'r+', async handle => {
        await handle.truncate(size)
        await handle.sync()
      })
      return await measure(path)
    },

    dropChunks: upload => rm(uploadAt(upload), { force: true })
  }
}

async function written (path: string, pieces: AsyncIterable<Uint8Array>): Promise<Received> {
  const hash = createHash('sha256')
  let size = 0
  await using(path, 'wx', async handle => {
    for await (const piece of pieces) {
      hash.update(piece)
      size += piece.length
      await writeAll(handle, piece, null)
    }
    await handle.sync()
  })
  return { path, hash: hash.digest('hex'), size }
}

async function appended (path: string, offset: number, pieces: AsyncIterable<Uint8Array>): Promise<number | null> {
  const length = await stat(path).catch(missing)
  if (length.size < offset) return null
  let size = 0
  await using(path, offset === 0 ? 'w' : 'r+', async handle => {
    for await (const piece of pieces) {
      await writeAll(handle, piece, offset + size)
      size += piece.length
    }
    await handle.sync()
  })
  if (offset === 0) await flushFolder(dirname(path))
  return size
}

async function measure (path: string): Promise<Received> {
  const hash = createHash('sha256')
  let size = 0
  await using(path, 'r', async handle => {
    // One piece of memory for all: a stream takes new one for each, 64 MiB before V8 collects it.
    const piece = Buffer.allocUnsafe(PIECE_BYTES)
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, size)
      if (bytesRead === 0) break
      hash.update(piece.subarray(0, bytesRead))
      size += bytesRead
    }
  })
  return { path, hash: hash.digest('hex'), size }
}

// A full disk takes a part and says nothing; the next write fails.
async function writeAll (handle: FileHandle, piece: Uint8Array, position: number | null): Promise<void> {
  for (let done = 0; done < piece.length;) {
    done += (await handle.write(piece, done, piece.length - done, position === null ? null : position + done)).bytesWritten
  }
}

async function flushed (path: string): Promise<void> {
  await using(path, 'r+', handle => handle.sync())
}

// Windows opens no folder, and keeps names in its journal.
async function flushFolder (path: string): Promise<void> {
  if (process.platform === 'win32') return
  await using(path, 'r', handle => handle.sync())
}

async function using<T> (path: string, flags: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, flags, FILE_MODE)
  try {
    return await work(handle)
  } finally {
    await handle.close()
  }
}

async function explained<T> (work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DomainError || !FULL.has(codeOf(error))) throw error
    throw storageFull(error)
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function missing (error: unknown): { size: number } {
  if (codeOf(error) === 'ENOENT') return { size: 0 }
  throw error
}

function codeOf (error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function randomName (): string {
  return randomBytes(16).toString('hex')
}
