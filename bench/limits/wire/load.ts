import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'

/** Members of the group, each with one poll that waits. */
const PEOPLE = 40
const [WARM_UP, SENDS] = [500, 250]

interface Site { readonly origin: string, readonly cookies: readonly string[], readonly conversationId: string }
interface Reading { readonly cpuUs: number, readonly parked: number }

/** A server of its own with a group of people whose polls wait. */
export interface Side {
  /** Lets one of them write to the others, and returns the server's CPU time for one delivery, in µs. */
  readonly cpuPerDelivery: () => Promise<number>
  readonly close: () => void
}

/** Starts the server of this tree and warms it up. `isWatched`: another one than who writes watches the wire view. */
export async function openSide (tree: string, isWatched: boolean): Promise<Side> {
  const child = fork(`${tree}/bench/limits/wire/serve.ts`, [String(PEOPLE)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [], cwd: tree })
  const agent = new Agent({ keepAlive: true })
  const site = (await once(child, 'message') as [Site])[0]
  const ask = asker(site, agent)
  const counts = { sent: 0, delivered: 0 }
  const state = { isOver: false }
  const loops = site.cookies.map(async (cookie, n) => {
    let cursor = ''
    while (!state.isOver) {
      const told = await ask(cookie, `/poll?tab=t${n}&hold=60${cursor === '' ? '' : `&cursor=${cursor}`}`)
      cursor = told.cursor ?? cursor
      counts.delivered += told.events?.filter(({ type }) => type === 'message').length ?? 0
    }
  })
  for (const loop of loops) loop.catch(() => {})
  const send = async (): Promise<void> => {
    const before = counts.delivered
    const message = { clientId: `bench-says-${++counts.sent}`, body: 'A message of usual length.' }
    await ask(site.cookies[0] ?? '', `/api/conversations/${site.conversationId}/messages`, JSON.stringify(message))
    // The sender's own poll waits for more (D33).
    while (counts.delivered < before + PEOPLE - 1) await new Promise(resolve => { setImmediate(resolve) })
  }
  await parked(child, PEOPLE)
  for (let n = 0; n < WARM_UP; n++) await send()
  return {
    cpuPerDelivery: async () => {
      // Each reading of the wire view goes on with the recording.
      if (isWatched) await ask(site.cookies[1] ?? '', '/api/wire')
      const [before, delivered] = [await reading(child), counts.delivered]
      for (let n = 0; n < SENDS; n++) await send()
      return ((await reading(child)).cpuUs - before.cpuUs) / (counts.delivered - delivered)
    },
    close: () => {
      state.isOver = true
      child.kill('SIGKILL')
      agent.destroy()
    }
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
