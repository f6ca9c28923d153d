import { hash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

const TRACES = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via']

/** From this machine, and with nothing that tells of a proxy in between. */
export function isLocal ({ socket, headers }: FastifyRequest): boolean {
  const address = socket.remoteAddress ?? ''
  return /^(?:::ffff:)?127\.|^::1$/.test(address) && TRACES.every(name => headers[name] === undefined)
}

/** Whether the call bears exactly this token. */
export function bearerOf ({ headers }: FastifyRequest, token: string): boolean {
  const given = hash('sha256', headers.authorization ?? '', 'buffer')
  return timingSafeEqual(given, hash('sha256', `Bearer ${token}`, 'buffer'))
}
