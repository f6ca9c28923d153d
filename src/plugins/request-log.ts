import fp from 'fastify-plugin'

/**
 * One line a request, at `debug`. The route's pattern and not the address: what stands in an address may be a one-time link or
 * somebody's search. Never bodies, never cookies.
 */
export const requestLog = fp(async app => {
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request.routeOptions
    request.log.debug({ method: method ?? request.method, route: url ?? null, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
}, { name: 'request-log' })
