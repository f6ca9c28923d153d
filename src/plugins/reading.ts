import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '#domain/account/attempts.ts'
import type { Reader, Reading } from '#domain/site/reading.ts'

/** A body that takes noticeable time to validate, such as a long list of names. */
const LONG_BODY_BYTES = 16 * 1024

/** The turn of one request in its reader's lane. */
interface Turn {
  /** The request waits without working, so that others of the same reader go on. */
  pause (): void
  /** Resolves when its next turn has come. */
  resume (): Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance { reading: Pick<Reading, 'isSpent' | 'charge' | 'run'> }
  interface FastifyRequest {
    /** Null: not charged to any reader. */
    turn: Turn | null
    /** CPU time at which work on the body began; 0: not yet. */
    workedFrom: number
  }
  interface FastifyContextConfig {
    /** Never charged or refused: it costs no more than a refusal, or waits most of its time. */
    readonly ownPace?: boolean
  }
}

/** CPU time of this thread in milliseconds. Wall time would charge readers for waiting and for other programs. */
export function workedMs (): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Charges the thread time of requests to the user, or to the network of a caller who is not signed in. */
export const reading = fp<{ readonly reading: Reading }>(async (app, { reading }) => {
  app.decorate('reading', reading)
  app.decorateRequest('turn', null)
  app.decorateRequest('workedFrom', 0)

  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.ownPace === true) return done()
    const reader = readerOf(request)
    const refusal = reading.refusal(reader)
    if (refusal !== null) return done(refusal)
    // `limits` counts requests that change something; here they are charged only for parsing and validating their bodies.
    if (request.method !== 'GET' && request.method !== 'HEAD') return done()
    takeTurn(request, reply, done)
  })

  function takeTurn (request: FastifyRequest, reply: FastifyReply, start: () => void): void {
    const turn = createTurn(readerOf(request))
    request.turn = turn
    reply.raw.once('close', () => turn.end())
    turn.begin(start)
  }

  function createTurn (reader: Reader) {
    // Null: no work is under way.
    let from: number | null = null
    let isOver = false

    function begin (start: () => void): void {
      reading.enter(reader, () => {
        from = workedMs()
        start()
      }, () => isOver)
    }

    function pause (): void {
      if (from === null) return
      reading.leave(reader, workedMs() - from)
      from = null
    }

    return {
      begin,
      pause,
      // Skips readers who have gone: nothing is drawn for them, and nothing would end the turn.
      resume: async () => { if (from === null && !isOver) await new Promise<void>(resolve => { begin(resolve) }) },
      end (): void {
        isOver = true
        pause()
      }
    }
  }

  function countBody (request: FastifyRequest): void {
    if (request.workedFrom === 0) return
    reading.charge(readerOf(request), workedMs() - request.workedFrom)
    request.workedFrom = 0
  }

  // A long body takes long to validate, so it waits for another turn.
  app.addHook('preValidation', (request, reply, done) => {
    if (request.bodyBytes < LONG_BODY_BYTES) return done()
    countBody(request)
    takeTurn(request, reply, done)
  })

  // Ends the charge once the body is parsed and validated: the handler's waiting is not the reader's fault.
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.bodyBytes > 0) request.turn?.pause()
    countBody(request)
    done()
  })

  app.addHook('onSend', (request, _reply, _payload, done) => {
    request.turn?.pause()
    countBody(request)
    done()
  })
}, { name: 'reading', dependencies: ['session'] })

/** Returns the reader whom a request is charged to. */
export function readerOf ({ viewer, ip }: FastifyRequest): Reader {
  return viewer === null ? { key: `network ${networkOf(ip)}`, isNetwork: true } : { key: viewer.userId, isNetwork: false }
}
