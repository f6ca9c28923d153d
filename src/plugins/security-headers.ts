import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

/** Sets the headers against script injection, framing by other sites, and addresses in referrers. */
export const securityHeaders = fp<{ readonly baseUrl: URL | null }>(async (app, { baseUrl }) => {
  // JSON is neither run nor framed, so one header is enough. These are the busiest routes.
  app.addHook('onRoute', route => {
    if (route.url.startsWith('/api/')) route.helmet ??= false
  })
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    // Most answers are private, and a cache on the path does not check whose. Public ones override it.
    reply.header('cache-control', 'no-store, private')
    done()
  })

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        // blob: a file that was chosen, before it is sent.
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"]
      }
    },
    referrerPolicy: { policy: 'same-origin' },
    // HSTS only where the base URL is https and the whole host is ours: neighbours of a sub-path, and other hosts of the operator, are not
    // ours to decide about.
    strictTransportSecurity: baseUrl?.protocol === 'https:' && baseUrl.pathname === '/' ? { maxAge: 180 * 86_400, includeSubDomains: false } : false,
    // Browsers ignore it without TLS, with a warning.
    crossOriginOpenerPolicy: baseUrl?.protocol === 'https:',
    originAgentCluster: false
  })
}, { name: 'security-headers' })
