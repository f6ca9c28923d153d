import type { NetworkInterfaceInfo } from 'node:os'
import t from 'tap'
import { addressesOf } from '#server/address.ts'
import { testConfig } from '#test/world.ts'

function at (address: string, internal = false): NetworkInterfaceInfo {
  const common = { address, internal, mac: '', cidr: null, netmask: '' }
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' }
}

const INTERFACES = {
  lo: [at('127.0.0.1', true), at('::1', true)],
  docker0: [at('172.17.0.1')],
  eth0: [at('fe80::1'), at('2001:db8::5'), at('192.168.1.5')],
  wlan0: [at('169.254.7.7')]
}

function addresses (host: string, { interfaces = INTERFACES, baseUrl = null }: { interfaces?: object, baseUrl?: URL | null } = {}) {
  return addressesOf(testConfig({ listen: { host, port: 0 }, baseUrl }), 8080, interfaces as typeof INTERFACES)
}

t.test('B14 listening on 0.0.0.0 → this machine’s IPv4 addresses, reachable ones first', async t => {
  t.same(addresses('0.0.0.0'), ['http://192.168.1.5:8080/', 'http://172.17.0.1:8080/', 'http://127.0.0.1:8080/'])
})

t.test('B14 listening on [::], however it is spelled → IPv6 addresses as well', async t => {
  const all = [
    'http://192.168.1.5:8080/', 'http://[2001:db8::5]:8080/', 'http://172.17.0.1:8080/', 'http://127.0.0.1:8080/', 'http://[::1]:8080/'
  ]
  for (const host of ['::', '0::0', '0:0:0:0:0:0:0:0']) t.same(addresses(host), all, host)
})

t.test('B14 only the loopback network, or none that is known → the loopback address', async t => {
  t.same(addresses('0.0.0.0', { interfaces: { lo: INTERFACES.lo } }), ['http://127.0.0.1:8080/'])
  t.same(addresses('::', { interfaces: {} }), ['http://127.0.0.1:8080/'])
})

t.test('B14 one address, a name, or a base URL → just that', async t => {
  t.same(addresses('127.0.0.1'), ['http://127.0.0.1:8080/'])
  t.same(addresses('::1'), ['http://[::1]:8080/'])
  t.same(addresses('localhost'), ['http://localhost:8080/'])
  t.same(addresses('0.0.0.0', { baseUrl: new URL('https://chat.example/sub/') }), ['https://chat.example/sub/'])
})
