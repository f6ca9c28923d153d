import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '#domain/errors.ts'

/** A public file as it is served. */
export interface Asset {
  readonly type: string
  readonly body: Buffer
  /** Null where packing gains nothing. */
  readonly gzipped: Buffer | null
}

/** Where public files are looked up (`src/server/assets.ts`). */
export interface PublicFiles {
  address (name: string): string
  get (file: string): Asset | null
}

/** A year, and never asked again: the address changes with the content. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const A_DAY = 'public, max-age=86400'

/** Public files, from memory: all of them together are smaller than one photograph. */
export const statics = fp<{ readonly assets: PublicFiles }>(async (app, { assets }) => {
  app.get<{ Params: { file: string } }>('/static/:file', { schema: { hide: true }, config: { ownPace: true } }, async (request, reply) => {
    const asset = assets.get(request.params.file)
    if (asset === null) throw notFound('file')
    return send(request, reply, asset, FOR_EVER)
  })

  // Old browsers ask for it by this name, whatever the page says.
  app.get('/favicon.ico', { schema: { hide: true }, config: { ownPace: true } }, async (request, reply) => {
    const asset = assets.get(assets.address('favicon.png').slice('static/'.length))
    if (asset === null) throw notFound('file')
    return send(request, reply, asset, A_DAY)
  })
}, { name: 'statics' })

function send (request: FastifyRequest, reply: FastifyReply, { type, body, gzipped }: Asset, keep: string): Buffer {
  reply.header('content-type', type).header('cache-control', keep)
  if (gzipped === null) return body
  reply.header('vary', 'accept-encoding')
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return body
  reply.header('content-encoding', 'gzip')
  return gzipped
}
