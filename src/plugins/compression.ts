import type { IncomingMessage } from 'node:http'
import type { TransformOptions } from 'node:stream'
import { constants, createGzip, gzipSync, type Gzip, type ZlibOptions, type ZlibReset } from 'node:zlib'
import acceptNegotiator from '@fastify/accept-negotiator'
import fp from 'fastify-plugin'
import type { FastifyRequest } from 'fastify'
import { DomainError } from '#domain/errors.ts'
import { isCrossSite } from './forms.ts'

/** An answer up to this size is sent as it is: it travels in one packet either way. */
const PACKED_MIN_BYTES = 1024
/**
 * Live answers, on the loop: one of 2.5 KiB becomes 1.2 KiB in 40 µs. The thread pool would take 27 µs of the loop and 75 of another
 * core, and a recall could come between answer and write (D15).
 */
const CHEAP = { level: 1, memLevel: 6, windowBits: 13 }
/**
 * Of different texts: about 1 ms at once, 3 more for a catch-up of 256 KiB, and at most a twentieth of the loop's time under load, when a
 * sixth of it would go into them.
 */
const CHEAP_BYTES_AT_ONCE = 64 * 1024
const CHEAP_BYTES_PER_MS = 2 * 1024
/** A page that a recall overtakes in the thread pool is drawn again. Other answers are compressed on the loop, up to this size. */
const ON_LOOP_BYTES = 64 * 1024
/** Pages, in the thread pool: one of 50 KiB becomes 9.0 KiB in 0.7 ms of which 0.1 are on the loop; level 1 makes it 9.6 in 0.5. */
const THOROUGH = { level: 4 }

/** Of answers made for one reader. Brotli at a level this cheap gains nothing, and browsers accept it on secure addresses only. */
const CODINGS = ['gzip', 'identity'] as const
const TEXT = /^(?:text\/|application\/json|application\/openapi)/

/**
 * Cookie of a browser on a path that breaks compressed answers. The script sets and removes it by what it finds
 * (`public/connection/packing.js`); a reload sets it for browsers without script, where nothing else tells of an unreadable page.
 */
const UNPACKED_COOKIE = /(?:^|[; ])holdline_unpacked=1/
/** For an hour. */
const REMEMBERED = 'holdline_unpacked=1; Path=/; Max-Age=3600; SameSite=Lax'

/**
 * One compressor for all pages, one after the other: one for each left 100 MB in the allocator after some thousand pages, and took a
 * third more time. Holds any answer until it is read.
 */
const PAGES: ZlibOptions & Pick<TransformOptions, 'readableHighWaterMark'> = { ...THOROUGH, flush: constants.Z_FINISH, readableHighWaterMark: 16 * 1024 * 1024 }
const compressor = createGzip(PAGES) as Gzip & ZlibReset
// Told to each that writes to it: a page that cannot be compressed is sent as it is.
compressor.on('error', () => {})
let turn: Promise<unknown> = Promise.resolve()

/** Compresses a text in the thread pool, after those that were given before it. */
async function thorough (text: string): Promise<Buffer> {
  const packed = turn.then(async () => await new Promise<Buffer>((resolve, reject) => {
    compressor.write(text, error => {
      if (error != null) return reject(error)
      const parts: Buffer[] = []
      for (let part = compressor.read() as Buffer | null; part !== null; part = compressor.read() as Buffer | null) parts.push(part)
      compressor.reset()
      resolve(Buffer.concat(parts))
    })
  }))
  turn = packed.catch(() => {})
  return await packed
}

type Asked = Pick<IncomingMessage, 'headers' | 'httpVersion'>

/**
 * Returns the coding for this request of those that are offered, the best first, `identity` among them: a constant list. HTTP/1.0 clients,
 * and paths that break compression, get `identity`.
 */
export function codingFor<Coding extends string> ({ headers, httpVersion }: Asked, codings: readonly Coding[]): Coding | 'identity' {
  const accepted = headers['accept-encoding']
  if (accepted === undefined || httpVersion === '1.0' || isUnpacked(headers)) return 'identity'
  return preferred(String(accepted), codings) ?? 'identity'
}

/** Headers whose coding is kept. Browsers send a handful; the rest are read anew. */
const ACCEPTED_MAX = 100
/** By offer and header: each poll asks, and reading a header takes half a microsecond. */
const negotiated = new Map<readonly string[], Map<string, string | null>>()

function preferred<Coding extends string> (accepted: string, codings: readonly Coding[]): Coding | null {
  const answers = negotiated.get(codings) ?? new Map<string, string | null>()
  negotiated.set(codings, answers)
  const found = answers.get(accepted)
  if (found !== undefined) return found as Coding | null
  const coding = acceptNegotiator.negotiate(accepted, [...codings])
  if (answers.size < ACCEPTED_MAX) answers.set(accepted, coding)
  return coding
}

/** Whether this request, to a live answer or a page, takes gzip. */
export function takesGzip (asked: Asked): boolean {
  return codingFor(asked, CODINGS) === 'gzip'
}

/** Whether the path of this browser was found to break compressed answers. */
export function isUnpacked ({ cookie }: Asked['headers']): boolean {
  return cookie !== undefined && UNPACKED_COOKIE.test(cookie)
}

/** Returns a text compressed for any browser that takes gzip, whatever is known of its path; the same text for others. */
export function sample (text: string, { headers, httpVersion }: Asked): { coding: 'gzip' | 'identity', content: Buffer } {
  const coding = codingFor({ headers: { ...headers, cookie: undefined }, httpVersion }, CODINGS)
  return { coding, content: coding === 'gzip' ? gzipSync(text, CHEAP) : Buffer.from(text) }
}

let bytesLeft = CHEAP_BYTES_AT_ONCE
let refilledAt = 0
/** Compressed in this turn of the loop: most open pages of one language get the same answer to a message, cursor included. */
const packedNow = new Map<string, Buffer>()

/** Returns a live answer compressed; null when it is sent as it is: it is small, or enough was compressed lately. */
export function packLive (body: string, bytes: number): Buffer | null {
  if (bytes <= PACKED_MIN_BYTES) return null
  const known = packedNow.get(body)
  if (known !== undefined) return known
  const now = performance.now()
  bytesLeft = Math.min(CHEAP_BYTES_AT_ONCE, bytesLeft + (now - refilledAt) * CHEAP_BYTES_PER_MS)
  refilledAt = now
  if (bytesLeft <= 0) return null
  if (packedNow.size === 0) setImmediate(() => packedNow.clear())
  bytesLeft -= bytes
  const packed = gzipSync(body, CHEAP)
  packedNow.set(body, packed)
  return packed
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Returns the answer as it is now; null: it cannot be made again. */
    drawAgain: (() => Promise<string>) | null
  }
}

/**
 * Compresses pages, fragments and the API's answers. @fastify/compress would stream them in chunks: held pages promise a Content-Length,
 * and chunks do not pass every old proxy. `erasures` counts recalls: a text that was recalled meanwhile must not go out (D15).
 */
export const compression = fp<{ readonly erasures: () => number }>(async (app, { erasures }) => {
  app.decorateRequest('drawAgain', null)

  async function packed ({ drawAgain }: FastifyRequest, payload: string): Promise<Buffer | string> {
    if (drawAgain === null && payload.length <= ON_LOOP_BYTES) return gzipSync(payload, CHEAP)
    const before = erasures()
    const answer = await thorough(payload).catch(() => payload)
    if (erasures() === before) return answer
    if (drawAgain === null) throw new DomainError('UNAVAILABLE', 'Something in this answer was recalled meanwhile. Ask again.', 1)
    return gzipSync(await drawAgain(), CHEAP)
  }

  app.addHook<unknown>('onSend', (request, reply, payload, done) => {
    const type = String(reply.getHeader('content-type'))
    if (typeof payload !== 'string' || !TEXT.test(type) || Buffer.byteLength(payload) <= PACKED_MIN_BYTES) return done(null, payload)
    reply.header('vary', 'accept-encoding')
    if (!takesGzip(request.raw) || tellsByLength(request)) return done(null, payload)
    if (type.startsWith('text/html')) {
      // The first page of a visit carries the script that finds out how this path treats compressed answers.
      if (request.viewer === null && request.headers.referer === undefined) return done(null, payload)
      if (isReload(request)) {
        // Never two cookies in one answer.
        if (!reply.hasHeader('set-cookie')) reply.header('set-cookie', REMEMBERED)
        return done(null, payload)
      }
    }
    packed(request, payload).then(answer => {
      if (typeof answer !== 'string') reply.header('content-encoding', 'gzip')
      done(null, answer)
    }, done)
  })
}, { name: 'compression', dependencies: ['session'] })

/**
 * Whether the length of a compressed answer could tell a secret in it (BREACH): another site has chosen the address, a part of which the
 * page repeats; or invites and one-time links stand in it. Form tokens differ in each answer.
 */
function tellsByLength ({ headers, routeOptions }: FastifyRequest): boolean {
  return isCrossSite(headers) || /^\/(?:admin|setup|join|link|settings\/device)(?:\/|$)|\/invites$/.test(routeOptions.url ?? '')
}

/** Whether a person asked for this page once more, as people do with an unreadable one. Tools that keep no cache send `no-cache` always. */
function isReload ({ method, headers }: FastifyRequest): boolean {
  const { 'cache-control': cache = '', pragma = '', 'sec-fetch-mode': mode } = headers
  if (method !== 'GET') return false
  return /max-age=0/.test(cache) || (mode === undefined && /no-cache/.test(`${cache} ${pragma}`))
}
