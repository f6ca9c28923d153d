import type { FastifyInstance } from 'fastify'

export interface Route { readonly method: string, readonly url: string }

/** Every route of an app with each of its methods, read from the tree that Fastify prints: a route that is added is in it. */
export function routesOf (app: FastifyInstance): Route[] {
  const above: string[] = []
  return app.printRoutes({ commonPrefix: false }).split('\n').flatMap(line => {
    const [, indent, path, methods] = /^([ │]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? []
    if (indent === undefined || path === undefined) return []
    const depth = indent.length / 4
    above.length = depth
    above.push(path)
    const url = above.join('')
    return methods === undefined ? [] : methods.split(', ').map(method => ({ method, url }))
  })
}
