import type { FastifyPluginAsync } from 'fastify'

/** Where the site stands on its host: everything at `/`, or below the path of the base URL. */
export interface BasePath {
  /** With a slash at both ends. */
  readonly path: string
  /**
   * A request's address as the routes know it. A proxy may take the sub-path away, or leave it, or name the host before it, or leave two
   * slashes in front (nginx does for `location /chat { proxy_pass http://upstream/; }`): all arrive at the same routes.
   */
  below (url: string): string
}

const HOST = /^https?:\/\/[^/?#]*(?=\/)/i
const SLASHES = /^\/{2,}/

export function createBasePath (baseUrl: URL | null): BasePath {
  const path = baseUrl?.pathname ?? '/'
  return {
    path,
    below (given) {
      const url = (given.startsWith('/') ? given : given.replace(HOST, '')).replace(SLASHES, '/')
      return path !== '/' && url.startsWith(path) ? url.slice(path.length - 1).replace(SLASHES, '/') : url
    }
  }
}

/** `/sub` is not below `/sub/`: whoever types it is sent there, when the proxy in front did not do so. */
export const basePathRoute: FastifyPluginAsync<{ base: BasePath }> = async (app, { base: { path } }) => {
  if (path === '/') return
  const to = `./${path.split('/').at(-2)}/`
  app.get(path.slice(0, -1), { schema: { hide: true } }, async (_request, reply) => reply.redirect(to, 303))
}
