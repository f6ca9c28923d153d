import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Place } from '#routes/delivery/exchanges.ts'

interface Leaving { leave (): void }

export interface ParkingNeeds {
  /** Seconds that a connection at rest is kept, as the header `Keep-Alive` tells. */
  readonly keepAliveS: () => number
  /** Whether the server takes no more connections. */
  readonly isClosing: () => boolean
  /** Whether this is the only request under way on its connection. */
  readonly isAlone: (socket: Socket) => boolean
  /** Counts a request that has lost its response as under way, until `answered`. */
  readonly holds: (socket: Socket) => void
  readonly answered: (socket: Socket) => void
}

const SECOND_MS = 1_000

/**
 * Connections of parked polls. Node's response and request objects are let go while a poll waits, and its answer is one write to the
 * socket (bench/tried.md). Only public events of Node are used: a response that emits `finish` is detached from its socket, as if it had
 * been written.
 */
export function createParking ({ keepAliveS, isClosing, isAlone, holds, answered }: ParkingNeeds) {
  /** Waiting requests by connection, with those that came behind them on it. Dropped when the connection closes. */
  const parked = new Map<Socket, { readonly waiter: Leaving, behind: Array<() => void> | null }>()
  let date = ''
  let datedAt = -Infinity

  // Node's own: the time of a second is put into words once.
  function dateNow (): string {
    const now = performance.now()
    if (now - datedAt >= SECOND_MS) {
      datedAt = now
      date = new Date().toUTCString()
    }
    return date
  }

  return {
    /**
     * Lets go of a response that waits. Returns the place for its answer; null when the response must be kept: HTTP/1.0,
     * `Connection: close`, pipelined requests. Tells `waiter` when the browser goes before it is answered. A closing server ends the
     * connection with the answer: kept alive, a page would ask on it again and again, and the server never be closed.
     */
    park (response: ServerResponse, waiter: Leaving): Place | null {
      const { socket, req } = response
      if (isClosing()) response.shouldKeepAlive = false
      if (socket === null || req.httpVersion !== '1.1' || !response.shouldKeepAlive || !isAlone(socket)) return null
      response.emit('finish')
      if (response.socket !== null) return null
      holds(socket)
      parked.set(socket, { waiter, behind: null })
      return {
        answer (head, body, then = 'keep') {
          const turn = parked.get(socket)
          if (turn === undefined) return
          if (then === 'cut') {
            socket.destroy()
            return
          }
          parked.delete(socket)
          const kept = then === 'keep' ? `keep-alive\r\nKeep-Alive: timeout=${keepAliveS()}` : 'close'
          const whole = `${head}Date: ${dateNow()}\r\nConnection: ${kept}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
          if (typeof body === 'string') socket.write(whole + body)
          else socket.write(Buffer.concat([Buffer.from(whole), body]))
          if (then === 'close') socket.end()
          answered(socket)
          if (then === 'keep') turn.behind?.forEach(handle => handle())
        }
      }
    },

    /** Keeps a request back while one parked before it on this connection is not answered. Returns false when there is none. */
    queue (socket: Socket, handle: () => void): boolean {
      const turn = parked.get(socket)
      if (turn === undefined) return false
      turn.behind ??= []
      turn.behind.push(handle)
      return true
    },

    /** Tells the waiter that its connection has closed. */
    left (socket: Socket): void {
      const turn = parked.get(socket)
      parked.delete(socket)
      turn?.waiter.leave()
    }
  }
}
