import { isUtf8 } from 'node:buffer'
import fp from 'fastify-plugin'
import { DomainError } from '#domain/errors.ts'

/** 8 kB of text, escaped six characters to the byte at worst, or a group of 10,000 usernames. */
export const BODY_LIMIT_BYTES = 512 * 1024
/** More fields than any body of ours has: what comes after is not looked at, since each unknown one costs the validator. */
const FIELDS_MAX = 200

/** Which bodies are read, and how: JSON and form fields, both in UTF-8. Anything else is 415. */
export const bodies = fp(async app => {
  app.removeAllContentTypeParsers()
  // A '__proto__' or 'constructor.prototype' in a body is refused, not dropped.
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const text = textOf(body)
    if (text === '') return done(null, undefined)
    if (text === null) return done(new DomainError('INVALID', 'The body is not valid UTF-8.'))
    parse(request, text, (error, value?: unknown) => {
      const isTooMuch = error === null && typeof value === 'object' && value !== null && Object.keys(value).length > FIELDS_MAX
      done(isTooMuch ? new DomainError('INVALID', 'The body has too many fields.') : error, value)
    })
  })
  // Not @fastify/formbody: what its parser throws at bad UTF-8 nobody catches, and what it does not throw at becomes other text.
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    const text = textOf(body)
    const fields = text === null ? null : fieldsOf(text)
    if (fields === null) return done(new DomainError('INVALID', 'The form is not valid UTF-8, or has too many fields.'))
    done(null, fields)
  })
}, { name: 'bodies' })

/** The fields of a form; a repeated one is a list. Null: too many, or not UTF-8 under the escapes. */
export function fieldsOf (text: string): Record<string, string | string[]> | null {
  const fields = Object.create(null) as Record<string, string | string[]>
  const pairs = text.split('&')
  if (pairs.length > FIELDS_MAX) return null
  for (const pair of pairs) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decoded(at === -1 ? pair : pair.slice(0, at))
    const value = at === -1 ? '' : decoded(pair.slice(at + 1))
    if (name === null || value === null) return null
    const known = fields[name]
    fields[name] = known === undefined ? value : [...(typeof known === 'string' ? [known] : known), value]
  }
  return fields
}

/** What a body of JSON says; undefined where the parser above has to be asked for its opinion. */
export function jsonIn (body: Buffer): unknown {
  try {
    return JSON.parse(textOf(body) ?? '')
  } catch {
    return undefined
  }
}

function textOf (body: Buffer): string | null {
  return isUtf8(body) ? body.toString() : null
}

function decoded (text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}
