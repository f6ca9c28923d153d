import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '#domain/account/attempts.ts'
import type { Reader, Reading } from '#domain/site/reading.ts'

/** A body that takes more than a moment: a long list of names, mostly. */
const LONG_BODY_BYTES = 16 * 1024

/** The turn of one request in its reader's lane. */
interface Turn {
  /** The request waits now, and works on nothing: others of the same reader go on. */
  pause (): void
  /** It goes on when its turn has come again. */
  resume (): Promise<void>
}

declare module 'fastify' {
  interface FastifyInstance { reading: Pick<Reading, 'isSpent' | 'charge' | 'run'> }
  interface FastifyRequest {
    /** Null: of no reader's time. */
    turn: Turn | null
    /** When the body had come and work on it began; 0: it has not. */
    workedFrom: number
  }
  interface FastifyContextConfig {
    /** Costs no more than its refusal would, or waits: counted by no reader's time, and refused for nobody's. */
    readonly ownPace?: boolean
  }
}

/** Milliseconds of processor time of this thread. Wall time would charge readers for waiting and for other programs. */
export function workedMs (): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Counts the time that requests take of the one thread, by user, or by network where nobody is signed in. */
export const reading = fp<{ readonly reading: Reading }>(async (app, { reading }) => {
  app.decorate('reading', reading)
  app.decorateRequest('turn', null)
  app.decorateRequest('workedFrom', 0)

  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.ownPace === true) return done()
    const reader = readerOf(request)
    const refusal = reading.refusal(reader)
    if (refusal !== null) return done(refusal)
    // Calls that change something are counted by `limits`; here, only the time to parse and validate their bodies is.
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
    // Null: nothing is being worked on.
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
      // A reader who has gone gets no turn: nothing is drawn for them, and nothing would give the turn back.
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

  // A long body takes long to validate: it waits for its turn in between.
  app.addHook('preValidation', (request, reply, done) => {
    if (request.bodyBytes < LONG_BODY_BYTES) return done()
    countBody(request)
    takeTurn(request, reply, done)
  })

  // Ends the charge for the body, which is parsed and validated: a handler's waiting is not its reader's doing.
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

/** Whose time a request takes. */
export function readerOf ({ viewer, ip }: FastifyRequest): Reader {
  return viewer === null ? { key: `network ${networkOf(ip)}`, isNetwork: true } : { key: viewer.userId, isNetwork: false }
}
