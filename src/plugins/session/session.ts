import cookie from '@fastify/cookie'
import fp from 'fastify-plugin'
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Account, Proof } from '#domain/account/accounts.ts'
import type { Language } from '#domain/account/settings.ts'
import type { Attempts, Origin } from '#domain/account/attempts.ts'
import { createBudget } from '#domain/site/budget.ts'
import { DomainError, unauthenticated } from '#domain/errors.ts'
import type { Session, Sessions, Viewer } from '#domain/account/sessions.ts'
import { isForeignCall, SAFE } from '#plugins/forms.ts'
import { bearerIn, type Resolver } from './resolver.ts'
import { COOKIE_DAYS, sessionValue, visitorValue, type Carried, type Cookies, type Visitor } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; null: not signed in. */
    viewer: Viewer | null
    /** Authenticated by `Authorization: Bearer`: cookies are ignored, and no other site can have made the browser send it. */
    isBearer: boolean
    /** The browser sent a session that is over. */
    readonly isSignedOut: boolean
    /** Whether somebody ended it. */
    wasSignedOut (): Promise<boolean>
    /** Returns the token in the cookie of the browser that calls. Throws UNAUTHENTICATED, FORBIDDEN. */
    cookieToken (): Promise<string>
    /** The content of the cookies besides the session. */
    carried: Carried
    /** Looks the caller up again after a wait and updates `viewer`; null when the session or account ended meanwhile. */
    lookAgain (): Promise<void>
  }
  interface FastifyReply {
    /**
     * Signs this browser in and ends the session it had; its mode stays. Throws BAD_CREDENTIALS when the account has another password by
     * now, INVITE_INVALID when the link is over.
     */
    startSession (account: Account, proof?: Proof): Promise<Session>
    /** Signs this browser out; its language and mode stay. */
    endSession (): Promise<void>
    /**
     * Remembers a visitor's preferences. Does nothing for a signed-in browser, whose session and account have them, nor for a cross-site
     * request, as far as the browser tells: nobody sees that answer.
     */
    keepVisitor (change: Partial<Visitor>): void
    /** Sets the cookie that another answer to the same form set. */
    copyCookie (from: FastifyReply): void
    /** Sets today's cookie for a session that came under a former name. */
    renameSession (): void
  }
}

export interface SessionOptions {
  readonly sessions: Sessions
  readonly attempts: Attempts
  readonly cookies: Cookies
  readonly resolver: Resolver
  /** Decides the cookie's path and whether it is `Secure`; null: plain HTTP at the root. */
  readonly baseUrl: URL | null
  readonly now: () => number
  readonly signInsPerHour: number
}

/** Requests whose session lookup failed. Their callers may be signed in, so the error page must set no cookie. */
const unread = new WeakSet<FastifyRequest>()
/** Length of the secrets that `@fastify/csrf` makes. */
const FORM_SECRET_BYTES = 18

/** Gives every request its viewer, and every reply the methods to sign in and out. */
export const session = fp<SessionOptions>(async (app, { sessions, attempts, cookies, resolver, baseUrl, now, signInsPerHour }) => {
  const carriedCache = new WeakMap<FastifyRequest, Carried>()
  const cookieSet = new WeakMap<FastifyReply, { readonly name: string, readonly value: string }>()
  const signIns = createBudget(signInsPerHour / 3600, signInsPerHour)
  await app.register(cookie, { hook: false })

  app.decorateRequest('viewer', null)
  app.decorateRequest('isBearer', false)
  app.decorateRequest('isSignedOut', {
    getter (this: FastifyRequest) {
      return this.viewer === null && !this.isBearer && resolver.hasCredential(this.headers)
    }
  })
  app.decorateRequest('wasSignedOut', async function (this: FastifyRequest) {
    const [token] = this.isSignedOut ? cookies.tokensIn(this.headers) : []
    return token !== undefined && await sessions.wasEnded(token)
  })
  app.decorateRequest('cookieToken', async function (this: FastifyRequest) {
    const { session: { id } } = browserOf(this)
    for (const token of cookies.tokensIn(this.headers)) {
      const viewer = sessions.resolve(token) ?? await sessions.find(token)
      if (viewer?.session.id === id) return token
    }
    throw unauthenticated()
  })
  app.decorateRequest('carried', {
    getter (this: FastifyRequest) {
      const carried = carriedCache.get(this) ?? cookies.read(this.isBearer ? {} : this.headers)
      carriedCache.set(this, carried)
      return carried
    }
  })

  function setCookie (reply: FastifyReply, name: string, value: string): void {
    cookieSet.set(reply, { name, value })
    const maxAge = COOKIE_DAYS * 86_400
    reply.setCookie(name, value, {
      path: baseUrl?.pathname ?? '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: baseUrl?.protocol === 'https:',
      maxAge,
      expires: new Date(now() + maxAge * 1000)
    })
  }

  app.decorateReply('startSession', async function (this: FastifyReply, account: Account, proof: Proof = {}) {
    const { request } = this
    const waitMs = signIns.wait(account.id, now())
    if (waitMs > 0) throw new DomainError('TOO_MANY', 'This account has signed in too often. Try again in a minute.', Math.ceil(waitMs / 1000))
    signIns.take(account.id, now())
    const before = request.isBearer ? null : request.viewer
    const from = { userAgent: request.headers['user-agent'] ?? '', address: request.ip }
    const { session, token } = await sessions.signIn(account, from, before?.session.mode ?? request.carried.visitor.mode, proof)
    if (before !== null) await sessions.endIfThere(before)
    setCookie(this, cookies.session, sessionValue(token, attempts.remember(request.carried.mark, account.username)))
    request.viewer = { account, session, userId: account.id, username: account.username }
    return session
  })

  app.decorateReply('endSession', async function (this: FastifyReply) {
    const viewer = browserOf(this.request)
    const { account: { settings: { language } }, session: { mode } } = viewer
    await sessions.endIfThere(viewer)
    const formSecret = randomBytes(FORM_SECRET_BYTES).toString('base64url')
    setCookie(this, cookies.session, visitorValue({ language, mode, formSecret }, this.request.carried.mark))
    this.request.viewer = null
  })

  app.decorateReply('keepVisitor', function (this: FastifyReply, change: Partial<Visitor>) {
    const { request } = this
    if (request.viewer !== null || unread.has(request) || isForeignCall(request, baseUrl)) return
    const { visitor, mark } = request.carried
    const next = { ...visitor, ...change }
    carriedCache.set(request, { visitor: next, mark })
    setCookie(this, cookies.visitor, visitorValue(next, mark))
  })

  app.decorateReply('copyCookie', function (this: FastifyReply, from: FastifyReply) {
    const given = cookieSet.get(from)
    if (given !== undefined) setCookie(this, given.name, given.value)
  })

  app.decorateReply('renameSession', function (this: FastifyReply) {
    const { request } = this
    if (request.viewer === null || request.isBearer || cookies.isNamed(request.headers) || this.hasHeader('set-cookie')) return
    const [token, ...others] = cookies.tokensIn(request.headers)
    if (token === undefined || others.length > 0 || isForeignCall(request, baseUrl)) return
    setCookie(this, cookies.session, sessionValue(token, request.carried.mark ?? ''))
  })

  // Synchronous and without a read of the store while memory knows the session.
  function look (request: FastifyRequest, done: (error?: Error) => void): void {
    const { headers } = request
    request.viewer = resolver.resolve(request.raw)
    if (request.viewer !== null || !resolver.hasCredential(headers)) return done()
    resolver.find(headers).then(viewer => {
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
    request.isBearer = bearerIn(request.headers) !== null
    look(request, done)
  })

  // The body may have taken a minute to arrive, and the session may have ended meanwhile.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.viewer === null || SAFE.has(request.method)) return done()
    look(request, error => { done(error ?? (request.viewer === null ? unauthenticated() : undefined)) })
  })
}, { name: 'session' })

/** Returns the caller. Throws UNAUTHENTICATED. */
export function viewerOf (request: FastifyRequest): Viewer {
  if (request.viewer === null) throw unauthenticated()
  return request.viewer
}

/** Returns the caller in a browser: a token must not manage tokens, sessions or the password. Throws UNAUTHENTICATED, FORBIDDEN. */
export function browserOf (request: FastifyRequest): Viewer {
  const viewer = viewerOf(request)
  if (viewer.session.kind === 'token') throw new DomainError('FORBIDDEN', 'A token cannot do that. Sign in with a browser.')
  return viewer
}

/** Returns the origin of an attempt to sign in or up, which is given up when its connection closes. */
export function originOf (request: FastifyRequest, { raw }: FastifyReply): Origin {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return { address: request.ip, mark: request.carried.mark, visitor: request.carried.visitor.formSecret, gone: gone.signal }
}

/** Returns the chosen language: the account's, else the cookie's; null leaves it to the browser's preference and the site. */
export function chosenLanguage (request: FastifyRequest): Language | null {
  return request.viewer?.account.settings.language ?? request.carried.visitor.language
}
