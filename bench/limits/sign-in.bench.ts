// npm run bench -- sign-in: the time the owner of an account needs to sign in while strangers keep 1,100 guesses under way, at the
// default cost of a password hash.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { createPasswords } from '#domain/account/passwords.ts'
import { describeMachine } from '../machine.ts'
import { sleep } from '../load/times.ts'
import { report } from './report.ts'

const GUESSES = 1_100
const SIGN_INS = 20
/** Time in which the guessers use up their free guesses, and every network has failed once. */
const WARM_UP_MS = 20_000
const PASSWORD = 'correct horse battery'

interface Crowd { readonly title: string, readonly name: string, readonly networks: number, readonly newMaxMs: number }
const CROWDS: readonly Crowd[] = [
  { title: 'made-up names, from the owner’s network', name: '-', networks: 1, newMaxMs: 5_000 },
  { title: 'the owner’s name, from the owner’s network', name: 'ana', networks: 1, newMaxMs: 5_000 },
  { title: 'made-up names, from 1,100 networks', name: '-', networks: GUESSES, newMaxMs: 15_000 },
  { title: 'the owner’s name, from 1,100 networks', name: 'ana', networks: GUESSES, newMaxMs: 15_000 }
]
const KNOWN_MAX_MS = 1_000

interface Signed { readonly status: number, readonly ms: number }
interface Told { readonly underWay: number, readonly answers: Readonly<Record<string, number>> }

const hashMs = await alone()
const rows: string[] = []
let isHeld = true
for (const crowd of CROWDS) rows.push(...await under(crowd))
report('sign-in', `
## Signing in while strangers guess

\`npm run bench -- sign-in\`, ${new Date().toISOString().slice(0, 10)}. ${describeMachine(tmpdir()).slice(0, 2).join('; ')}; server, guessers and owner share the
cores, and a hash alone took ${hashMs.toFixed(0)} ms at the beginning. ${GUESSES} guesses are kept under way at the default cost of a hash: as soon as one is answered, the next is sent. Each time ${SIGN_INS} sign-ins by
the form of the page, from a browser that was signed in before and from a new one. Bounds: ${KNOWN_MAX_MS / 1000} s where the browser is known; in a new one 5 s where all
guesses come from the owner's own network, 15 s where they come from ${GUESSES}.

| guesses | browser | let in | median | longest | bound | guesses looked at a second | refused | server’s memory |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`)
if (!isHeld) process.exitCode = 1

async function under ({ title, name, networks, newMaxMs }: Crowd): Promise<string[]> {
  const data = mkdtempSync(`${tmpdir()}/holdline-sign-in-`)
  const server = await started(data)
  const known = await signedUp(server.address)
  const guessers = spawn(process.execPath, [`${import.meta.dirname}/sign-in/guessing.ts`, new URL(server.address).port, String(GUESSES), name, String(networks)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let told: Told = { underWay: 0, answers: {} }
  createInterface({ input: guessers.stdout }).on('line', line => { told = JSON.parse(line) as Told })
  await sleep(WARM_UP_MS)
  const before = told
  const from = performance.now()
  const signed: Record<'known' | 'new', Signed[]> = { known: [], new: [] }
  for (let i = 0; i < SIGN_INS; i++) {
    signed.known.push(await signIn(server.address, known))
    signed.new.push(await signIn(server.address, ''))
    process.stdout.write('.')
  }
  await sleep(1_000)
  const seconds = (performance.now() - from) / 1000
  const looked = ((told.answers['401'] ?? 0) - (before.answers['401'] ?? 0)) / seconds
  const refused = (told.answers['429'] ?? 0) + (told.answers['503'] ?? 0)
  const memory = /^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1]
  console.log(`\n${title}: ${JSON.stringify({ ...told, signed })}`)
  await stopped(guessers, 'SIGKILL')
  await stopped(server.child, 'SIGTERM')
  rmSync(data, { recursive: true })

  return (['known', 'new'] as const).map(browser => {
    const boundMs = browser === 'known' ? KNOWN_MAX_MS : newMaxMs
    const times = signed[browser].map(({ ms }) => ms).sort((a, b) => a - b)
    const letIn = signed[browser].filter(({ status }) => status === 303).length
    const longest = times.at(-1) ?? Infinity
    if (letIn < SIGN_INS || longest > boundMs) isHeld = false
    const cells = [title, browser, `${letIn} of ${SIGN_INS}`, inS(times[SIGN_INS / 2] ?? Infinity), inS(longest), `${boundMs / 1000} s`]
    return `| ${cells.join(' | ')} | ${looked.toFixed(1)} | ${refused} | ${Math.round(Number(memory) / 1024)} MB |`
  })
}

/** Time of one hash in milliseconds, two at once as in the server. */
async function alone (): Promise<number> {
  const passwords = createPasswords()
  const from = performance.now()
  for (let i = 0; i < 10; i++) await Promise.all([passwords.verify('a guess', null), passwords.verify('a guess', null)])
  return (performance.now() - from) / 10
}

async function started (data: string): Promise<{ child: ChildProcess, address: string }> {
  const child = spawn(process.execPath, [`${import.meta.dirname}/../../src/main.ts`, 'serve', '--listen', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /serves at (\S+)/.exec(line)?.[1]
    if (address !== undefined) return { child, address: new URL(address).origin }
  }
  throw new Error('the server ended')
}

async function stopped (child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** Makes the account and signs out. Returns the cookie of a browser that was signed in before. */
async function signedUp (address: string): Promise<string> {
  const json = { 'content-type': 'application/json' }
  const made = await fetch(`${address}/api/signup`, { method: 'POST', headers: json, body: JSON.stringify({ username: 'ana', password: PASSWORD }) })
  if (made.status !== 201) throw new Error(`signing up was answered ${made.status}`)
  return cookieOf(await fetch(`${address}/api/logout`, { method: 'POST', headers: { ...json, cookie: cookieOf(made) } }))
}

async function signIn (address: string, known: string): Promise<Signed> {
  const page = await fetch(`${address}/signin`, { headers: known === '' ? {} : { cookie: known } })
  const token = /name="form_token"[^>]*value="([^"]*)"/.exec(await page.text())?.[1] ?? ''
  const cookie = cookieOf(page) === '' ? known : cookieOf(page)
  const from = performance.now()
  const answer = await fetch(`${address}/signin`, {
    method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams({ username: 'ana', password: PASSWORD, form_token: token })
  })
  await answer.arrayBuffer()
  return { status: answer.status, ms: performance.now() - from }
}

function cookieOf (answer: Response): string {
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

function inS (ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}
