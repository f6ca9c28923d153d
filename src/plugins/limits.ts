import type { IncomingMessage } from 'node:http'
import rateLimit from '@fastify/rate-limit'
import fp from 'fastify-plugin'
import type { FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import { networkOf } from '#domain/account/attempts.ts'
import { tooMany } from '#domain/errors.ts'
import type { Writing } from '#domain/site/writing.ts'

/** Rate limits. Signed-in people are counted per user, so that neighbours behind one proxy never share a budget. */
export interface LimitSettings {
  readonly sendsPerSecond: number
  readonly sendsBurst: number
  readonly searchesPerMinute: number
  readonly contactRequestsPerHour: number
  readonly announcementsPerHour: number
  readonly passwordChangesPerHour: number
}

/** Each is a `preHandler` of the routes it guards; a page and its API twin share one budget. */
export interface Limits {
  /** Changes that are told to many: a new or changed group, people added to one, a new name, whether one's presence is shown. */
  readonly announce: preHandlerAsyncHookHandler
  /** A forward makes up to some hundred messages. */
  readonly forward: preHandlerAsyncHookHandler
  readonly search: preHandlerAsyncHookHandler
  readonly contactRequest: preHandlerAsyncHookHandler
  readonly changePassword: preHandlerAsyncHookHandler
  /** An export reads everything that one has. */
  readonly exportHistory: preHandlerAsyncHookHandler
}

declare module 'fastify' {
  interface FastifyInstance { limits: Limits }
  interface FastifyContextConfig {
    /** Signing in, up and out, and the first run: they have limits of their own, and must work when all else is used up. */
    readonly ownBudget?: boolean
  }
}

/** Callers remembered per limit; a forgotten one starts again. */
const REMEMBERED = 20_000

/** Bytes of each new member of a group: a row, with its index entries. */
const MEMBER_BYTES = 384

/** Of one user: more than a person does, and a few sends a second at most. */
const FORWARDS_PER_MINUTE = 20
/** Of one user: both files, and a few tries more where a download breaks off. */
const EXPORTS_PER_HOUR = 10
/** Bytes of one copy of a message of ordinary length: row, index, event. */
const COPY_BYTES = 2048

export interface LimitOptions {
  readonly settings: LimitSettings
  readonly writing: Pick<Writing, 'spend' | 'spendUnknown' | 'wrote'>
  /** Requests whose change was charged ahead of the router. */
  readonly paid: Pick<WeakSet<IncomingMessage>, 'has'>
}

export const limits = fp<LimitOptions>(async (app, { settings, writing, paid }) => {
  await app.register(rateLimit, {
    global: false,
    cache: REMEMBERED,
    keyGenerator: callerOf,
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false, 'retry-after': false },
    errorResponseBuilder: (_request, { ttl }) => tooMany('That was too much at once.', ttl)
  })

  // On all routes, so that none can be forgotten. After the body was read, because a refused form shows its text again, and before the
  // work of validation.
  app.addHook('preValidation', (request, _reply, done) => {
    if (isReading(request) || request.routeOptions.config.ownBudget === true || paid.has(request.raw)) return done()
    try {
      if (request.viewer === null) writing.spendUnknown(networkOf(request.ip))
      else writing.spend(request.viewer.userId, request.bodyBytes)
      done()
    } catch (error) {
      done(error as Error)
    }
  })

  const announcement = app.rateLimit({ max: settings.announcementsPerHour, timeWindow: 3_600_000 }) as preHandlerAsyncHookHandler

  const forwarding = app.rateLimit({ max: FORWARDS_PER_MINUTE, timeWindow: 60_000 }) as preHandlerAsyncHookHandler

  app.decorate('limits', {
    async announce (request, reply) {
      await announcement.call(app, request, reply)
      if (request.viewer !== null) writing.wrote(request.viewer.userId, namesIn(request.body) * MEMBER_BYTES)
    },
    async forward (request, reply) {
      await forwarding.call(app, request, reply)
      if (request.viewer !== null) writing.wrote(request.viewer.userId, copiesIn(request.body) * COPY_BYTES)
    },
    search: app.rateLimit({ max: settings.searchesPerMinute, timeWindow: 60_000 }) as preHandlerAsyncHookHandler,
    contactRequest: app.rateLimit({ max: settings.contactRequestsPerHour, timeWindow: 3_600_000 }) as preHandlerAsyncHookHandler,
    changePassword: app.rateLimit({ max: settings.passwordChangesPerHour, timeWindow: 3_600_000 }) as preHandlerAsyncHookHandler,
    exportHistory: app.rateLimit({ max: EXPORTS_PER_HOUR, timeWindow: 3_600_000 }) as preHandlerAsyncHookHandler
  })
}, { name: 'limits', dependencies: ['session'] })

function isReading ({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

// Counts the people whom a call makes members of a group.
function namesIn (body: unknown): number {
  return [(body as { usernames?: unknown } | null)?.usernames ?? []].flat().length
}

// Counts the copies that a forward makes, of the API or a form.
function copiesIn (body: unknown): number {
  const { from, no, to } = (body ?? {}) as { from?: { nos?: unknown }, no?: unknown, to?: unknown }
  const nos = from?.nos ?? (typeof no === 'string' ? no.split(' ') : [])
  return [nos].flat().length * [to ?? []].flat().length
}

function callerOf (request: FastifyRequest): string {
  return request.viewer?.userId ?? networkOf(request.ip)
}
