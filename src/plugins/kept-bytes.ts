import { Readable } from 'node:stream'
import { create as disposition } from 'content-disposition'
import fp from 'fastify-plugin'
import type { FastifyReply } from 'fastify'
import { DomainError } from '#domain/errors.ts'
import type { Range } from '#domain/files/bytes.ts'
import type { Shown } from '#domain/files/showing.ts'

/** Nothing in a file runs, loads or is framed elsewhere; a browser may still draw a picture, sound or video that is opened alone. */
const POLICY = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
/** Kept by the reader's browser alone, and asked for each time: a recall takes effect at once. */
const KEPT = 'private, no-cache'

declare module 'fastify' {
  interface FastifyReply {
    /** Sends a file or a part of it (`Range`), its head alone (`HEAD`), or 304 where the browser has it. Throws RANGE_INVALID. */
    sendsKept (file: Shown): Promise<FastifyReply>
  }
}

/** Answers with bytes that people have sent, which no browser may take for a page of this site. */
export const keptBytes = fp(async app => {
  app.decorateReply('sendsKept', async function (this: FastifyReply, { name, size, type, isInline, version, read }: Shown) {
    const { method, headers } = this.request
    const etag = `"${version}"`
    this.headers({ etag, 'cache-control': KEPT, 'content-security-policy': POLICY, 'accept-ranges': 'bytes' })
    if (isNamed(headers['if-none-match'], etag)) return this.code(304).send()
    const { range: asked, 'if-range': provided } = headers
    const range = asked === undefined || (provided !== undefined && provided !== etag) ? null : rangeOf(asked, size)
    if (range === 'beyond') {
      this.header('content-range', `bytes */${size}`)
      throw new DomainError('RANGE_INVALID', `There are ${size} bytes.`)
    }
    this.headers({
      'content-type': type,
      'content-disposition': disposition(name, { type: isInline ? 'inline' : 'attachment' }),
      'content-length': range === null ? size : range.to - range.from + 1
    })
    if (range !== null) this.code(206).header('content-range', `bytes ${range.from}-${range.to}/${size}`)
    return this.send(method === 'HEAD' ? Readable.from([]) : Readable.from(await read(range ?? undefined), { objectMode: false }))
  })
}, { name: 'kept-bytes' })

/** Whether a condition names this version, weakly or not, among others, or any. */
function isNamed (condition: string | undefined, etag: string): boolean {
  return condition !== undefined && condition.split(',').some(each => ['*', etag].includes(each.trim().replace(/^W\//, '')))
}

/**
 * Parses one range of bytes; null: the whole, also for several ranges and for other units. `beyond`: no byte of it exists.
 */
export function rangeOf (header: string, size: number): Range | 'beyond' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.replaceAll(' ', '')) ?? []
  if (first === '' && last === '') return null
  if (first === '') return Number(last) === 0 || size === 0 ? 'beyond' : { from: Math.max(0, size - Number(last)), to: size - 1 }
  if (last !== '' && Number(last) < Number(first)) return null
  return Number(first) >= size ? 'beyond' : { from: Number(first), to: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
