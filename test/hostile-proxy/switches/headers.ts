import { headerOf, withHeader, without, type Headers, type Switch } from '../exchange.ts'

/** What passed every proxy that was measured, in both directions. */
const SURVIVORS = new Set([
  'host', 'user-agent', 'referer', 'cookie', 'accept', 'authorization', 'content-type', 'content-length', 'content-encoding',
  'location', 'set-cookie', 'cache-control', 'date', 'retry-after', 'allow', 'vary', 'pragma', 'expires'
])

/**
 * Lets only the headers of a small list through, and of Cache-Control only `private`. Filtering proxies with an allow list: Privoxy's
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
 * Cookies lose everything but name, value and path: no HttpOnly, SameSite, Max-Age, Expires. Proxies that rewrite cookies: Privoxy's
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

/** Of several Set-Cookie only the first arrives. Tinyproxy, and whatever keeps headers in a map. */
export function firstCookieOnly (): Switch {
  return next => async ask => {
    const answer = await next(ask)
    let cookies = 0
    return { ...answer, headers: without(answer.headers, name => name === 'set-cookie' && cookies++ > 0) }
  }
}

/** The server is told another name than the browser asked for. nginx's default (`proxy_set_header Host $proxy_host`), Apache's too. */
export function rewriteHost ({ host }: { host: string }): Switch {
  return next => async ask => await next({ ...ask, headers: withHeader(ask.headers, 'Host', host) })
}

/** Says that it was there: Via, X-Forwarded-For, and the like. Squid, Varnish, HAProxy with `option forwardfor`. */
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
