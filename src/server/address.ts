import { networkInterfaces } from 'node:os'
import type { Config } from './config/config.ts'

type Interfaces = ReturnType<typeof networkInterfaces>

/** Bridges of containers and virtual machines: other people's machines do not see them. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|cni|podman|vmnet|vboxnet)/
const LINK_LOCAL = /^(?:169\.254\.|fe[89ab])/i

/**
 * Where people reach the server, the best address first, each with a slash at its end: as the operator names it, else where it listens. One
 * that listens everywhere is reached at this machine's addresses, since nobody can open 0.0.0.0. `port`: the one it listens on.
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

/** `::`, and the other spellings of it. */
function isAnyIPv6 (host: string): boolean {
  return host.includes(':') && /^[0:]+$/.test(host)
}
