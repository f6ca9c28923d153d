import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '#domain/errors.ts'

/** A public file as it is served. */
export interface Asset {
  readonly type: string
  readonly body: Buffer
  /** Null where compression gains nothing. */
  readonly gzipped: Buffer | null
}

/** Looks public files up (`src/server/assets.ts`). */
export interface PublicFiles {
  address (name: string): string
  get (file: string): Asset | null
}

/** Cached for a year without revalidation, because the address changes with the content. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const A_DAY = 'public, max-age=86400'

/** Serves public files from memory: together they are smaller than one photograph. */
export const statics = fp<{ readonly assets: PublicFiles }>(async (app, { assets }) => {
  app.get<{ Params: { file: string } }>('/static/:file', { schema: { hide: true }, config: { ownPace: true } }, async (request, reply) => {
    const asset = assets.get(request.params.file)
    if (asset === null) throw notFound('file')
    return send(request, reply, asset, FOR_EVER)
  })

  // Old browsers request this name, whatever icon the page links.
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
