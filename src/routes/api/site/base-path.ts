import type { FastifyPluginAsync } from 'fastify'

/** Path of the site on its host: `/`, or the path of the base URL. */
export interface BasePath {
  /** With a slash at both ends. */
  readonly path: string
  /**
   * Returns a request's address as the routes know it. Proxies may strip the sub-path or keep it, put the host before it, or leave two
   * slashes at its beginning (nginx does for `location /chat { proxy_pass http://upstream/; }`).
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

/** Redirects `/sub` to `/sub/`, in case the proxy does not. */
export const basePathRoute: FastifyPluginAsync<{ base: BasePath }> = async (app, { base: { path } }) => {
  if (path === '/') return
  const to = `./${path.split('/').at(-2)}/`
  app.get(path.slice(0, -1), { schema: { hide: true } }, async (_request, reply) => reply.redirect(to, 303))
}
