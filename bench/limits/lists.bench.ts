import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { pino } from 'pino'
import { sessionValue } from '#plugins/session/session-cookie.ts'
import { openHoldline } from '#server/holdline.ts'
import { installation } from '#server/installation.ts'
import { systemClock } from '#server/system-clock.ts'
import { testConfig } from '#test/world.ts'
import { describeMachine } from '../machine.ts'
import { report } from './report.ts'

/** Users of the site, whose names all begin alike; the first CONTACTS are contacts of ana, the next ones ask to be. */
const PEOPLE = 50_000
const CONTACTS = 5_000
const ASKING = 1_000
const TRIES = 15

const folder = mkdtempSync(`${tmpdir()}/holdline-lists-`)
const { app, people, messenger, close } = await openHoldline({
  installation: installation(),
  database: { path: `${folder}/holdline.db`, pragmas: ['synchronous = OFF'] },
  config: { ...testConfig(), searchesPerMinute: 100_000 },
  clock: systemClock,
  log: pino({ level: 'silent' })
})

const ana = await people.accounts.byId((await people.accounts.add({ username: 'ana', password: 'correct horse', displayName: 'Ana' }, true)).id)
const { token } = await people.sessions.signIn(ana, { userAgent: '', address: '127.0.0.1' })
const few = await people.accounts.byId((await people.accounts.add({ username: 'few', password: 'correct horse', displayName: 'Few' }, false)).id)
const fewToken = (await people.sessions.signIn(few, { userAgent: '', address: '127.0.0.1' })).token

await inBatches(PEOPLE, async index => {
  const person = { id: `u${index}`, username: `anna${index}`, displayName: `Anna ${index % 2 === 0 ? 'Lind' : '王小明'}`, passwordHash: 'x', isAdmin: false, language: null, timeZone: null }
  await messenger.store.accounts.create(person, null, Date.now())
})
await inBatches(CONTACTS + ASKING, async index => {
  const ask = { fromId: `u${index}`, username: 'ana', note: 'Hello', id: `r${index}`, conversationId: `c${index}` }
  await messenger.store.contacts.request(ask, Date.now() + index)
  if (index < CONTACTS) await messenger.store.contacts.accept(ana.id, `r${index}`, `c${index}`, Date.now() + index)
})

const ASKED: readonly (readonly [what: string, path: string])[] = [
  ['the contacts page', '/contacts/'],
  ['the page to make a group', '/groups/new'],
  ['the settings page', '/settings/profile'],
  ['`GET /api/snapshot`', '/api/snapshot'],
  ['`GET /api/contacts`', '/api/contacts'],
  ['`GET /api/contact-requests`', '/api/contact-requests'],
  ['`GET /api/users?q=a`', '/api/users?q=a'],
  ['`GET /api/users?q=anna lind`', '/api/users?q=anna%20lind'],
  ['`GET /api/users?q=小明`', `/api/users?q=${encodeURIComponent('小明')}`],
  ['`GET /api/users?q=anna49999`', '/api/users?q=anna49999']
]
const rows = []
for (const [what, path] of ASKED) {
  const [many, none] = [await timeOf(path, token), await timeOf(path, fewToken)]
  console.log(what, many, none)
  rows.push(`| ${what} | ${none.ms.toFixed(1)} | ${none.kib} | ${many.ms.toFixed(1)} | ${many.kib} |`)
}
await close()
rmSync(folder, { recursive: true })

const head = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim()
report('lists', `## Long lists

Somebody with no contact, and somebody with ${CONTACTS.toLocaleString('en')} contacts and conversations whom ${ASKING.toLocaleString('en')} others asked (500 wait), on a site
of ${PEOPLE.toLocaleString('en')} people who are all called Anna. The median of ${TRIES} requests in one process, without a network.

| | no contact: ms | KiB | ${CONTACTS.toLocaleString('en')} contacts: ms | KiB |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

\`npm run bench -- lists\`, ${new Date().toISOString().slice(0, 10)}, ${head}. ${describeMachine('.').slice(0, 2).join('; ')}.`)

async function inBatches (count: number, one: (index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += 1_000) {
    await Promise.all(Array.from({ length: Math.min(1_000, count - from) }, (_, index) => one(from + index)))
  }
}

async function timeOf (url: string, by: string): Promise<{ ms: number, kib: number }> {
  const times: number[] = []
  let kib = 0
  for (let index = 0; index < TRIES; index++) {
    const began = performance.now()
    const { statusCode, rawPayload } = await app.inject({ url, headers: { cookie: `holdline_session=${sessionValue(by, '')}` } })
    times.push(performance.now() - began)
    if (statusCode !== 200) throw new Error(`${url}: ${statusCode}`)
    kib = Math.round(rawPayload.length / 1024)
  }
  return { ms: times.sort((a, b) => a - b)[TRIES >> 1] ?? 0, kib }
}
