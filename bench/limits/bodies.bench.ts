// Memory that unfinished requests take: a hundred senders at a time, in several ways, beside a user who sends messages.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep } from '../load/times.ts'
import { describeMachine, requireLinux } from '../machine.ts'
import { startServer } from '../systems/servers.ts'
import { report } from './report.ts'

const SENDERS = 100
const CRUMBS = 500_000
/** V8 frees memory outside its heap only once 64 MiB of it are unused: chunks of bodies that were read and dropped. */
const MORE_MAX_MIB = 64
const MS_MAX = 30_000

requireLinux()
const dataDir = mkdtempSync(join(tmpdir(), 'holdline-bench-'))
const server = await startServer('holdline', { dataDir, recovery: false })
const address = `http://127.0.0.1:${server.port}`
try {
  const cookie = await signUp('ana')
  const eve = await signUp('eve')
  const conversation = await makeGroup(cookie)
  let sent = 0
  const send = async (): Promise<number> => {
    const startedAt = performance.now()
    const answer = await post(`/api/conversations/${conversation}/messages`, { clientId: `of-the-bench-${++sent}`, body: 'hello' }, cookie)
    if (answer.status !== 201) throw new Error(`a send was answered ${answer.status}: ${await answer.text()}`)
    return performance.now() - startedAt
  }
  for (let n = 0; n < 300; n++) await send()

  const messages = `/api/conversations/${conversation}/messages`
  const crumbs = '1\r\nx\r\n'.repeat(1000)
  const ways: readonly { what: string, head: string, piece: string, pieces: number }[] = [
    { what: `signed out, ${CRUMBS.toLocaleString('en')} one-byte chunks each`, head: chunked('/api/login', ''), piece: crumbs, pieces: CRUMBS / 1000 },
    { what: 'the same, signed in', head: chunked(messages, eve), piece: crumbs, pieces: CRUMBS / 1000 },
    { what: 'signed out, 30 kB of 31 each', head: announced('/api/login', '', 31_000), piece: 'x'.repeat(30_000), pieces: 1 },
    { what: 'signed in, 500 kB of 501 each', head: announced(messages, eve, 501_000), piece: 'x'.repeat(10_000), pieces: 50 },
    { what: 'heads of requests, 15 kB in 100 lines each', head: 'GET / HTTP/1.1\r\nHost: x\r\n', piece: `a: ${'x'.repeat(145)}\r\n`, pieces: 100 }
  ]
  const rows: string[] = []
  let worst = 0
  for (const { what, head, piece, pieces } of ways) {
    await sleep(1_000)
    const before = residentMib()
    let most = before
    const watching = setInterval(() => { most = Math.max(most, residentMib()) }, 20)
    const takes: number[] = []
    const meanwhile = new AbortController()
    const sending = (async () => {
      while (!meanwhile.signal.aborted || takes.length < 50) {
        takes.push(await send())
        await sleep(50)
      }
    })()
    const sockets = Array.from({ length: SENDERS }, () => connect(server.port, '127.0.0.1'))
    await Promise.race([Promise.all(sockets.map(socket => upload(socket, head, piece, pieces))), sleep(MS_MAX)])
    await sleep(1_000)
    meanwhile.abort()
    await sending
    clearInterval(watching)
    const open = sockets.filter(socket => !socket.destroyed).length
    for (const socket of sockets) socket.destroy()
    takes.sort((a, b) => a - b)
    const more = most - before
    worst = Math.max(worst, more)
    rows.push(`| ${what} | ${before.toFixed(0)} MiB | +${more.toFixed(0)} MiB | ${open} | ${takes.length} | ${at(takes, 0.5)} | ${at(takes, 1)} |`)
    console.log(rows.at(-1))
  }
  report('bodies', `## Unfinished requests

\`npm run bench -- bodies\`, ${new Date().toISOString().slice(0, 10)}; ${describeMachine(dataDir).join('; ')}.
${SENDERS} connections at a time send what never ends, and ana, who is signed in, sends a message every 50 ms. Resident memory of the server
before, and the most while they did so (among it up to 64 MiB that nothing uses any more: V8 collects memory outside its heap only then); how many of their connections were still open; ana's sends, all of them answered 201.

| ${SENDERS} unfinished requests | before | more | still open | sends | median | longest |
| --- | --- | --- | --- | --- | --- | --- |
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

function residentMib (): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024
}

function chunked (path: string, cookie: string): string {
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
}

function announced (path: string, cookie: string, length: number): string {
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`
}

/** Sends as fast as the server reads, until everything is sent or the server closes. */
async function upload (socket: Socket, head: string, piece: string, pieces: number): Promise<void> {
  socket.on('error', () => {}).resume()
  socket.write(head)
  for (let n = 0; n < pieces && !socket.destroyed; n++) {
    if (socket.write(piece)) continue
    await new Promise<void>(resolve => socket.once('drain', resolve).once('close', resolve))
  }
}

async function signUp (username: string): Promise<string> {
  const answer = await post('/api/signup', { username, password: 'a long password' }, '')
  if (answer.status !== 201) throw new Error(`${username} could not sign up: ${await answer.text()}`)
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

async function makeGroup (cookie: string): Promise<string> {
  const answer = await post('/api/conversations', { kind: 'group', title: 'Bench', usernames: [] }, cookie)
  return (await answer.json() as { conversation: { id: string } }).conversation.id
}

function post (path: string, body: unknown, cookie: string): Promise<Response> {
  return fetch(address + path, { method: 'POST', headers: { 'content-type': 'application/json', cookie }, body: JSON.stringify(body) })
}

function at (sorted: readonly number[], share: number): string {
  return `${sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(0) ?? '–'} ms`
}
