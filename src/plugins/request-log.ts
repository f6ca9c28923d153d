import fp from 'fastify-plugin'

// Checked before the line is built: most servers do not log it.
const TELLING = new Set(['debug', 'trace'])

/**
 * Logs one line a request, at `debug`. With the route's pattern instead of the address, which may contain a one-time link or a search, and
 * without bodies and cookies.
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
