// npm run bench -- writing: one account writes until it is refused, in several ways; measures the space used on disk.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { pino } from 'pino'
import { openHoldline } from '#server/holdline.ts'
import { installation } from '#server/installation.ts'
import { systemClock } from '#server/system-clock.ts'
import { Person } from '#test/person.ts'
import { testConfig } from '#test/world.ts'
import { describeMachine } from '../machine.ts'
import { report } from './report.ts'

const MIB = 1024 * 1024
const PASSWORD = 'correct horse'
/** Parallel writes, which share their commits. */
const AT_ONCE = 20

/** The defaults, except for the pace: the bench measures how much is stored, not how fast. */
const config = { ...testConfig(), sendsPerSecond: 1_000_000, sendsBurst: 10_000_000, readMsPerSecond: 1000 }
/** Half a day's budget can be written at once; the other half refills over 24 hours. */
const AT_ONCE_MIB = config.dailyMib / 2

interface Way {
  readonly what: string
  readonly write: (ana: Person, conversationId: string, n: number) => Promise<{ status: number, body: unknown }>
}

const messages = (id: string): string => `/api/conversations/${id}/messages`
const WAYS: readonly Way[] = [
  {
    what: 'messages of 8,000 letters',
    write: (ana, id, n) => ana.post(messages(id), { clientId: `message-${n}`, body: `${n} ${'x'.repeat(8_000 - String(n).length)}` })
  },
  { what: 'messages of one letter', write: (ana, id, n) => ana.post(messages(id), { clientId: `message-${n}`, body: 'x' }) },
  { what: 'drafts of 8,000 letters', write: (ana, id, n) => ana.post(`/api/conversations/${id}/draft`, { body: `${n} ${'x'.repeat(8_000)}` }) },
  { what: 'settings changed to and fro', write: (ana, _id, n) => ana.patch('/api/me', { typing: n % 2 === 0 }) }
]

const rows: string[] = []
for (const way of WAYS) {
  const { writes, mib } = await untilRefused(way)
  console.log(way.what, writes, mib.toFixed(1))
  rows.push(`| ${way.what} | ${writes.toLocaleString('en')} | ${mib.toFixed(1)} |`)
  if (mib > AT_ONCE_MIB) process.exitCode = 1
}

async function untilRefused ({ write }: Way): Promise<{ writes: number, mib: number }> {
  const folder = mkdtempSync(`${tmpdir()}/holdline-writing-`)
  const path = `${folder}/holdline.db`
  try {
    const { app, people, close } = await openHoldline({
      installation: installation(), database: { path }, config, clock: systemClock, log: pino({ level: 'silent' })
    })
    const { id: userId } = await people.accounts.add({ username: 'ana', password: PASSWORD }, false)
    const ana = new Person(app, { userId, username: 'ana', sessionId: '', cookie: null })
    await ana.post('/api/login', { username: 'ana', password: PASSWORD })
    const made = (await ana.post('/api/conversations', { kind: 'direct', username: 'ana' })).body as { conversation: { id: string } }
    const before = statSync(path).size
    let writes = 0
    for (let isRefused = false; !isRefused;) {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => write(ana, made.conversation.id, writes + at)))
      const taken = answers.filter(({ status }) => status < 300).length
      writes += taken
      isRefused = taken < AT_ONCE
      const odd = answers.find(({ status }) => status >= 300 && status !== 429)
      if (odd !== undefined) throw new Error(`a write was answered ${odd.status}: ${JSON.stringify(odd.body)}`)
    }
    await close()
    return { writes, mib: (statSync(path).size - before) / MIB }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

report('writing', `## What one account can write

\`npm run bench -- writing\`, ${new Date().toISOString().slice(0, 10)}; ${describeMachine(tmpdir()).slice(0, 2).join('; ')}.
One account writes as fast as it can until it is refused with \`TOO_MUCH\`; then the server stops, and the database is as much larger. Of the ${config.dailyMib} MiB
a day (\`--daily-mib\`) half can be written at once, ${AT_ONCE_MIB} MiB, and half comes back over 24 hours.

| | writes taken | MiB on the disk |
| --- | --- | --- |
${rows.join('\n')}`)
