import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The fate of one exchange: it passes, its answer is lost, its connection is cut while it waits, or it is sent twice. */
export type Fate = 'pass' | 'lose' | 'cut' | 'twice'

/** The parts of an answer's body that are counted. */
interface Answer {
  readonly events?: ReadonlyArray<{ readonly seq: number, readonly type: string }>
  readonly message?: { readonly no: number }
  readonly duplicate?: boolean
}

/** One exchange with the server, as the proxy saw it from outside. */
export interface Seen {
  readonly way: 'poll' | 'send'
  readonly tab: string | null
  readonly cursor: string | null
  readonly clientId: string | null
  /** It was seen waiting at the server. */
  isParked: boolean
  status: number | null
  body: Answer | null
  bytes: number
  cut: () => void
}

export type CountingProxy = Awaited<ReturnType<typeof openCountingProxy>>

/** Passes requests on to a server, one fate each, and writes down all that goes to it and comes back. */
export async function openCountingProxy (to: string) {
  const seen: Seen[] = []
  const fates: Fate[] = []

  function pass (asked: IncomingMessage, body: Buffer, fate: Fate, response: ServerResponse | null): Promise<void> {
    const url = new URL(asked.url ?? '', to)
    const way = asked.method === 'POST' ? 'send' : 'poll'
    const each: Seen = {
      way,
      tab: url.searchParams.get('tab'),
      cursor: url.searchParams.get('cursor'),
      clientId: way === 'send' ? (JSON.parse(String(body)) as { clientId: string }).clientId : null,
      isParked: false,
      status: null,
      body: null,
      bytes: 0,
      cut: () => {}
    }
    seen.push(each)
    return new Promise(resolve => {
      const { cookie = '' } = asked.headers
      const headers = { cookie, 'content-type': 'application/json', 'content-length': body.length }
      const sent = request(url, { method: asked.method ?? 'GET', headers: way === 'send' ? headers : { cookie } }, answer => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => { parts.push(part) })
        answer.on('end', () => {
          const text = Buffer.concat(parts)
          Object.assign(each, { status: answer.statusCode, bytes: text.length, body: JSON.parse(String(text)) })
          if (fate === 'lose') asked.socket.destroy()
          else response?.writeHead(answer.statusCode ?? 0).end(text)
          resolve()
        })
      })
      each.cut = () => {
        sent.destroy()
        asked.socket.destroy()
      }
      sent.on('error', () => resolve())
      sent.end(body)
    })
  }

  const server = createServer((asked, response) => {
    const parts: Buffer[] = []
    asked.on('data', (part: Buffer) => { parts.push(part) })
    asked.on('error', () => {})
    asked.on('end', async () => {
      const fate = fates.shift() ?? 'pass'
      const body = Buffer.concat(parts)
      if (fate === 'twice') await pass(asked, body, 'pass', null)
      await pass(asked, body, fate, response)
    })
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })

  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    /** Sets what becomes of the next request. */
    next (fate: Fate): void { fates.push(fate) },
    close: async () => await new Promise(resolve => {
      server.close(resolve)
      server.closeAllConnections()
    })
  }
}

/** The numbers of the wire view, counted from what the proxy saw. */
export function countsOf (seen: readonly Seen[]) {
  const known = new Map<string, number>()
  const delivered = new Set<number>()
  let [rode, waited, redelivered, acked] = [0, 0, 0, 0]
  for (const { way, tab, cursor, body, isParked } of seen) {
    if (way === 'send') continue
    acked = Math.max(acked, Number(cursor?.split('.')[1] ?? 0))
    const before = known.get(tab ?? '') ?? 0
    for (const { seq, type } of body?.events ?? []) {
      if (seq <= before) redelivered++
      else if (type === 'message' && isParked) rode++
      else if (type === 'message') waited++
      if (type === 'message') delivered.add(seq)
      known.set(tab ?? '', Math.max(known.get(tab ?? '') ?? 0, seq))
    }
  }
  const sends = seen.filter(({ way }) => way === 'send')
  return {
    held: seen.filter(({ isParked }) => isParked).length,
    rode,
    waited,
    sent: new Set(sends.map(({ clientId }) => clientId)).size,
    stored: new Set(sends.filter(({ body }) => body?.message !== undefined).map(({ clientId }) => clientId)).size,
    delivered: delivered.size,
    acked: [...delivered].filter(seq => seq <= acked).length,
    duplicates: sends.filter(({ body }) => body?.duplicate === true).length,
    redelivered
  }
}
