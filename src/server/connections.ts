import { ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from '#domain/account/attempts.ts'
import { createMemoryBudget } from '#domain/site/memory-budget.ts'

/** Connections of callers who are not signed in. Each may hold half a head or a body, some 50 kB; a restart brings thousands at once. */
const STRANGERS_MAX = 10_000
/** Open files that are no connections: the database, the listening sockets, files being served. */
const OTHER_FILES = 200
/**
 * Requests under way on one connection: no browser sends more without waiting for an answer. Node takes all that one packet holds in one
 * turn, 1,700 short ones, and while they are answered nobody else is.
 */
const PIPELINED_MAX = 16
/** Connections looked at to find one to drop: going through all ten thousand would cost each newcomer a millisecond. */
const LOOKED_AT_MAX = 64
/** Connections at rest that one user may keep when places run out: several browsers with six each. */
const RESTING_PER_USER = 32
/** After this long without a byte taken, the reader of an answer has gone, or means harm. */
const STALLED_MS = 60_000

export interface ConnectionLimits {
  /** In all. */
  readonly max: number
  readonly strangersMax: number
  readonly stalledMs: number
  /** Bytes of answers that their readers have not taken, all together. */
  readonly untakenMax: number
}

/** An answer that says when it has been written in full, whether its reader has taken it or not. */
export class Answer extends ServerResponse<IncomingMessage> {
  onWritten: (() => void) | null = null

  override end (chunk?: unknown, encoding?: unknown, done?: unknown): this {
    super.end(chunk, encoding as BufferEncoding, done as () => void)
    this.onWritten?.()
    return this
  }
}

/** Room for all parked polls, a fifth more for what their people ask besides, and strangers; no more than this process may open files. */
export function connectionLimits (polls: number, untakenMax: number, openFilesMax = readOpenFilesMax()): ConnectionLimits {
  const wanted = Math.ceil(polls * 1.2) + STRANGERS_MAX
  const max = Math.max(OTHER_FILES, Math.min(wanted, openFilesMax - OTHER_FILES))
  return { max, strangersMax: STRANGERS_MAX, stalledMs: STALLED_MS, untakenMax }
}

function readOpenFilesMax (): number {
  // Without this, the report looks up the host name of every peer.
  Object.assign(process.report, { excludeNetwork: true })
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | 'unlimited' } } }
  const soft = userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : Infinity
}

export type Connections = ReturnType<typeof createConnections>

/**
 * Keeps connections within their limits. Above a limit the connection that was quiet longest is dropped: one that nobody has signed in on,
 * else one of a signed-in person with nothing under way. So newcomers get in, however many connections somebody opens and leaves alone.
 * Ends connections whose reader takes nothing of an answer, and, while answers that nobody takes fill their memory, the oldest of whoever
 * has most of them. Parked polls have nothing to take, and slow readers take something.
 */
export function createConnections ({ max, strangersMax, stalledMs, untakenMax }: ConnectionLimits) {
  const open = new Set<Socket>()
  /** Not known to be signed in, the one that asked last at the end. */
  const strangers = new Set<Socket>()
  /** Signed in, with nothing under way, the one that was answered last at the end. */
  const resting = new Set<Socket>()
  /** The same by user; and those users who have more than their share of them. */
  const restingOf = new Map<string, Set<Socket>>()
  const crowded = new Set<string>()
  /** Requests under way on each connection, where there are any. */
  const underWay = new Map<Socket, number>()
  const limited = new WeakSet<Socket>()
  const untaken = createMemoryBudget(untakenMax)
  /** Users by their connections, as far as known; for strangers their network counts. */
  const users = new WeakMap<Socket, string>()

  function arrived (socket: Socket): void {
    open.add(socket)
    strangers.add(socket)
    socket.once('close', () => forget(socket))
    if (strangers.size <= strangersMax && open.size <= max) return
    const dropped = superfluous() ?? quietest(socket)
    // At once: many may arrive before it is closed.
    forget(dropped)
    dropped.destroy()
  }

  /** The longest at rest of a user who keeps too many, where places run out. */
  function superfluous (): Socket | undefined {
    const [user = ''] = open.size > max ? crowded : []
    const [longest] = restingOf.get(user) ?? []
    return longest
  }

  // Of strangers one with nothing under way: a sign-in may wait for its turn, and nothing else is asked meanwhile.
  function quietest (newcomer: Socket): Socket {
    let looked = 0
    for (const socket of strangers) {
      if (!underWay.has(socket)) return socket === newcomer ? idle(newcomer) : socket
      if (++looked === LOOKED_AT_MAX) break
    }
    const [first = newcomer] = strangers
    return first === newcomer ? idle(newcomer) : first
  }

  function idle (otherwise: Socket): Socket {
    const [longest = otherwise] = resting
    return longest
  }

  function rest (socket: Socket): void {
    resting.add(socket)
    const user = users.get(socket) ?? ''
    const own = restingOf.get(user) ?? new Set()
    restingOf.set(user, own.add(socket))
    if (own.size > RESTING_PER_USER) crowded.add(user)
  }

  function wake (socket: Socket): void {
    if (!resting.delete(socket)) return
    const user = users.get(socket) ?? ''
    const own = restingOf.get(user)
    own?.delete(socket)
    if (own?.size === 0) restingOf.delete(user)
    if ((own?.size ?? 0) <= RESTING_PER_USER) crowded.delete(user)
  }

  function forget (socket: Socket): void {
    wake(socket)
    for (const sockets of [open, strangers, underWay]) sockets.delete(socket)
  }

  function answered (socket: Socket): void {
    const left = (underWay.get(socket) ?? 0) - 1
    if (left > 0) {
      underWay.set(socket, left)
    } else if (underWay.delete(socket) && open.has(socket) && !strangers.has(socket)) {
      rest(socket)
    }
  }

  // Waits for nothing: what the system took at once is not counted, and that is nearly every answer.
  function written (socket: Socket, response: Answer): void {
    const bytes = response.writableLength
    if (bytes === 0) return
    const share = untaken.open(users.get(socket) ?? networkOf(socket.remoteAddress ?? ''), () => socket.destroy())
    response.once('close', () => share.release())
    if (!share.grow(bytes)) socket.destroy()
  }

  /** Node tells a reader that moves from one that does not, once a time limit is set; for a parked poll none may be. */
  function limitStalled (): void {
    for (const socket of open) {
      if (socket.writableLength === 0) {
        limited.delete(socket)
      } else if (!limited.has(socket)) {
        limited.add(socket)
        socket.setTimeout(stalledMs)
      }
    }
  }

  return {
    get count () { return open.size },

    watch (server: Server): void {
      server.on('connection', arrived)
      const looking = setInterval(limitStalled, stalledMs / 6).unref()
      server.once('close', () => clearInterval(looking))
      // Fires for idle keep-alive connections, too. Spares a poll parked behind the answer that the limit was set for.
      server.on('timeout', socket => {
        if (socket.writableLength > 0 || !underWay.has(socket)) socket.destroy()
        else socket.setTimeout(0)
      })
    },

    /** A request has come. False: its connection is closed, or has just been for sending too many at once. */
    asked (socket: Socket, response: Answer): boolean {
      if (socket.destroyed) return false
      const requests = (underWay.get(socket) ?? 0) + 1
      if (requests > PIPELINED_MAX) {
        socket.destroy()
        return false
      }
      if (strangers.delete(socket)) strangers.add(socket)
      wake(socket)
      underWay.set(socket, requests)
      response.once('close', () => answered(socket))
      response.onWritten = () => written(socket, response)
      return true
    },

    /** Takes a connection out of the strangers, whom the stricter limit is for. */
    know (socket: Socket | null, userId: string): void {
      if (socket === null) return
      strangers.delete(socket)
      users.set(socket, userId)
    }
  }
}
