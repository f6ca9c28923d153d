import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from '#domain/account/attempts.ts'
import { createMemoryBudget } from '#domain/site/memory-budget.ts'
import { createParking } from './parking.ts'
import { ServerResponse } from '#plugins/node-http.ts'

/** Connections without a signed-in caller. Each may hold half a head or a body, some 50 kB; a restart brings thousands at once. */
const STRANGERS_MAX = 10_000
/** Open files besides connections: the database, the listening sockets, files being served. */
const OTHER_FILES = 200
/**
 * Pipelined requests on one connection: no browser sends more without waiting for an answer. Node handles all requests of a packet in one
 * turn, up to 1,700 short ones, which would block everybody else.
 */
const PIPELINED_MAX = 16
/** Connections examined to find one to drop: examining all ten thousand would cost each newcomer a millisecond. */
const LOOKED_AT_MAX = 64
/** Connections at rest that one user may keep when places run out: several browsers with six each. */
const RESTING_PER_USER = 32
/** A reader that takes no byte of an answer for this long has gone, or is an attack. */
const STALLED_MS = 60_000

export interface ConnectionLimits {
  /** In all. */
  readonly max: number
  readonly strangersMax: number
  readonly stalledMs: number
  /** Bytes of all answers that their readers have not taken. */
  readonly untakenMax: number
}

/**
 * A connection that is open. `user`: empty while its caller is not signed in; strangers count by network. One record, because a poll goes
 * through four of these states (4.0 → 2.7 µs in all).
 */
interface Known { underWay: number, user: string }

/** A response that tells when it was written in full, whether its reader has taken it or not. */
export class Answer extends ServerResponse<IncomingMessage> {
  onWritten: (() => void) | null = null

  override end (chunk?: unknown, encoding?: unknown, done?: unknown): this {
    super.end(chunk, encoding as BufferEncoding, done as () => void)
    this.onWritten?.()
    return this
  }
}

/** Allows for all parked polls, a fifth more for other requests of the same people, and strangers, within the limit of open files. */
export function connectionLimits (polls: number, untakenMax: number, openFilesMax = readOpenFilesMax()): ConnectionLimits {
  const wanted = Math.ceil(polls * 1.2) + STRANGERS_MAX
  const max = Math.max(OTHER_FILES, Math.min(wanted, openFilesMax - OTHER_FILES))
  return { max, strangersMax: STRANGERS_MAX, stalledMs: STALLED_MS, untakenMax }
}

function readOpenFilesMax (): number {
  // Skips the network part of the report, which resolves the host name of every peer.
  Object.assign(process.report, { excludeNetwork: true })
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | 'unlimited' } } }
  const soft = userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : Infinity
}

export type Connections = ReturnType<typeof createConnections>

/**
 * Keeps connections within their limits. Above a limit it drops the connection that was idle longest: one without a signed-in caller, else
 * one of a signed-in person with no request under way. So newcomers get in, however many idle connections somebody holds open. It also
 * ends connections whose reader takes nothing of an answer and, while untaken answers fill their memory, the oldest of the owner with the
 * largest share. Parked polls have nothing to take, and slow readers take something.
 */
export function createConnections ({ max, strangersMax, stalledMs, untakenMax }: ConnectionLimits) {
  const open = new Map<Socket, Known>()
  /** Connections without a signed-in caller, least recently used first. */
  const strangers = new Set<Socket>()
  /** Signed-in connections with no request under way, least recently used first. */
  const resting = new Set<Socket>()
  /** The same by user, and the users who have more than their share of them. */
  const restingOf = new Map<string, Set<Socket>>()
  const crowded = new Set<string>()
  const limited = new WeakSet<Socket>()
  const untaken = createMemoryBudget(untakenMax)
  let keepAliveS = 0
  let isClosing = (): boolean => false
  const parking = createParking({
    keepAliveS: () => keepAliveS,
    isClosing: () => isClosing(),
    isAlone: socket => open.get(socket)?.underWay === 1,
    // One more, because the response that was let go is counted off when it closes.
    holds (socket) {
      const known = open.get(socket)
      if (known !== undefined) known.underWay = 2
    },
    answered (socket) {
      written(socket, socket.writableLength, taken => { socket.once('drain', taken).once('close', taken) })
      answered(socket)
    }
  })

  function arrived (socket: Socket): void {
    open.set(socket, { underWay: 0, user: '' })
    strangers.add(socket)
    socket.once('close', () => forget(socket))
    if (strangers.size <= strangersMax && open.size <= max) return
    const dropped = superfluous() ?? quietest(socket)
    // Removed now and not at its close event: many connections may arrive before that.
    forget(dropped)
    dropped.destroy()
  }

  /** Returns the longest at rest of a user who keeps too many, when places run out. */
  function superfluous (): Socket | undefined {
    const [user = ''] = open.size > max ? crowded : []
    const [longest] = restingOf.get(user) ?? []
    return longest
  }

  // Prefers strangers with nothing under way: a sign-in may be waiting for its turn, and its connection is silent meanwhile.
  function quietest (newcomer: Socket): Socket {
    let looked = 0
    for (const socket of strangers) {
      if (open.get(socket)?.underWay === 0) return socket === newcomer ? idle(newcomer) : socket
      if (++looked === LOOKED_AT_MAX) break
    }
    const [first = newcomer] = strangers
    return first === newcomer ? idle(newcomer) : first
  }

  function idle (otherwise: Socket): Socket {
    const [longest = otherwise] = resting
    return longest
  }

  function rest (socket: Socket, user: string): void {
    resting.add(socket)
    let own = restingOf.get(user)
    if (own === undefined) restingOf.set(user, own = new Set())
    own.add(socket)
    if (own.size > RESTING_PER_USER) crowded.add(user)
  }

  function wake (socket: Socket, user: string): void {
    if (!resting.delete(socket)) return
    const own = restingOf.get(user)
    own?.delete(socket)
    if (own?.size === RESTING_PER_USER) crowded.delete(user)
  }

  // Sets stay while they are empty, until a connection of theirs goes: else each poll would make one and throw it away.
  function dropEmpty (user: string): void {
    if (restingOf.get(user)?.size === 0) restingOf.delete(user)
  }

  function forget (socket: Socket): void {
    const { user = '' } = open.get(socket) ?? {}
    wake(socket, user)
    dropEmpty(user)
    open.delete(socket)
    strangers.delete(socket)
    parking.left(socket)
  }

  function answered (socket: Socket): void {
    const known = open.get(socket)
    if (known === undefined) return
    known.underWay--
    if (known.underWay === 0 && known.user !== '') rest(socket, known.user)
  }

  // Counts only answers that the system did not take at once, which are few.
  function written (socket: Socket, bytes: number, whenTaken: (taken: () => void) => void): void {
    if (bytes === 0) return
    const share = untaken.open(open.get(socket)?.user || networkOf(socket.remoteAddress ?? ''), () => socket.destroy())
    whenTaken(() => share.release())
    if (!share.grow(bytes)) socket.destroy()
  }

  /** Sets a timeout where an answer waits to be taken. Parked polls must have none. */
  function limitStalled (): void {
    for (const socket of open.keys()) {
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
    /** Bytes of answers that their readers have not taken. */
    get untakenBytes () { return untaken.used },

    /** Lets go of a response that waits: see parking.ts. */
    park: parking.park,
    /** Keeps a request back until the parked one before it on its connection is answered; false when there is none. */
    queue: parking.queue,

    watch (server: Server): void {
      keepAliveS = Math.floor(server.keepAliveTimeout / 1_000)
      isClosing = () => !server.listening
      server.on('connection', arrived)
      const looking = setInterval(limitStalled, stalledMs / 6).unref()
      server.once('close', () => clearInterval(looking))
      // Also fires for idle keep-alive connections. Spares a poll that was parked behind the answer that the timeout was set for.
      server.on('timeout', socket => {
        if (socket.writableLength > 0 || (open.get(socket)?.underWay ?? 0) === 0) socket.destroy()
        else socket.setTimeout(0)
      })
    },

    /** Counts a request that has come. Returns false when its connection is closed, or was closed here for too many at once. */
    asked (socket: Socket, response: Answer): boolean {
      if (socket.destroyed) return false
      const known = open.get(socket)
      if (known === undefined || known.underWay === PIPELINED_MAX) {
        socket.destroy()
        return false
      }
      known.underWay++
      if (known.user !== '') wake(socket, known.user)
      else if (strangers.delete(socket)) strangers.add(socket)
      response.once('close', () => answered(socket))
      response.onWritten = () => written(socket, response.writableLength, taken => { response.once('close', taken) })
      return true
    },

    /** Exempts a signed-in connection from the stricter limit of strangers. */
    know (socket: Socket | null, userId: string): void {
      const known = socket === null ? undefined : open.get(socket)
      if (socket === null || known === undefined || known.user === userId) return
      strangers.delete(socket)
      dropEmpty(known.user)
      known.user = userId
    },

    /** Returns the user whose requests came by this connection; empty while none has. */
    userOf: (socket: Socket | null): string => (socket === null ? undefined : open.get(socket))?.user ?? ''
  }
}
