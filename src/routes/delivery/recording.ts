import fp from 'fastify-plugin'
import type { FastifyReply } from 'fastify'
import type { Way } from '#domain/wire/records.ts'
import type { Tape } from '#domain/wire/tape.ts'
import type { Exchanges } from './exchanges.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Records this exchange for the wire view; null for a session that nobody watches. */
    tape: Tape | null
  }
}

/** The wire view's own exchanges would fill its own table, and files are no part of a conversation. */
const UNRECORDED = /^\/(?:wire|api\/wire|static|favicon\.ico|connection)(?:\/|$)/
const SENDS = /^(?:\/api)?\/conversations\/:id\/messages$/

function wayOf (method: string, pattern: string): Way {
  if (method === 'POST' && SENDS.test(pattern)) return 'send'
  if (pattern.startsWith('/held/')) return 'held'
  return pattern.startsWith('/api/') ? 'call' : 'page'
}

/** Records exchanges by way of the router; those of the doors record themselves. Registered ahead of compression. */
export const recording = fp<{ readonly exchanges: Exchanges }>(async (app, { exchanges }) => {
  app.decorateRequest('tape', null)

  app.addHook('onRequest', (request, reply, done) => {
    const { viewer, routeOptions: { url: pattern } } = request
    if (viewer === null || pattern === undefined || !exchanges.isWatched(viewer.userId) || UNRECORDED.test(pattern)) return done()
    const { method, url: address, raw: { rawHeaders: headers } } = request
    const way = wayOf(method, pattern)
    const tape = exchanges.record(viewer, { way, method, address, pattern, headers, query: request.query as {}, agoMs: reply.elapsedTime })
    request.tape = tape
    if (tape !== null) reply.raw.once('close', () => tape.left())
    done()
  })

  app.addHook('preHandler', (request, _reply, done) => {
    request.tape?.asked(request.body ?? undefined, Number(request.headers['content-length'] ?? 0))
    done()
  })

  app.addHook<unknown>('onSend', (request, _reply, payload, done) => {
    if (typeof payload === 'string') request.tape?.said(payload)
    done(null, payload)
  })

  app.addHook('onResponse', (request, reply, done) => {
    if (request.tape !== null) finish(request.tape, reply)
    done()
  })
}, { name: 'recording', dependencies: ['session'] })

function finish (tape: Tape, reply: FastifyReply): void {
  const headers = Object.entries(reply.getHeaders()).flatMap(([name, value]) => [value ?? ''].flat().flatMap(each => [name, String(each)]))
  tape.answered({ status: reply.statusCode, headers, bytes: Number(reply.getHeader('content-length') ?? 0) })
}
