import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '#domain/errors.ts'
import { codingFor } from './compression.ts'

/** The content codings of public files, the smallest first. Browsers accept brotli on secure addresses and on this machine. */
const CODINGS = ['br', 'gzip', 'identity'] as const
export type Coding = typeof CODINGS[number]

/** A public file as it is served. */
export interface Asset {
  readonly type: string
  /** False where compression gains nothing. */
  readonly isPacked: boolean
  /** The readable file, of which the served one is made. */
  readonly body: Buffer
  /** Returns the served file, made once for each coding. */
  content (coding: Coding): Promise<Buffer>
}

/** Looks public files up (`src/server/assets/assets.ts`). */
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
    return await send(request, reply, asset, FOR_EVER)
  })

  // Old browsers request this name, whatever icon the page links.
  app.get('/favicon.ico', { schema: { hide: true }, config: { ownPace: true } }, async (request, reply) => {
    const asset = assets.get(assets.address('favicon.png').slice('static/'.length))
    if (asset === null) throw notFound('file')
    return await send(request, reply, asset, A_DAY)
  })
}, { name: 'statics' })

async function send (request: FastifyRequest, reply: FastifyReply, { type, isPacked, content }: Asset, keep: string): Promise<Buffer> {
  reply.header('content-type', type).header('cache-control', keep)
  if (!isPacked) return await content('identity')
  reply.header('vary', 'accept-encoding')
  const coding = codingFor(request.raw, CODINGS)
  if (coding !== 'identity') reply.header('content-encoding', coding)
  return await content(coding)
}
