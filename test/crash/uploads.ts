import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Server } from './server.ts'

/** Uploads under way at the same time, half of them in chunks. */
const LOOPS = 4
/** Files that a process takes before it is killed, at most, so that a slow machine puts as much at stake as a fast one. */
const LIFE_FILES = 8
/** Longest time from the last of them to the kill, which then falls into any step. */
const AIM_MS = 200
const LIVES_AT_MOST_MS = 60_000
const LARGEST_BYTES = 1_500_000

export interface UploadReport {
  readonly complaints: readonly string[]
  readonly kept: number
  readonly cuts: number
}

type Body = string | FormData | Buffer<ArrayBuffer>
interface File { readonly id: string, readonly hash: string }

/** Kills the server `rounds` times while files are uploaded, and looks at what is there afterwards. Ends every process it starts. */
export async function crashUploads (data: string, rounds: number, tell: (line: string) => void): Promise<UploadReport> {
  const server = new Server(data)
  const kept: File[] = []
  const complaints: string[] = []
  let cuts = 0
  let headers: Record<string, string> = {}

  async function call (method: string, path: string, body?: Body, more: Record<string, string> = {}): Promise<Response> {
    const address = server.address ?? 'http://127.0.0.1:1'
    const response = await fetch(address + path, { method, headers: { ...headers, ...more }, ...(body !== undefined && { body }) })
    if (!response.ok) complaints.push(`${method} ${path} came to ${response.status}: ${await response.text()}`)
    return response
  }

  const json = async (path: string, body: object, more = {}) =>
    await (await call('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...more })).json() as Record<string, unknown>

  async function whole (bytes: Buffer<ArrayBuffer>): Promise<string> {
    const form = new FormData()
    form.append('file', new Blob([bytes]), 'file.bin')
    const { file } = await (await call('POST', '/api/files', form)).json() as { file: { id: string } }
    return file.id
  }

  // As a browser does it: asks where the server is after each break, and goes on from there.
  async function inChunks (bytes: Buffer<ArrayBuffer>, clientId: string): Promise<string> {
    const { upload } = await json('/api/uploads', { name: 'file.bin', size: bytes.length, clientId }) as { upload: { id: string, offset: number, chunkMax: number } }
    for (let { offset } = upload; offset < bytes.length;) {
      const chunk = bytes.subarray(offset, offset + upload.chunkMax / 4)
      const answer = await call('POST', `/api/uploads/${upload.id}?offset=${offset}`, chunk, { 'content-type': 'application/octet-stream' })
      offset = ((await answer.json()) as { upload: { offset: number } }).upload.offset
    }
    const { file } = await json(`/api/uploads/${upload.id}/finish`, {}) as { file: { id: string } }
    return file.id
  }

  async function loop (number: number, isOver: () => boolean): Promise<void> {
    for (let n = 0; !isOver(); n++) {
      const bytes = Buffer.from(randomBytes(Math.ceil(Math.random() * LARGEST_BYTES)))
      const clientId = `client-${number}-${kept.length}-${n}-${Date.now()}`
      try {
        const id = number % 2 === 0 ? await whole(bytes) : await inChunks(bytes, clientId)
        kept.push({ id, hash: createHash('sha256').update(bytes).digest('hex') })
      } catch {
        cuts++
      }
    }
  }

  async function check (): Promise<void> {
    for (const { id, hash } of kept) {
      const bytes = Buffer.from(await (await call('GET', `/files/${id}/file.bin`)).arrayBuffer())
      if (createHash('sha256').update(bytes).digest('hex') !== hash) complaints.push(`${id} is not what was sent`)
    }
  }

  try {
    await server.start()
    const signedUp = await call('POST', '/api/signup', JSON.stringify({ username: 'ana', password: 'correct horse' }), { 'content-type': 'application/json' })
    const cookie = String(signedUp.headers.get('set-cookie')).split(';')[0] ?? ''
    const { secret } = await json('/api/tokens', { label: 'uploads' }, { cookie })
    headers = { authorization: `Bearer ${String(secret)}` }
    for (let round = 1; round <= rounds; round++) {
      let isOver = false
      const loops = Array.from({ length: LOOPS }, (_, number) => loop(number, () => isOver))
      const enough = kept.length + 1 + Math.floor(Math.random() * LIFE_FILES)
      const deadline = Date.now() + LIVES_AT_MOST_MS
      while (kept.length < enough && Date.now() < deadline) await pause(5)
      await pause(Math.random() * AIM_MS)
      isOver = true
      await server.kill()
      await Promise.all(loops)
      await server.start()
      tell(`killed ${round} times: ${kept.length} files, ${cuts} uploads cut`)
    }
    await check()
    await server.stop()
  } finally {
    await server.kill()
  }
  return { complaints: [...complaints, ...judgeBytes(data)], kept: kept.length, cuts }
}

/** Names without bytes, and bytes that the database does not know of; one sentence each. */
function judgeBytes (data: string): string[] {
  const database = new Sqlite(join(data, 'holdline.db'), { readonly: true })
  const blobs = database.prepare<[], { hash: string, named: number }>('SELECT hash, named FROM blobs').all()
  const doomed = database.prepare<[], string>('SELECT hash FROM doomed_blobs').pluck().all() as string[]
  const uploads = database.prepare<[], string>('SELECT id FROM uploads').pluck().all() as string[]
  database.close()
  const root = join(data, 'files')
  const entries = existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : []
  const onDisk = new Set(entries.filter(entry => entry.isFile()).map(({ name }) => name))
  const known = new Set([...blobs.map(({ hash }) => hash), ...doomed, ...uploads])
  return [
    ...blobs.filter(({ hash, named }) => named > 0 && !onDisk.has(hash)).map(({ hash }) => `${hash} is named and not there`),
    ...[...onDisk].filter(name => !known.has(name)).map(name => `${name} is there, and nobody knows of it`)
  ]
}

function pause (ms: number): Promise<void> {
  return new Promise(resolve => { setTimeout(resolve, ms) })
}
