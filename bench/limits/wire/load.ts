import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'

/** Members of the group, each with one poll that waits. */
const PEOPLE = 40
const [WARM_UP, SENDS] = [60, 250]

interface Site { readonly origin: string, readonly cookies: readonly string[], readonly conversationId: string }
interface Reading { readonly cpuUs: number, readonly parked: number }

/**
 * Returns the server's CPU time for one delivery, in µs: a group of people with waiting polls, of whom one writes. `isWatched`: another
 * one watches the wire view.
 */
export async function cpuPerDelivery (tree: string, isWatched: boolean): Promise<number> {
  const child = fork(`${tree}/bench/limits/wire/serve.ts`, [String(PEOPLE)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [], cwd: tree })
  const agent = new Agent({ keepAlive: true })
  const state = { isOver: false }
  try {
    const site = (await once(child, 'message') as [Site])[0]
    const ask = asker(site, agent)
    const counts = { delivered: 0 }
    const loops = site.cookies.map(async (cookie, n) => {
      let cursor = ''
      while (!state.isOver) {
        const told = await ask(cookie, `/poll?tab=t${n}&hold=60${cursor === '' ? '' : `&cursor=${cursor}`}`)
        cursor = told.cursor ?? cursor
        counts.delivered += told.events?.filter(({ type }) => type === 'message').length ?? 0
      }
    })
    for (const loop of loops) loop.catch(() => {})
    await parked(child, PEOPLE)
    if (isWatched) await ask(site.cookies[1] ?? '', '/api/wire')
    const send = async (n: number): Promise<void> => {
      const before = counts.delivered
      await ask(site.cookies[0] ?? '', `/api/conversations/${site.conversationId}/messages`, JSON.stringify({ clientId: `bench-says-${n}`, body: 'A message of usual length.' }))
      // The sender's own poll waits for more (D33).
      while (counts.delivered < before + PEOPLE - 1) await new Promise(resolve => { setImmediate(resolve) })
    }
    for (let n = 0; n < WARM_UP; n++) await send(n)
    const [before, delivered] = [await reading(child), counts.delivered]
    for (let n = 0; n < SENDS; n++) await send(WARM_UP + n)
    const after = await reading(child)
    return (after.cpuUs - before.cpuUs) / (counts.delivered - delivered)
  } finally {
    state.isOver = true
    child.kill('SIGKILL')
    agent.destroy()
  }
}

interface Told { readonly cursor?: string | null, readonly events?: ReadonlyArray<{ readonly type: string }> }

function asker ({ origin }: Site, agent: Agent) {
  return (cookie: string, path: string, body = ''): Promise<Told> => new Promise((resolve, reject) => {
    const typed = body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(origin + path, { agent, method: body === '' ? 'GET' : 'POST', headers: { cookie, ...typed } }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', part => { text += part }).on('end', () => resolve(JSON.parse(text) as Told))
    })
    sent.on('error', reject).end(body)
  })
}

async function reading (child: ChildProcess): Promise<Reading> {
  const told = once(child, 'message') as Promise<[Reading]>
  child.send('read')
  return (await told)[0]
}

async function parked (child: ChildProcess, count: number): Promise<void> {
  while ((await reading(child)).parked < count) await new Promise(resolve => { setTimeout(resolve, 20) })
}
