import type { IncomingMessage } from 'node:http'
import fp from 'fastify-plugin'
import { DomainError } from '#domain/errors.ts'
import { SAFE } from './forms.ts'

/** Methods that firewalls with OWASP's core rules refuse unless told otherwise; they let GET, HEAD, POST and OPTIONS pass. */
const OFTEN_REFUSED = new Set(['PATCH', 'PUT', 'DELETE'])
const API = '/api/'

/**
 * Turns `POST /api/…?method=PATCH` (PUT, DELETE) into the request it stands for and returns the address without the parameter. Runs ahead
 * of the router, so hooks, limits and logs see the request as if it had come by that method. Every other request stays as it is.
 */
export function takeMethod (request: Pick<IncomingMessage, 'method'>, url: string): string {
  if (request.method !== 'POST' || !url.startsWith(API) || !url.includes('method=')) return url
  const at = url.indexOf('?')
  const pairs = url.slice(at + 1).split('&')
  const named = pairs.filter(pair => pair.startsWith('method='))
  const method = named[0]?.slice('method='.length) ?? ''
  if (at === -1 || named.length !== 1 || !OFTEN_REFUSED.has(method)) return url
  request.method = method
  const rest = pairs.filter(pair => !pair.startsWith('method='))
  return rest.length === 0 ? url.slice(0, at) : `${url.slice(0, at)}?${rest.join('&')}`
}

/** Refuses a request that still names a method after `takeMethod`, because it would do something other than was asked. */
export const methodQuery = fp(async app => {
  app.addHook('onRequest', (request, _reply, done) => {
    const isMeant = !SAFE.has(request.method) && request.url.startsWith(API) && Object.hasOwn(request.query as object, 'method')
    done(isMeant ? new DomainError('METHOD_NOT_ALLOWED', 'The parameter "method" takes PATCH, PUT or DELETE, once.') : undefined)
  })
}, { name: 'method-query' })
