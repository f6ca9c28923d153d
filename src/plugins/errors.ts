import fp from 'fastify-plugin'
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { DomainError, type ErrorCode } from '#domain/errors.ts'
import { ReasonError, type Reason } from '#domain/reasons.ts'
import { readToEnd } from './bodies/rest-of-body.ts'
import { STATUS_CODES } from './node-http.ts'

/** The status of every refusal. A new code does not compile until it has one here. */
const STATUS: Record<ErrorCode, number> = {
  INVALID: 400,
  NOT_UNICODE: 400,
  UNAUTHENTICATED: 401,
  BAD_CREDENTIALS: 401,
  FORBIDDEN: 403,
  WRONG_ADDRESS: 403,
  FORM_EXPIRED: 403,
  NO_COOKIE: 403,
  SIGNUP_CLOSED: 403,
  INVITE_INVALID: 403,
  NOT_A_CONTACT: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  USERNAME_TAKEN: 409,
  CLIENT_ID_REUSED: 409,
  OUT_OF_ORDER: 409,
  CONFLICT: 409,
  OWNER_REQUIRED: 409,
  TOO_LATE: 409,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RANGE_INVALID: 416,
  TOO_MANY: 429,
  TOO_MUCH: 429,
  STORAGE_FULL: 507,
  UNAVAILABLE: 503
}

/** Fastify's own refusals as our codes. Anything else it throws below 500 is INVALID. */
const FASTIFY: Record<string, DomainError> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send application/json, or the form with its token.'),
  FST_ERR_CTP_INVALID_JSON_BODY: new DomainError('INVALID', 'The body is not valid JSON.')
}

/** An error as it is sent, in Fastify's shape. `FAULT`: a bug; the message names the request, the log has the rest. */
export interface Refusal {
  readonly statusCode: number
  readonly code: ErrorCode | 'FAULT'
  readonly error: string
  readonly message: string
  /** More than the code says; absent where there is no more. */
  readonly reason?: Reason
  /** The field at fault, as the API names it: `timeZone`. */
  readonly field?: string
}

/** Sends a refusal as a page; status and `Retry-After` are set already. `error` is null for a fault of ours. */
export type ErrorPage = (refusal: Refusal, request: FastifyRequest, reply: FastifyReply, error: DomainError | null) => unknown

declare module 'fastify' {
  interface FastifyInstance {
    /** Sets the page that people see instead of JSON. Called once, by the page routes. */
    showErrorsWith (page: ErrorPage): void
  }
}

// Addresses for programs. Decided by the address, because strict proxies drop headers.
const FOR_PROGRAMS = /^\/(?:api|poll|healthz|readyz|metrics|connection\/test)(?:[/?]|$)/

/** Answers everything thrown: a refusal as it is; a fault is logged once and named by its request id. */
export const errors = fp(async app => {
  let page: ErrorPage | null = null
  app.decorate('showErrorsWith', (given: ErrorPage) => { page = given })

  function answer (error: DomainError | null, request: FastifyRequest, reply: FastifyReply): unknown {
    return readToEnd(request.raw)?.then(isWhole => {
      if (!isWhole) reply.header('connection', 'close')
      return answerNow(error, request, reply)
    }) ?? answerNow(error, request, reply)
  }

  function answerNow (error: DomainError | null, request: FastifyRequest, reply: FastifyReply): unknown {
    const refusal = error === null ? fault(request) : told(error)
    reply.code(refusal.statusCode)
    if (error !== null && error.retryAfterS !== null) reply.header('retry-after', String(error.retryAfterS))
    if (refusal.statusCode >= 400) reply.header('cache-control', 'no-store')
    if (page === null || FOR_PROGRAMS.test(request.url)) return reply.send(refusal)
    return page(refusal, request, reply, error)
  }

  app.setErrorHandler((thrown, request, reply) => {
    const error = understood(thrown)
    if (error === null) request.log.error({ reqId: request.id, err: thrown }, 'fault')
    return answer(error, request, reply)
  })
  app.setNotFoundHandler((request, reply) => answer(new DomainError('NOT_FOUND', 'There is nothing at this address.'), request, reply))
}, { name: 'errors' })

/** Refuses an address that cannot be parsed. No hook has run by then, so it draws no page and sets no cookie. */
export function refuseAddress (_error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const refusal = told(new DomainError('INVALID', 'This address cannot be read.'))
  reply.code(refusal.statusCode).headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).send(refusal)
}

/** Returns what was thrown as a refusal; null for a fault. */
function understood (thrown: unknown): DomainError | null {
  if (thrown instanceof DomainError) return thrown
  const { code, statusCode, validation, validationContext, message } = thrown as Partial<FastifyError>
  if (validation !== undefined) return misfit(validationContext ?? 'body', validation[0])
  if (statusCode === undefined || statusCode >= 500) return null
  const known = FASTIFY[code ?? '']
  return known ?? new DomainError('INVALID', message ?? 'That could not be understood.')
}

/** Returns a refusal in Fastify's error shape. */
export function told (error: DomainError): Refusal {
  const statusCode = STATUS[error.code]
  const named = error instanceof ReasonError && error.isNamed ? error : null
  const more = named === null ? {} : { reason: named.reason, ...named.field === null ? {} : { field: named.field } }
  return { statusCode, code: error.code, error: STATUS_CODES[statusCode] ?? '', message: error.message, ...more }
}

function fault (request: FastifyRequest): Refusal {
  return { statusCode: 500, code: 'FAULT', error: STATUS_CODES[500] ?? '', message: `Something went wrong on our side (${request.id}).` }
}

const KEYWORDS: Readonly<Record<string, Reason>> = { required: 'missing', minLength: 'missing', maxLength: 'too-long' }

// Turns "body/settings/language" and TypeBox's message into: The field "settings.language" must be string.
function misfit (where: string, first: FastifySchemaValidationError | undefined): DomainError {
  const path = (first?.instancePath ?? '').split('/').slice(1).join('.')
  if (first?.schemaPath.endsWith('/additionalProperties') === true) {
    return new DomainError('INVALID', `There is no field ${JSON.stringify(path.slice(0, 64))} here.`)
  }
  const missing = (first?.params as { requiredProperties?: string[] } | undefined)?.requiredProperties?.[0]
  const name = missing ?? path
  const tail = missing === undefined ? first?.message ?? 'is not valid' : 'is missing'
  if (name === '') return new DomainError('INVALID', `The ${where} ${tail}.`)
  const reason = KEYWORDS[first?.keyword ?? ''] ?? 'not-valid'
  return new ReasonError(reason, where === 'body' ? name : null, {}, { message: `The field ${JSON.stringify(name)} ${tail}.` })
}
