/** An address below the root as our links write it: no scheme, no host, no way up, nothing that a browser reads as one of them. */
const BELOW_ROOT = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*\/?(?:\?[\w.~%&=+*!'()-]*)?$/
export const BACK_MAX_CHARS = 512
/** What an address says about one answer, or one wait for it, and not about the page. */
const PASSING = /(?<=[?&])(?:fragment|done|new|wait|cursor|tab|n|hop|since|until)=[^&]*(?:&|$)/g

/** From an address back to the root: every link of ours is relative, since proxies rewrite hosts and sub-paths. */
export function rootOf (url: string): string {
  const path = url.split('?', 1)[0] ?? ''
  const depth = path.split('/').length - 2
  return depth <= 0 ? './' : '../'.repeat(depth)
}

/** The address a form names as the page it stood on, below the root; the root itself (``) for whatever is none of ours. */
export function backTo (address: string): string {
  return address.length <= BACK_MAX_CHARS && BELOW_ROOT.test(address) ? address : ''
}

/** The page at this address, as `backTo` takes it. */
export function hereOf (url: string): string {
  return backTo(url.slice(1).replace(PASSING, '').replace(/[?&]$/, ''))
}
