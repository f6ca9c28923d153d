import { networkInterfaces } from 'node:os'
import type { Config } from './config/config.ts'

type Interfaces = ReturnType<typeof networkInterfaces>

/** Bridges of containers and virtual machines, which other machines cannot reach. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|cni|podman|vmnet|vboxnet)/
const LINK_LOCAL = /^(?:169\.254\.|fe[89ab])/i

/**
 * Returns the addresses at which people reach the server, the best first, each with a slash at its end: the operator's base URL, else the
 * host it listens on. For 0.0.0.0, which no browser can open, those are the addresses of this machine. `port`: the one it listens on.
 */
export function addressesOf (
  { baseUrl, listen: { host } }: Config, port: number, interfaces: Interfaces = networkInterfaces()
): readonly string[] {
  if (baseUrl !== null) return [baseUrl.href]
  const hosts = host === '0.0.0.0' ? addressesIn(interfaces, ['IPv4']) : isAnyIPv6(host) ? addressesIn(interfaces, ['IPv4', 'IPv6']) : [host]
  return hosts.map(one => `http://${one.includes(':') ? `[${one}]` : one}:${port}/`)
}

function addressesIn (interfaces: Interfaces, families: readonly string[]): readonly string[] {
  const found = Object.entries(interfaces).flatMap(([name, list = []]) => list.map(({ address, family, internal }) => ({
    address, family, rank: (internal ? 4 : 0) + (VIRTUAL.test(name) ? 2 : 0) + families.indexOf(family)
  }))).filter(({ address, family }) => families.includes(family) && !LINK_LOCAL.test(address))
  const addresses = found.sort((a, b) => a.rank - b.rank).map(({ address }) => address)
  return addresses.length > 0 ? addresses : ['127.0.0.1']
}

/** Recognises `::` and its other spellings. */
function isAnyIPv6 (host: string): boolean {
  return host.includes(':') && /^[0:]+$/.test(host)
}
