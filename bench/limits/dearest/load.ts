// The load's own process: reads one scenario as JSON from a file, and prints its effect on others as JSON.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { Worker } from 'node:worker_threads'
import { sleep, Times } from '../../load/times.ts'
import type { Attack, Attacked } from './attack.ts'
import type { Prepared } from './data.ts'

export interface Job { readonly attack: Attack, readonly talkers: Prepared['talkers'] }
export interface Felt extends Attacked {
  readonly health: { readonly median: number, readonly p95: number }
  readonly message: { readonly median: number, readonly p95: number, readonly count: number }
}

const HEALTH_EVERY_MS = 20
const MESSAGE_EVERY_MS = 60

const { attack, talkers: { cookies: [talker, listener], conversation } } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Job
const agent = new Agent({ keepAlive: true })
const health = new Times()
const message = new Times()
/** The time each message was sent, by its key. */
const sentAt = new Map<string, number>()
const state = { isOver: false }

interface Answered { readonly status: number, readonly text: string }

function ask (method: string, path: string, cookie: string | null, body?: unknown): Promise<Answered> {
  const payload = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const call = request({
      agent,
      port: attack.port,
      method,
      path,
      headers: {
        ...cookie === null ? {} : { cookie },
        ...payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
      }
    }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => { text += piece }).on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    call.on('error', reject)
    call.end(payload)
  })
}

async function watchHealth (): Promise<void> {
  while (!state.isOver) {
    const from = performance.now()
    await ask('GET', '/healthz', null)
    health.add((performance.now() - from) * 1000)
    await sleep(HEALTH_EVERY_MS)
  }
}

async function listen (): Promise<void> {
  let cursor = (JSON.parse((await ask('GET', '/poll', listener)).text) as { cursor: string }).cursor
  while (!state.isOver) {
    const answer = JSON.parse((await ask('GET', `/poll?cursor=${cursor}&hold=1`, listener)).text) as { cursor: string | null, events: { message?: { clientId: string } }[] }
    const now = performance.now()
    cursor = answer.cursor ?? cursor
    for (const { message: heard } of answer.events) {
      const at = heard === undefined ? undefined : sentAt.get(heard.clientId)
      if (at !== undefined) message.add((now - at) * 1000)
    }
  }
}

async function talk (): Promise<void> {
  for (let n = 0; !state.isOver; n++) {
    const clientId = `talk-${process.pid}-${n}`
    sentAt.set(clientId, performance.now())
    const { status, text } = await ask('POST', `/api/conversations/${conversation}/messages`, talker, { clientId, body: 'are you there?' })
    if (status !== 201) throw new Error(`A talker was refused: ${text}`)
    await sleep(MESSAGE_EVERY_MS)
  }
}

const attacked = new Promise<Attacked>((resolve, reject) => {
  new Worker(`${import.meta.dirname}/attack.ts`, { workerData: attack }).once('message', resolve).once('error', reject)
})
const watching = Promise.all([watchHealth(), listen(), talk()])
const came = await attacked
state.isOver = true
await watching
agent.destroy()
const figures = (times: Times) => ({ median: times.percentileMs(0.5), p95: times.percentileMs(0.95) })
process.stdout.write(JSON.stringify({ ...came, health: figures(health), message: { ...figures(message), count: message.length } } satisfies Felt) + '\n', () => process.exit(0))
