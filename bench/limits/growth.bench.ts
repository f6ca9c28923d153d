import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { StandingClock } from '#test/clock.ts'
import { world } from '#test/world.ts'
import { describeMachine } from '../machine.ts'
import { fill, type Size } from './growth/data.ts'
import { report } from './report.ts'

const SMALLEST: Size = { messages: 1_000, members: 50, conversations: 10, contacts: 50 }
/** One size grows at a time. */
const AXES: ReadonlyArray<readonly [axis: keyof Size, sizes: readonly number[]]> = [
  ['messages', [1_000, 10_000, 100_000, 1_000_000]],
  ['conversations', [10, 1_000, 10_000]],
  ['members', [50, 10_000]],
  ['contacts', [50, 10_000]]
]
const TRIES = 9

/** The first time, with nothing cached, and the median of the later ones, in ms of CPU time, since other programs may be running. */
interface Cost { readonly first: number, readonly median: number }

const sections: string[] = []
for (const [axis, sizes] of AXES) {
  const costs: Array<Map<string, Cost>> = []
  for (const size of sizes) {
    costs.push(await measure({ ...SMALLEST, [axis]: size }))
    console.log(axis, size, Object.fromEntries([...costs.at(-1) ?? []].map(([name, cost]) => [name, cost.median.toFixed(1)])))
  }
  sections.push(table(axis, sizes, costs))
}

const head = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim()
report('growth', `## Reads, however much there is

What ana's reads take in ms of one processor, the HTTP client among them: the median of ${TRIES} after the first, and in brackets the first,
when nothing of it is in memory. The last column is how many times the median of the smallest the largest takes.
But for what grows, the site has ${Object.entries(SMALLEST).map(([name, size]) => `${size.toLocaleString('en')} ${name}`).join(', ')}.

${sections.join('\n\n')}

\`npm run bench -- growth\`, ${new Date().toISOString().slice(0, 10)}, ${head}. ${describeMachine('.').slice(0, 2).join('; ')}.`)

async function measure (size: Size): Promise<Map<string, Cost>> {
  const folder = mkdtempSync(join(tmpdir(), 'holdline-growth-'))
  const path = join(folder, 'holdline.db')
  const clock = new StandingClock()
  const closing: Array<() => unknown> = []
  const t = { teardown: (run: () => unknown) => { closing.push(run) } } as unknown as Test
  try {
    await (await world(t, { path, clock })).close()
    fill(path, size)
    const site = await world(t, { path, clock, config: { sendsBurst: 1_000 } })
    const { store, signals } = site.messenger
    const [ana, ben] = [site.as('ana'), site.as('ben')]
    const address = await site.listen()
    const get = async (where: string): Promise<string> => {
      const response = await fetch(`${address}${where}`, { headers: { cookie: ana.cookie ?? '' } })
      if (response.status !== 200) throw new Error(`${where} is answered ${response.status}`)
      return await response.text()
    }
    let cursor = ''
    let said = 0
    const reads: Record<string, () => Promise<unknown>> = {
      'list, API': () => get('/api/conversations?limit=50'),
      'snapshot, API': async () => { cursor = (JSON.parse(await get('/api/snapshot')) as { cursor: string }).cursor },
      'page of the list': () => get('/conversations/'),
      'page of a conversation': () => get('/conversations/long'),
      'its receipts': () => get('/api/conversations/long/receipts'),
      'its members': () => get('/api/conversations/long/members?limit=100'),
      'its history from the middle': () => get(`/api/conversations/long/messages?before=${Math.floor(size.messages / 2)}`),
      'state of signals (first poll)': () => signals.stateOf(ana.userId),
      'catching up from the beginning': () => store.ledger.after(ana.userId, 0, 100),
      'catching up from half way': () => store.ledger.after(ana.userId, Math.floor(store.ledger.head() / 2), 100),
      'page of contacts': () => get('/contacts/'),
      'search of people': () => get('/contacts/?q=user'),
      'page of sessions': () => get('/settings')
    }
    const costs = new Map<string, Cost>()
    for (const [name, read] of Object.entries(reads)) costs.set(name, await costOf(async () => {}, read))
    costs.set('a message told as HTML', await costOf(async () => {
      const { status } = await ben.post('/api/conversations/long/messages', { clientId: `growth-${++said}`, body: 'news' })
      if (status !== 201) throw new Error(`A send is answered ${status}`)
    }, async () => {
      const answer = JSON.parse(await get(`/poll?view=html&hold=0&cursor=${cursor}`)) as { cursor: string, html: string, status: string }
      if (!answer.html.includes('news')) throw new Error(`No message in ${answer.status}`)
      cursor = answer.cursor
    }))
    return costs

    async function costOf (before: () => Promise<void>, read: () => Promise<unknown>): Promise<Cost> {
      const times: number[] = []
      for (let count = 0; count <= TRIES; count++) {
        // Lets the budgets refill.
        clock.advance(60_000)
        await before()
        const began = process.cpuUsage()
        await read()
        const { user, system } = process.cpuUsage(began)
        times.push((user + system) / 1_000)
      }
      const [first = 0, ...others] = times
      return { first, median: others.sort((a, b) => a - b)[others.length >> 1] ?? 0 }
    }
  } finally {
    for (const close of closing) await close()
    rmSync(folder, { recursive: true })
  }
}

function table (axis: keyof Size, sizes: readonly number[], costs: ReadonlyArray<ReadonlyMap<string, Cost>>): string {
  const [smallest] = costs
  const rows = [...smallest?.keys() ?? []].map(name => {
    const own = costs.map(each => each.get(name))
    const ratio = (own.at(-1)?.median ?? 0) / (own[0]?.median ?? 1)
    return `| ${name} | ${own.map(cost => cost === undefined ? '–' : `${cost.median.toFixed(1)} (${cost.first.toFixed(0)})`).join(' | ')} | ${ratio.toFixed(1)} |`
  })
  return [
    `| ${axis} | ${sizes.map(size => size.toLocaleString('en')).join(' | ')} | × |`,
    `| --- |${' --- |'.repeat(sizes.length + 1)}`,
    ...rows
  ].join('\n')
}
