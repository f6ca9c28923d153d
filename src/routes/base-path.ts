import type { FastifyPluginAsync } from 'fastify'

/** Where the site stands on its host: everything at `/`, or below the path of the base URL. */
export interface BasePath {
  /** With a slash at both ends. */
  readonly path: string
  /**
   * A request's address as the routes know it. A proxy may take the sub-path away, or leave it, or name the host before it: all arrive at
   * the same routes.
   */
  below (url: string): string
}

const HOST = /^https?:\/\/[^/?#]*(?=\/)/i

export function createBasePath (baseUrl: URL | null): BasePath {
  const path = baseUrl?.pathname ?? '/'
  return {
    path,
    below (given) {
      const url = given.startsWith('/') ? given : given.replace(HOST, '')
      return path !== '/' && url.startsWith(path) ? url.slice(path.length - 1) : url
    }
  }
}

/** `/sub` is not below `/sub/`: whoever types it is sent there, when the proxy in front did not do so. */
export const basePathRoute: FastifyPluginAsync<{ base: BasePath }> = async (app, { base: { path } }) => {
  if (path === '/') return
  const to = `./${path.split('/').at(-2)}/`
  app.get(path.slice(0, -1), { schema: { hide: true } }, async (_request, reply) => reply.redirect(to, 303))
}
