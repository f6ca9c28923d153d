import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import type { Ask } from './scenarios.ts'

export interface Attack { readonly port: number, readonly cookie: string, readonly asks: readonly Ask[], readonly ms: number }
export interface Attacked { readonly answered: number, readonly refused: number, readonly failed: number }

/** Connections of the account: more than any browser opens. */
const CONNECTIONS = 8

/** A worker that requests as fast as its connections allow, until the time is over. */
const { port, cookie, asks, ms } = workerData as Attack
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
const until = performance.now() + ms
let count = 0
const attacked = { answered: 0, refused: 0, failed: 0 }

function once ({ method, path, body, isStranger = false }: Ask): Promise<number> {
  count++
  const unique = `${process.hrtime.bigint().toString(36)}${count}`
  const payload = body?.replaceAll('%N%', unique)
  return new Promise(resolve => {
    const call = request({
      agent,
      port,
      method,
      path: path.replaceAll('%N%', unique),
      headers: {
        ...isStranger ? {} : { cookie },
        ...payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
      }
    }, response => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0)).on('error', () => resolve(0))
    })
    call.on('error', () => resolve(0))
    call.end(payload)
  })
}

async function connection (first: number): Promise<void> {
  for (let n = first; performance.now() < until; n++) {
    const status = await once(asks[n % asks.length] as Ask)
    if (status === 0) attacked.failed++
    else if (status === 429) attacked.refused++
    else attacked.answered++
  }
}

if (asks.length === 0) await new Promise(resolve => setTimeout(resolve, ms))
else await Promise.all(Array.from({ length: CONNECTIONS }, async (_, n) => await connection(n)))
agent.destroy()
parentPort?.postMessage(attacked satisfies Attacked)
