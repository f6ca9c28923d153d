/** Stands in place of a secret. */
const BLOT = '•••'

/**
 * Headers that are shown as they are. A list of what may be shown, because a proxy may add a secret under a name of its own.
 */
const SHOWN_HEADERS = new Set([
  'accept', 'accept-encoding', 'accept-language', 'cache-control', 'connection', 'content-disposition', 'content-encoding',
  'content-length', 'content-security-policy', 'content-type', 'date', 'etag', 'expires', 'host', 'if-none-match', 'keep-alive', 'origin',
  'pragma', 'priority', 'referrer-policy', 'retry-after', 'sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site', 'sec-fetch-user',
  'strict-transport-security', 'te', 'upgrade-insecure-requests', 'user-agent', 'vary', 'via', 'x-accel-buffering',
  'x-content-type-options', 'x-frame-options'
])

/** Values of an address that are shown as they are. */
const SHOWN_QUERY = new Set([
  'active', 'after', 'afterNo', 'at', 'before', 'beforeNo', 'cursor', 'done', 'fragment', 'frames', 'hold', 'hop', 'kind', 'lang', 'limit',
  'method', 'n', 'no', 'since', 'tab', 'tone', 'until', 'view'
])

/** Parts of a route's pattern that stand for a secret of a link. */
const SECRET_PARTS = new Set([':code', ':link', ':secret'])

/** Fields of bodies that hold a secret, or an address with one. */
const SECRET_FIELD = /password|secret|token|^code$|^url$|^link$|^back$/i
/** A field that is a code in requests. In answers it is an object, whose own fields are blotted. */
const CODE_FIELD = 'invite'

/** Values within values: more than any body of ours has. A route that ignores its body takes one as deep as it is long. */
const DEPTH_MAX = 16

export interface Header { readonly name: string, readonly value: string }

/** Returns headers with the values of all but the well-known ones blotted. `pairs`: names and values in turn. */
export function blotHeaders (pairs: readonly string[]): Header[] {
  const headers: Header[] = []
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [name = '', value = ''] = [pairs[at], pairs[at + 1]]
    headers.push({ name, value: SHOWN_HEADERS.has(name.toLowerCase()) ? value : BLOT })
  }
  return headers
}

/** Returns an address with the secrets of links blotted, as `pattern` (`/join/:code`) names them, and all but well-known values. */
export function blotAddress (address: string, pattern: string): string {
  const [path = '', query] = split(address)
  const parts = pattern.split('/')
  const shown = path.split('/').map((part, at) => SECRET_PARTS.has(parts[at] ?? '') ? BLOT : part).join('/')
  return query === null ? shown : `${shown}?${query.split('&').map(blotPair).join('&')}`
}

function split (address: string): [string, string | null] {
  const at = address.indexOf('?')
  return at === -1 ? [address, null] : [address.slice(0, at), address.slice(at + 1)]
}

function blotPair (pair: string): string {
  const at = pair.indexOf('=')
  const name = at === -1 ? pair : pair.slice(0, at)
  return at === -1 || SHOWN_QUERY.has(name) ? pair : `${name}=${BLOT}`
}

/** Returns a value of JSON with its secrets blotted, and without what lies too deep. */
export function blotFields (value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEPTH_MAX) return '…'
  if (Array.isArray(value)) return value.map(each => blotFields(each, depth + 1))
  // A refusal names its reason by a code.
  const isRefusal = 'statusCode' in value
  return Object.fromEntries(Object.entries(value).map(([name, field]) =>
    [name, isSecret(name, field) && !(isRefusal && name === 'code') ? BLOT : blotFields(field, depth + 1)]))
}

function isSecret (name: string, field: unknown): boolean {
  return field !== null && (SECRET_FIELD.test(name) || (name === CODE_FIELD && typeof field === 'string'))
}
