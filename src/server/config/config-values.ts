import { isIP, isIPv6 } from 'node:net'

/** Parses `host:port`, `[v6]:port` or a bare port; null when it is none of them. */
export function listenOf (text: string): { host: string, port: number } | null {
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]+)\]:|([^:[\]]*):)?(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === '' || port > 65_535) return null
  if (bracketed !== undefined) return isIPv6(bracketed) ? { host: bracketed, port } : null
  return { host: plain === undefined || plain === '' ? '127.0.0.1' : plain, port }
}

/** Parses an http(s) URL and ends its path in a slash; null when it is none, or has a query, fragment or user. */
export function baseUrlOf (text: string): URL | null {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '') return null
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

/** Parses addresses and networks in CIDR notation, separated by commas; null when one of them is neither. */
export function networksOf (text: string): readonly string[] | null {
  const networks = text.split(',').map(part => part.trim()).filter(part => part !== '')
  return networks.every(isNetwork) ? networks : null
}

function isNetwork (text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
