/** Every refusal a person may read. `plugins/errors.ts` gives each code its HTTP status; a new code does not compile until it has one. */
export type ErrorCode =
  | 'INVALID'
  | 'NOT_UNICODE'
  | 'UNAUTHENTICATED'
  | 'BAD_CREDENTIALS'
  | 'FORBIDDEN'
  | 'WRONG_ADDRESS'
  | 'FORM_EXPIRED'
  | 'NO_COOKIE'
  | 'SIGNUP_CLOSED'
  | 'INVITE_INVALID'
  | 'NOT_A_CONTACT'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'USERNAME_TAKEN'
  | 'CLIENT_ID_REUSED'
  | 'OUT_OF_ORDER'
  | 'CONFLICT'
  | 'OWNER_REQUIRED'
  | 'TOO_LATE'
  | 'TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RANGE_INVALID'
  | 'TOO_MANY'
  | 'TOO_MUCH'
  | 'STORAGE_FULL'
  | 'UNAVAILABLE'

/** A refusal that is the caller's to understand. Anything else thrown is a fault of ours. */
export class DomainError extends Error {
  readonly code: ErrorCode
  /** Seconds after which the same call may succeed, when that is known. */
  readonly retryAfterS: number | null

  constructor (code: ErrorCode, message: string, retryAfterS: number | null = null) {
    super(message)
    this.name = 'DomainError'
    this.code = code
    this.retryAfterS = retryAfterS
  }
}

/** The answer to a caller who is not signed in, or no longer. */
export function unauthenticated (): DomainError {
  return new DomainError('UNAUTHENTICATED', 'Sign in first.')
}

/** Returns the refusal of a caller who used up a budget. `what` says which, as a sentence; `waitMs`: until the same call can succeed. */
export function tooMany (what: string, waitMs: number): DomainError {
  const seconds = Math.ceil(waitMs / 1000)
  return new DomainError('TOO_MANY', `${what} Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`, seconds)
}

/** The one answer to everything a caller may not see, whether it exists or not. */
export function notFound (what: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no such ${what}.`)
}

/** The answer to a write for which the disk has no room. Nothing of it was kept. `cause`: what the system said. */
export function storageFull (cause: unknown): DomainError {
  const error = new DomainError('STORAGE_FULL', 'The disk is full: nothing can be saved until there is room again.')
  error.cause = cause
  return error
}
