import type { SwaggerOptions } from '@fastify/swagger'
import type { FastifyPluginAsync } from 'fastify'
import { apiReference } from '#views/site/api-reference.ts'

/** What the OpenAPI document says besides the routes' own schemas. */
export const OPENAPI: NonNullable<Extract<SwaggerOptions, { openapi?: unknown }>['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'Holdline',
    version: '1',
    description: 'Times are Unix milliseconds, ids are text, a message is (conversationId, no). Errors: {statusCode, code, error, message}. ' +
      'Calls that change something need Content-Type: application/json, also when empty. ' +
      'Every PATCH, PUT and DELETE is also a POST that names it, for networks that let nothing else pass: POST /api/me?method=PATCH.'
  },
  // From the document's own address: the site may stand below a sub-path.
  servers: [{ url: '..' }],
  components: {
    securitySchemes: {
      browser: { type: 'apiKey', in: 'cookie', name: 'holdline_session', description: 'Or the name that signing in sets, which is of this server alone.' },
      token: { type: 'http', scheme: 'bearer' }
    }
  },
  security: [{ browser: [] }, { token: [] }]
}

/** The API's description, for programs and for people. */
export const referenceRoutes: FastifyPluginAsync = async app => {
  // Made when first asked for: it changes with the program alone, and making it takes as long as three usual pages.
  let json: string | null = null
  let page: string | null = null

  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    await reply.type('application/json; charset=utf-8').send(json ??= JSON.stringify(app.swagger())))

  // With a slash at its end, so that the document's links lead beside it.
  app.get('', { schema: { hide: true } }, async (_request, reply) => reply.redirect('api/', 303))
  app.get('/', { schema: { hide: true }, helmet: {}, prefixTrailingSlash: 'slash' }, async (_request, reply) =>
    await reply.type('text/html; charset=utf-8').send(page ??= apiReference(app.swagger()).toString()))
}
