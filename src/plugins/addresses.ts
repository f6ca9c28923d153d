/** A relative address below the root: no scheme, no host, no `..`, nothing that a browser reads as one of them. */
const BELOW_ROOT = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*\/?(?:\?[\w.~%&=+*!'()-]*)?$/
/** Addresses for programs, frames, and the way in itself: nobody wants to be there after signing in. */
const NO_PAGE = /^(?:api|poll|healthz|readyz|metrics|held|connection\/test|sign(?:in|up|out))(?:[/?]|$)/
export const BACK_MAX_CHARS = 512
/** Query parameters that belong to one answer, or one wait for it, and not to the page. */
const PASSING = /(?<=[?&])(?:fragment|done|new|wait|cursor|tab|n|hop|since|until)=[^&]*(?:&|$)/g

/** Returns the relative path from an address to the root. Our links are relative, because proxies rewrite hosts and sub-paths. */
export function rootOf (url: string): string {
  const path = url.split('?', 1)[0] ?? ''
  const depth = path.split('/').length - 2
  return depth <= 0 ? './' : '../'.repeat(depth)
}

/** Returns the address at which this caller reaches the site, ending in a slash: the base URL, or without one the caller's own host. */
export function siteAddress ({ protocol, host }: { readonly protocol: string, readonly host: string }, baseUrl: URL | null): string {
  return baseUrl?.href ?? `${protocol}://${host}/`
}

/** Returns the address, below the root, of the page a form was on; the root (``) for anything that is not ours. */
export function backTo (address: string): string {
  return address.length <= BACK_MAX_CHARS && BELOW_ROOT.test(address) ? address : ''
}

/** Returns the sign-in page, which leads on to this address below the root. */
export function signInAt (back: string): string {
  const to = pageIn(back)
  return to === '' ? 'signin' : `signin?back=${encodeURIComponent(to)}`
}

/** Returns where signing in leads: the page that was wanted, or the conversations. */
export function afterSignIn (back = ''): string {
  return pageIn(back) || 'conversations/'
}

function pageIn (back: string): string {
  const to = backTo(back)
  return NO_PAGE.test(to) ? '' : to
}

/** Returns the page at this address, as `backTo` takes it. */
export function hereOf (url: string): string {
  return backTo(url.slice(1).replace(PASSING, '').replace(/[?&]$/, ''))
}
