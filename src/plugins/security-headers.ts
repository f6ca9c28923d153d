import helmet from '@fastify/helmet'
import fp from 'fastify-plugin'

/** No page of ours runs anything written into it, none is framed elsewhere, and no address is told to other sites. */
export const securityHeaders = fp<{ readonly baseUrl: URL | null }>(async (app, { baseUrl }) => {
  // An answer in JSON runs nowhere and is framed by nobody: one header is enough, and the busiest routes are these.
  app.addHook('onRoute', route => {
    if (route.url.startsWith('/api/')) route.helmet ??= false
  })
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    // Most of it is somebody's own, and no cache on the way asks whose; what everybody may keep says so itself.
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
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"]
      }
    },
    referrerPolicy: { policy: 'same-origin' },
    // Only who speaks TLS for sure may promise to go on doing so, and has the host to himself: what stands beside a sub-path is not ours,
    // nor are the operator's other hosts.
    strictTransportSecurity: baseUrl?.protocol === 'https:' && baseUrl.pathname === '/' ? { maxAge: 180 * 86_400, includeSubDomains: false } : false,
    // Without TLS browsers ignore it and complain.
    crossOriginOpenerPolicy: baseUrl?.protocol === 'https:',
    originAgentCluster: false
  })
}, { name: 'security-headers' })
