import cookie from '@fastify/cookie'
import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Account, Language } from '#domain/accounts.ts'
import type { Attempts, Origin } from '#domain/attempts.ts'
import { DomainError, unauthenticated } from '#domain/errors.ts'
import type { Session, Sessions, Viewer } from '#domain/sessions.ts'
import { isForeignChange, SAFE } from './forms.ts'
import { COOKIE, COOKIE_DAYS, readCookie, sessionValue, tokenIn, visitorValue, type Carried, type Visitor } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null: nobody we know. */
    viewer: Viewer | null
    /** By `Authorization: Bearer`: cookies are not looked at, and no other site can have made the browser send it. */
    isBearer: boolean
    /** What the cookie says besides the session. */
    carried: Carried
    /** Looks the caller up again after a wait: `viewer` is as the session and account are now, null when they ended meanwhile. */
    lookAgain (): Promise<void>
  }
  interface FastifyReply {
    /**
     * Signs this browser in, in place of whomever it was signed in as; its mode stays with it. `passwordHash`: the one that was verified.
     * Throws BAD_CREDENTIALS when the account has another by now.
     */
    startSession (account: Account, passwordHash?: string): Promise<Session>
    /** Signs this browser out; its language and mode stay with it. */
    endSession (): Promise<void>
    /**
     * Remembers a visitor's wishes. For a signed-in browser it does nothing: they are in its session, or the account's. Nor for what
     * another site sends: it comes without the cookie of whoever is signed in, and would put this one in its place.
     */
    keepVisitor (change: Partial<Visitor>): void
  }
}

export interface SessionOptions {
  readonly sessions: Sessions
  readonly attempts: Attempts
  /** Decides the cookie's path and whether it is `Secure`; null: plain HTTP at the root. */
  readonly baseUrl: URL | null
  readonly now: () => number
}

/** Who calls, from two headers. */
export interface Resolver {
  /** From memory alone; null says nothing yet when a credential was given: ask `find`. */
  resolve (cookieHeader: string | undefined, authorization: string | undefined): Viewer | null
  find (cookieHeader: string | undefined, authorization: string | undefined): Promise<Viewer | null>
}

const BEARER = /^bearer +/i

export function createResolver (sessions: Sessions): Resolver {
  // A browser's session is no program's key and the other way round: each is only good where its rules are checked.
  function fitting (viewer: Viewer | null, bearer: string | null): Viewer | null {
    return viewer !== null && (viewer.session.kind === 'token') === (bearer !== null) ? viewer : null
  }

  return {
    resolve (cookieHeader, authorization) {
      const bearer = bearerIn(authorization)
      const token = bearer ?? tokenIn(cookieHeader)
      return token === null ? null : fitting(sessions.resolve(token), bearer)
    },

    async find (cookieHeader, authorization) {
      const bearer = bearerIn(authorization)
      const token = bearer ?? tokenIn(cookieHeader)
      return token === null ? null : fitting(sessions.resolve(token) ?? await sessions.find(token), bearer)
    }
  }
}

/** Gives every request its viewer, and answers the means to sign in and out. */
export const session = fp<SessionOptions>(async (app, { sessions, attempts, baseUrl, now }) => {
  const { resolve, find } = createResolver(sessions)
  await app.register(cookie, { hook: false })

  app.decorateRequest('viewer', null)
  app.decorateRequest('isBearer', false)
  app.decorateRequest('carried', { getter (this: FastifyRequest) { return carriedBy(this) } })

  function setCookie (reply: FastifyReply, value: string): void {
    const maxAge = COOKIE_DAYS * 86_400
    reply.setCookie(COOKIE, value, {
      path: baseUrl?.pathname ?? '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: baseUrl?.protocol === 'https:',
      maxAge,
      expires: new Date(now() + maxAge * 1000)
    })
  }

  app.decorateReply('startSession', async function (this: FastifyReply, account: Account, passwordHash?: string) {
    const { request } = this
    const before = request.isBearer ? null : request.viewer
    const from = { userAgent: request.headers['user-agent'] ?? '', address: request.ip }
    const { session, token } = await sessions.signIn(account, from, before?.session.mode ?? request.carried.visitor.mode, passwordHash)
    if (before !== null) await sessions.endIfThere(before)
    setCookie(this, sessionValue(token, attempts.remember(request.carried.mark, account.username)))
    request.viewer = { account, session, userId: account.id, username: account.username }
    return session
  })

  app.decorateReply('endSession', async function (this: FastifyReply) {
    const viewer = browserOf(this.request)
    const { account: { settings: { language } }, session: { mode } } = viewer
    await sessions.end(viewer.userId, viewer.session.id)
    setCookie(this, visitorValue({ language, mode, formSecret: null }, this.request.carried.mark))
    this.request.viewer = null
  })

  app.decorateReply('keepVisitor', function (this: FastifyReply, change: Partial<Visitor>) {
    const { request } = this
    if (request.viewer !== null || unread.has(request) || isForeignChange(request, baseUrl)) return
    const { visitor, mark } = request.carried
    const next = { ...visitor, ...change }
    carriedCache.set(request, { token: null, visitor: next, mark })
    setCookie(this, visitorValue(next, mark))
  })

  // Synchronous and without SQL while memory knows the session.
  function look (request: FastifyRequest, done: (error?: Error) => void): void {
    const { cookie, authorization } = request.headers
    request.viewer = resolve(cookie, authorization)
    if (request.viewer !== null || (!request.isBearer && tokenIn(cookie) === null)) return done()
    find(cookie, authorization).then(viewer => {
      request.viewer = viewer
      done()
    }, error => {
      unread.add(request)
      done(error)
    })
  }

  app.decorateRequest('lookAgain', async function (this: FastifyRequest) {
    await new Promise<void>((resolve, reject) => { look(this, error => { if (error === undefined) resolve(); else reject(error) }) })
  })

  app.addHook('onRequest', (request, _reply, done) => {
    const { authorization } = request.headers
    request.isBearer = authorization !== undefined && bearerIn(authorization) !== null
    look(request, done)
  })

  // The body may have taken two minutes to come, and the session may have ended in them.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.viewer === null || SAFE.has(request.method)) return done()
    look(request, error => { done(error ?? (request.viewer === null ? unauthenticated() : undefined)) })
  })
}, { name: 'session' })

/** Who calls. Throws UNAUTHENTICATED. */
export function viewerOf (request: FastifyRequest): Viewer {
  if (request.viewer === null) throw unauthenticated()
  return request.viewer
}

/** Who calls from a browser: a token must not manage tokens, sessions or the password. Throws UNAUTHENTICATED, FORBIDDEN. */
export function browserOf (request: FastifyRequest): Viewer {
  const viewer = viewerOf(request)
  if (viewer.session.kind === 'token') throw new DomainError('FORBIDDEN', 'A token cannot do that. Sign in with a browser.')
  return viewer
}

/** Where an attempt to sign in or up comes from; it is given up when its connection closes. */
export function originOf (request: FastifyRequest, { raw }: FastifyReply): Origin {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return { address: request.ip, mark: request.carried.mark, visitor: request.carried.visitor.formSecret, gone: gone.signal }
}

/** The language somebody asked for: his account's, else his browser's cookie; null leaves it to the browser's wish and the site. */
export function chosenLanguage (request: FastifyRequest): Language | null {
  return request.viewer?.account.settings.language ?? request.carried.visitor.language
}

/** Requests whose session could not be looked up: whoever asked is perhaps signed in, and the page that says sorry must not end that. */
const unread = new WeakSet<FastifyRequest>()

const carriedCache = new WeakMap<FastifyRequest, Carried>()

function carriedBy (request: FastifyRequest): Carried {
  const known = carriedCache.get(request)
  if (known !== undefined) return known
  const carried = readCookie(request.isBearer ? undefined : request.headers.cookie)
  carriedCache.set(request, carried)
  return carried
}

function bearerIn (authorization: string | undefined): string | null {
  return authorization !== undefined && BEARER.test(authorization) ? authorization.replace(BEARER, '').trim() : null
}
