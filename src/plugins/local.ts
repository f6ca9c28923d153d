import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

const TRACES = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via']

/** Whether the request comes from this machine, with no header of a proxy. */
export function isLocal ({ socket, headers }: FastifyRequest): boolean {
  const address = socket.remoteAddress ?? ''
  return /^(?:::ffff:)?127\.|^::1$/.test(address) && TRACES.every(name => headers[name] === undefined)
}

/** Whether the request has exactly this bearer token. */
export function bearerOf ({ headers }: FastifyRequest, token: string): boolean {
  return isSecret(headers.authorization ?? '', `Bearer ${token}`)
}

/** Whether a text is exactly this secret, in the same time for every text. */
export function isSecret (given: string, secret: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', secret, 'buffer'))
}
