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
  const given = hash('sha256', headers.authorization ?? '', 'buffer')
  return timingSafeEqual(given, hash('sha256', `Bearer ${token}`, 'buffer'))
}
