import { hash, randomBytes } from 'node:crypto'
import { Tokens } from '@fastify/csrf'
import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError, unauthenticated } from '#domain/errors.ts'
import type { Carried, Cookies } from './session/session-cookie.ts'

/** The hidden field with the form token. Removed from the body before validation. */
export const FORM_TOKEN = 'form_token'
/**
 * A character at the token's end that only Unicode has. A browser that sends a form in another encoding writes `&#10003;` here, as it does
 * for every other letter that its encoding lacks, and in a text that would be ambiguous.
 */
const UNICODE_SIGN = '~✓'
/** Enough that nobody guesses a form id: the hash of the fields is keyed with it. */
const FORM_ID_BYTES = 16
const FORM_ID = /^[\w-]{22}$/

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Returns a token for the forms of this page, bound to the session or to the visitor's cookie, which is made if missing. It carries the
     * form id, by which a form that is sent twice is recognised.
     */
    formToken (): string
  }
  interface FastifyRequest {
    /** The form that was sent, with its sender: a user, or the visitor's browser. Null for other calls. */
    sentForm: { readonly caller: string, readonly id: string } | null
    /** Judges the form token of a form that is read as it comes; null: it is good. */
    formRefusal (token: unknown): DomainError | null
  }
  interface FastifyContextConfig {
    /**
     * A form that signs in or out. Other tabs may have changed visitor or session since it was drawn, so the token of either is good, and
     * without one the browser's word that the form is from this site.
     */
    readonly isDoor?: boolean | undefined
  }
}

const JSON_TYPE = /^application\/json *(?:;|$)/i
const FORM_TYPE = /^application\/x-www-form-urlencoded *(?:;|$)/i
/** Types of bodies that a route reads by itself. No foreign form can send the second. */
const STREAMED = { form: /^multipart\/form-data *;/i, bytes: /^application\/octet-stream *(?:;|$)/i }
/** Methods that change nothing. */
export const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

const STREAMED_SAYS = { form: 'Send multipart/form-data, with the file in the field "file".', bytes: 'Send application/octet-stream.' }

/** Hosts logged, once each. Bounded, because anybody can make them up. */
const HOSTS_TOLD = 20
const HOST_MAX_CHARS = 255

export interface FormsOptions {
  readonly baseUrl: URL | null
  readonly cookies: Pick<Cookies, 'has'>
}

/**
 * Protects against cross-site requests. A call that changes something and may be authenticated by a cookie needs a content type that no
 * foreign form can send, or a form token; and where the browser names the origin, it must be ours.
 */
export const forms = fp<FormsOptions>(async (app, { baseUrl, cookies }) => {
  const tokens = new Tokens({})
  const told = new Set<string>()

  app.decorateReply('formToken', function (this: FastifyReply) {
    this.renameSession()
    const known = secretOf(this.request)
    const formSecret = known ?? tokens.secretSync()
    if (known === null) this.keepVisitor({ formSecret })
    return `${tokens.create(formSecret)}.${randomBytes(FORM_ID_BYTES).toString('base64url')}${UNICODE_SIGN}`
  })
  app.decorateRequest('sentForm', null)

  // Tells the public address to a reader who uses another one, where no form works, and to the operator, once a host.
  function refusal ({ headers, host, log }: FastifyRequest): DomainError {
    if (baseUrl === null || !isOwnForm(headers, host)) return new DomainError('FORBIDDEN', 'This call was started by another site.')
    if (!told.has(host) && told.size < HOSTS_TOLD) {
      told.add(host)
      log.warn({ host: host.slice(0, HOST_MAX_CHARS), baseUrl: baseUrl.href }, 'forms are refused at an address that is not the base URL')
    }
    return new DomainError('WRONG_ADDRESS', `This site is reached at ${baseUrl.href}`)
  }

  app.addHook('onRequest', (request, _reply, done) => {
    if (SAFE.has(request.method)) return done()
    const { streams } = request.routeOptions.config
    const type = request.headers['content-type'] ?? ''
    if (streams !== undefined && !STREAMED[streams].test(type)) return done(new DomainError('UNSUPPORTED_MEDIA_TYPE', STREAMED_SAYS[streams]))
    if (request.isBearer) return done()
    if (isForeign(request.headers, baseUrl)) return done(refusal(request))
    if (streams !== undefined || JSON_TYPE.test(type) || FORM_TYPE.test(type)) return done()
    done(new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send application/json (also when empty), or the form with its token.'))
  })

  function judge (request: FastifyRequest, token: string, isWritten: boolean): DomainError | null {
    const { isDoor = false } = request.routeOptions.config
    const secrets = [secretOf(request), isDoor ? request.carried.visitor.formSecret : null].filter(secret => secret !== null)
    if (secrets.length === 0 && !cookies.has(request.headers)) {
      return new DomainError('NO_COOKIE', 'The cookie that came with this form was not sent back. Nothing was done.')
    }
    if (secrets.some(secret => tokens.verify(secret, token)) || (isDoor && isProvenOwn(request, baseUrl))) return null
    // A text that was written is shown with the refusal instead, to be copied.
    if (request.isSignedOut && !isWritten) return unauthenticated()
    return new DomainError('FORM_EXPIRED', 'This form is too old, or was not ours. Load the page again; nothing was done.')
  }

  app.decorateRequest('formRefusal', function (this: FastifyRequest, given: unknown) {
    return judge(this, splitToken(given).token, false)
  })

  app.addHook('preValidation', (request, _reply, done) => {
    if (SAFE.has(request.method) || request.isBearer || JSON_TYPE.test(request.headers['content-type'] ?? '')) return done()
    const { isDoor = false, streams } = request.routeOptions.config
    if (streams !== undefined) return done()
    const body = request.body as Record<string, unknown> | null | undefined
    const visitorSecret = request.carried.visitor.formSecret
    const { token, formId, sign } = splitToken(body?.[FORM_TOKEN])
    const refused = judge(request, token, typeof body?.['body'] === 'string')
    if (refused !== null) return done(refused)
    delete body?.[FORM_TOKEN]
    const caller = (isDoor && visitorSecret !== null) || request.viewer === null ? visitorId(visitorSecret) : request.viewer.userId
    request.sentForm = FORM_ID.test(formId) && caller !== null ? { caller, id: formId } : null
    const isLost = sign !== '' && sign !== UNICODE_SIGN && Object.values(body ?? {}).some(isOdd)
    done(isLost ? new DomainError('NOT_UNICODE', 'The form was not sent in UTF-8.') : undefined)
  })
}, { name: 'forms', dependencies: ['session'] })

/** Splits a form's token, form id, and the character at the end. By indexOf, because a stranger's field may be as long as the body. */
export function splitToken (given: unknown): { token: string, formId: string, sign: string } {
  if (typeof given !== 'string') return { token: '', formId: '', sign: '' }
  const end = given.indexOf('~')
  const [text, sign] = end === -1 ? [given, ''] : [given.slice(0, end), given.slice(end)]
  const dot = text.indexOf('.')
  return dot === -1 ? { token: text, formId: '', sign } : { token: text.slice(0, dot), formId: text.slice(dot + 1), sign }
}

// Names a visitor's browser without telling the secret in its cookie.
function visitorId (formSecret: string | null): string | null {
  return formSecret === null ? null : `visitor:${hash('sha256', formSecret, 'base64url').slice(0, 22)}`
}

// Finds letters beyond ASCII, or the escape of one that the encoding lacked.
function isOdd (value: unknown): boolean {
  return /[^\u0000-\u007f]|&#\d+;/.test(String(value))
}

function secretOf (request: FastifyRequest): string | null {
  const { carried, viewer }: { carried: Carried, viewer: FastifyRequest['viewer'] } = request
  return viewer === null ? carried.visitor.formSecret : viewer.session.formSecret
}

interface SiteHeaders { readonly origin?: string | undefined, readonly 'sec-fetch-site'?: string | string[] | undefined }

/** Whether the browser says that another site made the request. */
export function isCrossSite (headers: SiteHeaders): boolean {
  return headers['sec-fetch-site'] === 'cross-site'
}

/**
 * Whether another site made the request. `Sec-Fetch-Site` is the browser's own comparison and holds behind any proxy. `Origin` is compared
 * with the base URL; without one it is ignored, because proxies rewrite `Host`. `Origin: null` proves nothing: browsers send it for our own
 * forms where a proxy adds `Referrer-Policy: no-referrer`. Another site's sandboxed frame sends it, too, but without the Lax cookie; where
 * a browser does not know Lax, a form still lacks its token, and JSON needs a preflight that this server does not answer.
 */
export function isForeign (headers: SiteHeaders, baseUrl: URL | null): boolean {
  if (isCrossSite(headers) || headers['sec-fetch-site'] === 'same-site') return true
  const { origin = 'null' } = headers
  return origin !== 'null' && baseUrl !== null && origin !== baseUrl.origin
}

/** Whether a request that is foreign to the base URL is our own form at another address: its page came from the same host. */
function isOwnForm ({ 'sec-fetch-site': site, origin = '' }: SiteHeaders, host: string): boolean {
  return site === undefined ? URL.canParse(origin) && new URL(origin).host === host : site === 'same-origin'
}

/** Whether the browser says that a page of this site sent the form. No other site can make it say so. */
function isProvenOwn ({ headers, host }: FastifyRequest, baseUrl: URL | null): boolean {
  const { 'sec-fetch-site': site, origin, referer = '' } = headers
  if (site !== undefined) return site === 'same-origin'
  const from = origin ?? referer
  return URL.canParse(from) && (baseUrl === null ? new URL(from).host === host : new URL(from).origin === baseUrl.origin)
}

/** Whether another site made the request by anything but a link, which may lead here from anywhere. */
export function isForeignCall ({ method, headers }: FastifyRequest, baseUrl: URL | null): boolean {
  if (!isForeign(headers, baseUrl)) return false
  return !SAFE.has(method) || (headers.origin ?? 'null') !== 'null' || (headers['sec-fetch-dest'] ?? 'document') !== 'document'
}
