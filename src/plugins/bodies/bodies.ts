import { isUtf8 as isUtf8Bytes } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import fp from 'fastify-plugin'
import type { FastifyRequest } from 'fastify'
import { networkOf } from '#domain/account/attempts.ts'
import { DomainError } from '#domain/errors.ts'
import { createMemoryBudget } from '#domain/site/memory-budget.ts'
import { readBody, type Done } from './body-reader.ts'
import { workedMs } from '#plugins/reading.ts'

/** 8 kB of text, escaped six characters to the byte at worst, with ample room for what a call carries besides. */
export const BODY_LIMIT_BYTES = 512 * 1024
/** The limit for strangers: a form with 8 kB of text, three characters to the byte, so that its text can be shown again. */
const STRANGER_LIMIT_BYTES = 32 * 1024
/** More fields than any form of ours has. Further ones are not parsed, because each unknown one costs the validator. */
const FIELDS_MAX = 200
/** More values than the longest list of usernames has. Limited, because each wrong one costs the validator, too. */
const VALUES_MAX = 10_500

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Callers who are not signed in have no lower limit here. */
    largeForAll?: true
  }
  interface FastifyRequest {
    /** Bytes of the body. */
    bodyBytes: number
  }
}

export interface BodiesOptions {
  readonly budgetBytes: number
  /** Real time, as a network has: the clock of a test moves by days while a body is on its way. */
  readonly after: (ms: number, run: () => void) => () => void
}

/** Reads bodies: JSON and form fields, both in UTF-8. Anything else is 415. */
export const bodies = fp<BodiesOptions>(async (app, { budgetBytes, after }) => {
  // Two budgets, so that strangers cannot use up the room of signed-in people.
  const ofUsers = createMemoryBudget(budgetBytes / 2)
  const ofStrangers = createMemoryBudget(budgetBytes / 2)

  function read (request: FastifyRequest, payload: IncomingMessage, done: Done): void {
    const { viewer, headers, routeOptions: { bodyLimit, config } } = request
    const announced = headers['content-length'] === undefined ? null : Number(headers['content-length'])
    readBody(payload, {
      announced,
      limit: viewer === null && config.largeForAll !== true ? Math.min(bodyLimit, STRANGER_LIMIT_BYTES) : bodyLimit,
      budget: viewer === null ? ofStrangers : ofUsers,
      owner: viewer === null ? networkOf(request.ip) : viewer.userId,
      after
    }, done)
  }

  app.removeAllContentTypeParsers()
  app.decorateRequest('bodyBytes', 0)

  function begin (request: FastifyRequest, body: Buffer): void {
    request.bodyBytes = body.length
    request.workedFrom = workedMs()
  }

  // Refuses '__proto__' and 'constructor.prototype' in a body, instead of dropping them.
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', (request, payload, done) => read(request, payload, (unread, body) => {
    if (unread !== null) return done(unread)
    begin(request, body)
    const text = textOf(body)
    if (text === '') return done(null, undefined)
    if (text === null) return done(new DomainError('INVALID', 'The body is not valid UTF-8.'))
    parse(request, text, (error, value?: unknown) => {
      done(error === null && isTooMuch(value) ? new DomainError('INVALID', 'The body has too many fields.') : error, value)
    })
  }))
  // Replaces @fastify/formbody, whose parser throws uncaught at some bad UTF-8 and turns other into wrong text.
  app.addContentTypeParser('application/x-www-form-urlencoded', (request, payload, done) => read(request, payload, (unread, body) => {
    if (unread !== null) return done(unread)
    begin(request, body)
    const form = readForm(body, /\bzh\b/i.test(request.headers['accept-language'] ?? ''))
    if (form === null) return done(new DomainError('INVALID', 'The form has too many fields.'))
    if (!form.isUtf8) misread.add(request)
    done(null, form.fields)
  }))

  // Refused later, so that the form can be shown again with its fields, which are good for nothing else.
  app.addHook('preValidation', (request, _reply, done) => {
    done(misread.has(request) ? new DomainError('NOT_UNICODE', 'The form is not valid UTF-8.') : undefined)
  })
}, { name: 'bodies' })

/** Requests whose form was not UTF-8: their fields are a guess. */
const misread = new WeakSet<FastifyRequest>()
const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20

export interface Form {
  /** A repeated field is a list. */
  readonly fields: Record<string, string | string[]>
  /** False: some field is not UTF-8, or is escaped in an unknown way, so its value is a guess. */
  readonly isUtf8: boolean
}

/** Parses the fields of a form; null: too many. Reads what is not UTF-8 as a Chinese or a western encoding. */
export function readForm (body: Buffer, isChinese: boolean): Form | null {
  const fields = Object.create(null) as Form['fields']
  let isUtf8 = true
  // One character a byte: escapes encode bytes, which are decoded afterwards.
  const pairs = body.toString('latin1').split('&')
  if (pairs.length > FIELDS_MAX) return null

  function decoded (escaped: string): string {
    const bytes = unescaped(Buffer.from(escaped, 'latin1'), () => { isUtf8 = false })
    if (isUtf8Bytes(bytes)) return bytes.toString()
    isUtf8 = false
    return guess(bytes, isChinese)
  }

  for (const pair of pairs) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decoded(at === -1 ? pair : pair.slice(0, at))
    const value = at === -1 ? '' : decoded(pair.slice(at + 1))
    const known = fields[name]
    fields[name] = known === undefined ? value : [...(typeof known === 'string' ? [known] : known), value]
  }
  return { fields, isUtf8 }
}

/** Decodes escapes in place, byte by byte: a pattern with a callback took 40 times as long for a body of nothing but escapes. */
function unescaped (bytes: Buffer, onStray: () => void): Buffer {
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    const value = byte === PERCENT ? hexAt(bytes, at + 1) * 16 + hexAt(bytes, at + 2) : NaN
    if (byte === PERCENT && Number.isNaN(value)) onStray()
    if (!Number.isNaN(value)) at += 2
    bytes[length++] = Number.isNaN(value) ? byte === PLUS ? SPACE : byte : value
  }
  return bytes.subarray(0, length)
}

/** Returns 0 to 15; NaN for anything but a hexadecimal digit. */
function hexAt (bytes: Buffer, at: number): number {
  const byte = bytes[at] ?? 0
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : NaN
}

function guess (bytes: Buffer, isChinese: boolean): string {
  try {
    if (isChinese) return new TextDecoder('gb18030', { fatal: true }).decode(bytes)
  } catch {}
  return new TextDecoder('windows-1252').decode(bytes)
}

function isTooMuch (body: unknown): boolean {
  if (typeof body === 'object' && body !== null && Object.keys(body).length > FIELDS_MAX) return true
  let left = VALUES_MAX
  const unseen = [body]
  for (let value = unseen.pop(); value !== undefined; value = unseen.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const inside = Object.values(value)
    left -= inside.length
    if (left < 0) return true
    for (const each of inside) unseen.push(each)
  }
  return false
}

/** Parses JSON; undefined where Fastify's parser has to decide. */
export function jsonIn (body: Buffer): unknown {
  try {
    return JSON.parse(textOf(body) ?? '')
  } catch {
    return undefined
  }
}

function textOf (body: Buffer): string | null {
  return isUtf8Bytes(body) ? body.toString() : null
}
