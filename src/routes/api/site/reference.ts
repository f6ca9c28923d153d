import type { SwaggerOptions } from '@fastify/swagger'
import Fastify, { type FastifyPluginAsync, type RouteOptions } from 'fastify'
import { apiReference } from '#views/site/api-reference.ts'

/** Head of the OpenAPI document; the rest is made from the routes' schemas. */
const OPENAPI: NonNullable<Extract<SwaggerOptions, { openapi?: unknown }>['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'Holdline',
    version: '1',
    description: 'Times are Unix milliseconds, ids are text, a message is (conversationId, no). Errors: {statusCode, code, error, message}. ' +
      'Calls that change something need Content-Type: application/json, also when empty. ' +
      'Every PATCH, PUT and DELETE is also a POST that names it, for networks that let nothing else pass: POST /api/me?method=PATCH.'
  },
  // Relative to the document's own address: the site may be below a sub-path.
  servers: [{ url: '..' }],
  components: {
    securitySchemes: {
      browser: { type: 'apiKey', in: 'cookie', name: 'holdline_session', description: 'Or the name that signing in sets, which is of this server alone.' },
      token: { type: 'http', scheme: 'bearer' }
    }
  },
  security: [{ browser: [] }, { token: [] }]
}

/** The API reference, as OpenAPI and as a page. `routes`: all of the server's, complete when the first request comes. */
export const referenceRoutes: FastifyPluginAsync<{ readonly routes: readonly RouteOptions[] }> = async (app, { routes }) => {
  // Cached for the life of the process, and made on first request: it takes as long as three usual pages.
  let made: ReturnType<typeof make> | null = null
  function reference (): ReturnType<typeof make> {
    made ??= make(routes)
    return made
  }

  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    await reply.type('application/json; charset=utf-8').send((await reference()).json))

  // Needs the slash at the end, so that its relative links work.
  app.get('', { schema: { hide: true } }, async (_request, reply) => reply.redirect('api/', 303))
  app.get('/', { schema: { hide: true }, helmet: {}, prefixTrailingSlash: 'slash' }, async (_request, reply) =>
    await reply.type('text/html; charset=utf-8').send((await reference()).page))
}

// Shows the routes to a second Fastify that never listens, since the one that serves would need all of @fastify/swagger at the start.
async function make (routes: readonly RouteOptions[]): Promise<{ json: string, page: string }> {
  const { default: swagger } = await import('@fastify/swagger')
  const app = Fastify({ exposeHeadRoutes: false })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => () => '')
  await app.register(swagger, { openapi: OPENAPI, stripBasePath: false })
  for (const { method, url, schema } of routes) {
    if (method !== 'HEAD' && schema !== undefined) app.route({ method, url, schema, handler: async () => {} })
  }
  await app.ready()
  const document = app.swagger()
  await app.close()
  return { json: JSON.stringify(document), page: apiReference(document).toString() }
}
