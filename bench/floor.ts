import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/**
 * The floor: the least that long-poll delivery can cost on `node:http`. It keeps only the last events of each user in memory, trusts the
 * user name in the cookie, checks nothing, and can send to one user or to all.
 */

// Enough for a reconnect with missed messages; an unbounded list would slow the floor itself down.
const KEPT_EVENTS = 256

interface User {
  /** Serialised events; the first of them has the number `first`. */
  events: string[]
  first: number
  parked: ServerResponse | null
}

const users = new Map<string, User>()

function userOf (request: IncomingMessage): User {
  const name = request.headers.cookie?.slice('user='.length) ?? ''
  let user = users.get(name)
  if (user === undefined) users.set(name, user = { events: [], first: 0, parked: null })
  return user
}

function answer (response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}

function answerPoll (response: ServerResponse, user: User, cursor: number): void {
  const events = user.events.length - (cursor - user.first) === 1
    ? user.events[user.events.length - 1]
    : user.events.slice(Math.max(0, cursor - user.first)).join()
  answer(response, 200, `{"cursor":${user.first + user.events.length},"events":[${events}]}`)
}

function poll (request: IncomingMessage, response: ServerResponse): void {
  const user = userOf(request)
  const end = user.first + user.events.length
  const at = request.url?.indexOf('cursor=') ?? -1
  const cursor = at === -1 ? null : Number(request.url?.slice(at + 'cursor='.length))
  if (cursor === null || cursor < end) return answerPoll(response, user, cursor ?? end)
  user.parked = response
  response.on('close', () => {
    if (user.parked === response) user.parked = null
  })
}

function tell (user: User, event: string): void {
  const end = user.first + user.events.length
  user.events.push(event)
  if (user.events.length > 2 * KEPT_EVENTS) {
    user.events.splice(0, KEPT_EVENTS)
    user.first += KEPT_EVENTS
  }
  const parked = user.parked
  if (parked === null) return
  user.parked = null
  answerPoll(parked, user, end)
}

function send (request: IncomingMessage, response: ServerResponse): void {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (piece: string) => { text += piece })
  request.on('end', () => {
    const { to, body } = JSON.parse(text) as { to: string, body: string }
    const event = JSON.stringify({ from: request.headers.cookie?.slice('user='.length), body })
    if (to === 'all') {
      for (const user of users.values()) tell(user, event)
    } else {
      const user = users.get(to)
      if (user === undefined) return answer(response, 404, '{}')
      tell(user, event)
    }
    answer(response, 201, '{"sent":true}')
  })
}

const server = createServer({ keepAliveTimeout: 100_000, requestTimeout: 0 }, (request, response) => {
  if (request.method === 'GET') poll(request, response)
  else send(request, response)
})
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 })
