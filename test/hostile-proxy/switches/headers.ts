import { headerOf, withHeader, without, type Headers, type Switch } from '../exchange.ts'

/** The headers that passed every measured proxy, in both directions. */
const SURVIVORS = new Set([
  'host', 'user-agent', 'referer', 'cookie', 'accept', 'authorization', 'content-type', 'content-length', 'content-encoding',
  'location', 'set-cookie', 'cache-control', 'date', 'retry-after', 'allow', 'vary', 'pragma', 'expires'
])

/**
 * Passes only the headers of a small list, and of Cache-Control only `private`. Filtering proxies with an allow list: Privoxy's
 * `server-header-filter`, Squid's `request_header_access … deny all`, school and office gateways.
 */
export function stripHeaders (): Switch {
  return next => async ask => {
    const answer = await next({ ...ask, headers: kept(ask.headers) })
    const headers = kept(answer.headers).map(([name, value]) => name.toLowerCase() === 'cache-control' ? [name, 'private'] as const : [name, value] as const)
    return { ...answer, headers: without(headers, name => name === 'pragma' || name === 'expires') }
  }
}

function kept (headers: Headers): Headers {
  return without(headers, name => !SURVIVORS.has(name))
}

/**
 * Reduces cookies to name, value and path: no HttpOnly, SameSite, Max-Age, Expires. Proxies that rewrite cookies: Privoxy's
 * `session-cookies-only`, TLS-inspecting gateways.
 */
export function stripCookieAttributes (): Switch {
  return next => async ask => {
    const answer = await next(ask)
    const headers = answer.headers.map(([name, value]) => {
      if (name.toLowerCase() !== 'set-cookie') return [name, value] as const
      const [pair = '', ...attributes] = value.split(';')
      return [name, [pair, ...attributes.filter(attribute => /^ *path=/i.test(attribute))].join(';')] as const
    })
    return { ...answer, headers }
  }
}

/** Passes only the first of several Set-Cookie headers. Tinyproxy, and proxies that keep headers in a map. */
export function firstCookieOnly (): Switch {
  return next => async ask => {
    const answer = await next(ask)
    let cookies = 0
    return { ...answer, headers: without(answer.headers, name => name === 'set-cookie' && cookies++ > 0) }
  }
}

/** Sends the server another Host than the browser's. nginx's default (`proxy_set_header Host $proxy_host`), Apache's too. */
export function rewriteHost ({ host }: { host: string }): Switch {
  return next => async ask => await next({ ...ask, headers: withHeader(ask.headers, 'Host', host) })
}

/** Adds a proxy's own headers: Via, X-Forwarded-For and the like. Squid, Varnish, HAProxy with `option forwardfor`. */
export function announceItself ({ address }: { address: string }): Switch {
  return next => async ask => {
    const before = headerOf(ask.headers, 'x-forwarded-for')
    const headers: Headers = [
      ...without(ask.headers, name => name === 'x-forwarded-for' || name === 'via'),
      ['Via', '1.1 hostile'],
      ['X-Forwarded-For', before === null ? address : `${before}, ${address}`],
      ['X-Forwarded-Proto', 'http'],
      ['Forwarded', `for=${address}`]
    ]
    const answer = await next({ ...ask, headers })
    return { ...answer, headers: withHeader(answer.headers, 'Via', '1.1 hostile') }
  }
}
