import fp from 'fastify-plugin'

// Asked before the line is put together: most servers do not want it.
const TELLING = new Set(['debug', 'trace'])

/**
 * One line a request, at `debug`. The route's pattern and not the address: what stands in an address may be a one-time link or
 * somebody's search. Never bodies, never cookies.
 */
export const requestLog = fp(async app => {
  app.addHook('onResponse', (request, reply, done) => {
    if (TELLING.has(app.log.level)) {
      const { method, url } = request.routeOptions
      const { statusCode: status, elapsedTime } = reply
      app.log.debug({ reqId: request.id, method: method ?? request.method, route: url ?? null, status, ms: Math.round(elapsedTime) }, 'answered')
    }
    done()
  })
}, { name: 'request-log' })
