import type { IncomingMessage } from 'node:http'
import rateLimit from '@fastify/rate-limit'
import fp from 'fastify-plugin'
import type { FastifyRequest, preHandlerAsyncHookHandler, preHandlerHookHandler } from 'fastify'
import { networkOf } from '#domain/attempts.ts'
import { DomainError } from '#domain/errors.ts'

/** How much one may ask for. What people do signed in is counted per user, so that neighbours behind one proxy never share a budget. */
export interface LimitSettings {
  readonly sendsPerSecond: number
  readonly sendsBurst: number
  readonly searchesPerMinute: number
  readonly contactRequestsPerHour: number
  readonly announcementsPerHour: number
}

/** Each a `preHandler` of the routes it guards; a page and its API twin share the same budget. */
export interface Limits {
  /** Messages, and whatever else is written down: a hook for all routes of a plugin, of which it lets pass those that only read. */
  readonly change: preHandlerHookHandler
  /** What is told to many at once: a new group, a new name. */
  readonly announce: preHandlerAsyncHookHandler
  readonly search: preHandlerAsyncHookHandler
  readonly contactRequest: preHandlerAsyncHookHandler
}

declare module 'fastify' {
  interface FastifyInstance { limits: Limits }
}

/** People remembered at once per limit; who is forgotten starts again. */
const REMEMBERED = 20_000

export interface LimitOptions {
  readonly settings: LimitSettings
  /** Takes one change out of a user's budget; answers 0, or how many milliseconds to wait. */
  readonly spend: (userId: string) => number
  /** Requests whose change was taken out ahead of the router. */
  readonly paid: Pick<WeakSet<IncomingMessage>, 'has'>
}

export const limits = fp<LimitOptions>(async (app, { settings, spend, paid }) => {
  await app.register(rateLimit, {
    global: false,
    cache: REMEMBERED,
    keyGenerator: callerOf,
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false, 'retry-after': false },
    errorResponseBuilder: (_request, { ttl }) => tooMany(Math.ceil(ttl / 1000))
  })

  app.decorate('limits', {
    // Own and synchronous, because every send passes here.
    change: (request, _reply, done) => {
      if (request.method === 'GET' || request.method === 'HEAD' || request.viewer === null || paid.has(request.raw)) return done()
      const waitMs = spend(request.viewer.userId)
      done(waitMs === 0 ? undefined : tooMany(Math.ceil(waitMs / 1000)))
    },
    announce: app.rateLimit({ max: settings.announcementsPerHour, timeWindow: 3_600_000 }) as preHandlerAsyncHookHandler,
    search: app.rateLimit({ max: settings.searchesPerMinute, timeWindow: 60_000 }) as preHandlerAsyncHookHandler,
    contactRequest: app.rateLimit({ max: settings.contactRequestsPerHour, timeWindow: 3_600_000 }) as preHandlerAsyncHookHandler
  })
}, { name: 'limits', dependencies: ['session'] })

/** A budget that refills: answers 0 and takes one, or how many milliseconds to wait. */
export function createBudget (perSecond: number, burst: number): (key: string, at: number) => number {
  const levels = new Map<string, { left: number, at: number }>()

  return (key, at) => {
    const known = levels.get(key)
    if (known === undefined) {
      if (levels.size >= REMEMBERED) levels.delete(levels.keys().next().value ?? '')
      levels.set(key, { left: burst - 1, at })
      return 0
    }
    known.left = Math.min(burst, known.left + Math.max(0, at - known.at) * perSecond / 1000)
    known.at = at
    if (known.left < 1) return Math.ceil((1 - known.left) * 1000 / perSecond)
    known.left--
    return 0
  }
}

function callerOf (request: FastifyRequest): string {
  return request.viewer?.userId ?? networkOf(request.ip)
}

function tooMany (seconds: number): DomainError {
  return new DomainError('TOO_MANY', `That was too much at once. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`, seconds)
}
