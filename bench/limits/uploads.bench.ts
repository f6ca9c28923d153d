// Memory that large files take while they are uploaded, ten at once, in one request each and in chunks, beside a user who sends messages.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep } from '../load/times.ts'
import { describeMachine, requireLinux } from '../machine.ts'
import { startServer } from '../systems/servers.ts'
import { report } from './report.ts'

const FILES = 10
const FILE_BYTES = 200_000_000
/** Written at a time by a sender; a chunk of an upload is fifteen. */
const PIECE = Buffer.alloc(65_536, 'holdline')
const CHUNK_BYTES = 15 * PIECE.length
const BOUNDARY = 'bench'
/** Issue 14: above idle, during ten uploads at once. */
const MORE_MAX_MIB = 30

requireLinux()
const dataDir = mkdtempSync(join(tmpdir(), 'holdline-bench-'))
const room = String(100 * FILE_BYTES)
const server = await startServer('holdline', {
  dataDir,
  recovery: false,
  env: { HOLDLINE_MAX_FILE_BYTES: String(FILE_BYTES), HOLDLINE_MAX_USER_FILE_BYTES: room, HOLDLINE_MAX_ALL_FILE_BYTES: room }
})
const address = `http://127.0.0.1:${server.port}`
try {
  const cookie = await signUp('ana')
  const { secret } = await json('/api/tokens', { label: 'bench' }, { cookie }) as { secret: string }
  const authorization = `Bearer ${secret}`
  const { conversation } = await json('/api/conversations', { kind: 'group', title: 'Bench', usernames: [] }, { cookie }) as { conversation: { id: string } }
  let sent = 0
  const send = async (): Promise<number> => {
    const startedAt = performance.now()
    await json(`/api/conversations/${conversation.id}/messages`, { clientId: `of-the-bench-${++sent}`, body: 'hello' }, { cookie })
    return performance.now() - startedAt
  }

  // Each file of its own: equal bytes would be kept once.
  async function inOne (n: number): Promise<void> {
    const head = Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${n}.bin"\r\n\r\n`)
    const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`)
    const length = head.length + FILE_BYTES + tail.length
    await post('/api/files', { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': length }, n, FILE_BYTES, head, tail)
  }

  async function inChunks (n: number): Promise<void> {
    const { upload: { id } } = await json('/api/uploads', { name: `${n}.bin`, size: FILE_BYTES }, { authorization }) as { upload: { id: string } }
    for (let offset = 0; offset < FILE_BYTES; offset += CHUNK_BYTES) {
      const length = Math.min(CHUNK_BYTES, FILE_BYTES - offset)
      await post(`/api/uploads/${id}?offset=${offset}`, { 'content-type': 'application/octet-stream', 'content-length': length }, n, length)
    }
    await json(`/api/uploads/${id}/finish`, {}, { authorization })
  }

  function post (
    path: string, headers: Record<string, string | number>, mark: number, length: number, head = Buffer.alloc(0), tail = head
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const asked = request(address + path, { method: 'POST', headers: { ...headers, authorization } }, answer => {
        let said = ''
        answer.on('data', part => { said += String(part) })
        answer.once('end', () => {
          if ((answer.statusCode ?? 0) < 300) resolve()
          else reject(new Error(`${path} was answered ${answer.statusCode}: ${said}`))
        })
      })
      asked.once('error', reject)
      write().catch(reject)
      async function write (): Promise<void> {
        asked.write(head)
        for (let left = length; left > 0 && !asked.destroyed; left -= PIECE.length) {
          const piece = Buffer.from(PIECE.subarray(0, Math.min(left, PIECE.length)))
          piece.writeUInt8(mark, 0)
          if (!asked.write(piece)) await new Promise<void>(resolve => asked.once('drain', resolve))
        }
        asked.end(tail)
      }
    })
  }

  for (let n = 0; n < 300; n++) await send()
  // The reader of media is started, so that it is not what grows.
  await inChunks(99)

  const rows: string[] = []
  let worst = 0
  for (const [what, upload, mark] of [['one request each', inOne, 0], ['chunks of 1 MB', inChunks, FILES]] as const) {
    await sleep(5_000)
    const before = residentMib()
    let most = before
    const watching = setInterval(() => { most = Math.max(most, residentMib()) }, 20)
    const takes: number[] = []
    const state = { isOver: false }
    const sending = (async () => {
      while (!state.isOver) {
        takes.push(await send())
        await sleep(50)
      }
    })()
    const startedAt = performance.now()
    await Promise.all(Array.from({ length: FILES }, (_, n) => upload(mark + n)))
    const seconds = (performance.now() - startedAt) / 1000
    state.isOver = true
    await sending
    clearInterval(watching)
    takes.sort((a, b) => a - b)
    const more = most - before
    worst = Math.max(worst, more)
    const speed = FILES * FILE_BYTES / 1e6 / seconds
    rows.push(`| ${what} | ${before.toFixed(0)} MiB | +${more.toFixed(0)} MiB | ${seconds.toFixed(0)} s | ${speed.toFixed(0)} MB/s | ` +
      `${at(takes, 0.5)} | ${at(takes, 0.99)} | ${at(takes, 1)} |`)
    console.log(rows.at(-1))
  }
  report('uploads', `## Large files

\`npm run bench -- uploads\`, ${new Date().toISOString().slice(0, 10)}; ${describeMachine(dataDir).join('; ')}.
${FILES} files of ${FILE_BYTES / 1e6} MB are uploaded at once, as fast as the server takes them, and ana sends a message every 50 ms. Anonymous memory of the server before, and the most
while they came; the time until all were stored; ana's sends.

| ${FILES} files at once | before | more | time | speed | sends, median | p99 | longest |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`)
  if (worst > MORE_MAX_MIB) {
    console.error(`✗ they cost ${worst.toFixed(0)} MiB; ${MORE_MAX_MIB} are allowed`)
    process.exitCode = 1
  }
} finally {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

// Without the pages of the program's own files.
function residentMib (): number {
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024
}

async function signUp (username: string): Promise<string> {
  const answer = await fetch(`${address}/api/signup`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password: 'a long password' })
  })
  if (answer.status !== 201) throw new Error(`${username} could not sign up: ${await answer.text()}`)
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

async function json (path: string, body: object, headers: Record<string, string>): Promise<unknown> {
  const answer = await fetch(address + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
  return await answer.json()
}

function at (sorted: readonly number[], share: number): string {
  return `${sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(0) ?? '–'} ms`
}
