// npm run bench -- pictures [--quick]: what people who talk feel of large pictures that somebody sends, and how long a photo takes.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import sharp from 'sharp'
import { describeMachine, requireLinux } from '../machine.ts'
import { HOLDLINE_SETTINGS, isPinned, startServer } from '../systems/servers.ts'
import { prepareGroups, TALKERS } from './groups/data.ts'
import type { Talked, TalkersJob } from './groups/talkers.ts'
import { report } from './report.ts'

/** Deliveries beside the pictures, of those beside nothing. */
const RATIO_MAX = 2
const ROUND_MS = 10_000
const ROUNDS = process.argv.includes('--quick') ? 2 : 5
const PICTURE_EVERY_MS = 1_000
const PRESENCE_SETTLES_MS = 30_000
const PHOTOS = 10
const SHARES = ['p50', 'p95', 'p99'] as const

requireLinux()
if (isPinned) execFileSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)])
const work = resolve(import.meta.dirname, '../../build/bench')
mkdirSync(work, { recursive: true })
const dir = mkdtempSync(`${work}/pictures-`)
const { talkers } = prepareGroups(`${dir}/data`)
writeFileSync(`${dir}/talkers.json`, JSON.stringify(talkers), { mode: 0o600 })
const picture = await photo(6000, 4000)
const phonePhoto = await photo(4000, 3000)
const settings = Object.fromEntries(Object.entries(HOLDLINE_SETTINGS).map(([name, { value }]) => [name, value]))
const room = { HOLDLINE_MAX_USER_FILE_BYTES: '8000000000', HOLDLINE_MAX_ALL_FILE_BYTES: '8000000000' }
const server = await startServer('holdline', { dataDir: `${dir}/data`, recovery: false, settings: { ...settings, ...room } })
try {
  const headers = await signUp()
  const crowd = new Worker(`${import.meta.dirname}/groups/talkers.ts`, {
    workerData: { port: server.port, credentials: `${dir}/talkers.json`, settledAt: server.startedAt + PRESENCE_SETTLES_MS } satisfies TalkersJob
  })
  await once(crowd, 'message')
  const talked = async (): Promise<Talked> => {
    crowd.postMessage(ROUND_MS)
    return (await once(crowd, 'message') as [Talked])[0]
  }
  await talked()
  const before = memory()
  const found = { nothing: [] as Talked[], pictures: [] as Talked[] }
  let counts = { sent: 0, read: 0, busy: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    for (const what of round % 2 === 0 ? ['nothing', 'pictures'] as const : ['pictures', 'nothing'] as const) {
      const stop = what === 'pictures' ? arriving(headers) : null
      found[what].push(await talked())
      const more = await stop?.() ?? { sent: 0, read: 0, busy: 0 }
      counts = { sent: counts.sent + more.sent, read: counts.read + more.read, busy: counts.busy + more.busy }
      console.log(what, found[what].at(-1), more)
    }
  }
  const after = memory()
  const photos: number[] = []
  for (let n = 0; n < PHOTOS; n++) photos.push(await timed(async () => { await upload(headers, phonePhoto) }))
  await crowd.terminate()
  const ratios = SHARES.map(share => median(found.pictures.map((beside, round) => beside[share] / (found.nothing[round]?.[share] ?? NaN))))
  const row = (name: string, values: readonly Talked[]) => `| ${name} | ${SHARES.map(share => median(values.map(each => each[share])).toFixed(1)).join(' | ')} |`
  const text = `## Pictures

${TALKERS} people, all with an open page, send each other 100 messages a second. Beside them, a photo of 24 megapixels (${(picture.length / 1e6).toFixed(1)} MB) arrives every second, and is read, turned and
encoded anew three times by a process of its own, which shares the server's core here; beside them arrives nothing, in turn; the median of ${ROUNDS} rounds of ${ROUND_MS / 1000} s. Milliseconds from when a
message is due to the answered poll of its receiver.

| beside | p50 | p95 | p99 |
| --- | --- | --- | --- |
${row('nothing', found.nothing)}
${row('pictures', found.pictures)}
| ratio | ${ratios.map(ratio => ratio.toFixed(2)).join(' | ')} |

Of ${counts.sent} pictures ${counts.read} were read and ${counts.busy} refused with \`media-busy\`. The server's memory was ${before.server} MiB before them and ${after.server} MiB after; the process that reads them had ${after.worker} MiB
at its most. A photo of a phone (12 megapixels, ${(phonePhoto.length / 1e6).toFixed(1)} MB), alone: ${median(photos).toFixed(0)} ms from its first byte to the answer, with its upload (the longest ${Math.max(...photos).toFixed(0)} ms).

\`npm run bench -- pictures\`, ${new Date().toISOString().slice(0, 10)}, ${execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim()}. ${describeMachine(dir).join('; ')};
load average ${loadavg()[0]?.toFixed(1)}: beyond 2, other programs took part of these cores.`
  console.log(text)
  if (ROUNDS > 2) report('pictures', text)
  if ((ratios.at(-1) ?? NaN) > RATIO_MAX) process.exitCode = 1
} finally {
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
}

/** A photo that is as hard to encode as one of a landscape, lying on its side. */
async function photo (width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
  const grains = await sharp({ create: { width: width / 8, height: height / 8, channels: 3, background: 'grey', noise } }).png().toBuffer()
  return await sharp(grains).resize(width, height, { kernel: 'cubic' }).withMetadata({ orientation: 6 }).jpeg().toBuffer()
}

/** Sends a picture every second until it is stopped; then waits for the answers. */
function arriving (headers: Record<string, string>): () => Promise<{ sent: number, read: number, busy: number }> {
  const answers: Promise<number>[] = []
  const send = (): void => { answers.push(upload(headers, picture)) }
  send()
  const timer = setInterval(send, PICTURE_EVERY_MS)
  return async () => {
    clearInterval(timer)
    const statuses = await Promise.all(answers)
    const count = (wanted: number): number => statuses.filter(status => status === wanted).length
    return { sent: statuses.length, read: count(201), busy: count(503) }
  }
}

async function upload (headers: Record<string, string>, bytes: Buffer): Promise<number> {
  const body = new FormData()
  body.append('file', new Blob([new Uint8Array(bytes)]), 'photo.jpg')
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/files`, { method: 'POST', headers, body })
  await answer.arrayBuffer()
  return answer.status
}

/** Returns the headers of a program of a new user. */
async function signUp (): Promise<Record<string, string>> {
  const post = (path: string, body: object, headers: Record<string, string>) => fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body)
  })
  const answer = await post('/api/signup', { username: 'photographer', password: 'a long password' }, {})
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const { secret } = await (await post('/api/tokens', { label: 'bench' }, { cookie })).json() as { secret: string }
  return { authorization: `Bearer ${secret}` }
}

/** MiB: what the server has now, and the most that its process for media has had. */
function memory (): { server: number, worker: number } {
  const mib = (pid: number, name: string): number => {
    return Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024)
  }
  const [child] = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ').map(Number)
  return { server: mib(server.pid, 'VmRSS'), worker: child === undefined || child === 0 ? 0 : mib(child, 'VmHWM') }
}

async function timed (work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function median (values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
}
