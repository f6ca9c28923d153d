import t from 'tap'
import { nodeBinary } from '../../scripts/platform.js'
import { meaningOf } from '../../scripts/install.js'
import { readProjectFile } from '#test/source/project.ts'

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64']

const declared: Record<string, string> = JSON.parse(readProjectFile('package.json')).optionalDependencies
const locked: Record<string, { version: string, integrity: string, os: string, cpu: string }> =
  JSON.parse(readProjectFile('package-lock.json')).packages

t.test('every platform has one exact Node of one version, locked by system and processor', async t => {
  const versions = new Set<string | undefined>()
  for (const platform of PLATFORMS) {
    const name = /node_modules\/([^/]+)\/bin/.exec(nodeBinary('/it', platform))?.[1] ?? ''
    versions.add(declared[name])
    const lock = locked[`node_modules/${name}`]
    t.equal(lock?.version, declared[name], platform)
    t.match(lock?.integrity, /^sha512-/, platform)
    t.equal(`${lock?.os}-${lock?.cpu}`, platform)
  }
  t.match([...versions], [/^\d+\.\d+\.\d+$/])
  t.equal(versions.size, 1)
})

t.test('every platform has the bundler of one exact version, locked by system and processor', async t => {
  const { esbuild } = JSON.parse(readProjectFile('package.json')).dependencies as Record<string, string>
  t.match(esbuild, /^\d+\.\d+\.\d+$/)
  t.equal(locked['node_modules/esbuild']?.version, esbuild)
  for (const platform of PLATFORMS) {
    const lock = locked[`node_modules/@esbuild/${platform}`]
    t.match(lock, { version: esbuild, integrity: /^sha512-/, optional: true }, platform)
    t.equal(`${lock?.os}-${lock?.cpu}`, platform)
  }
})

t.test('every platform, and Linux with musl, has the decoders of pictures of one exact version', async t => {
  const { sharp } = JSON.parse(readProjectFile('package.json')).dependencies as Record<string, string>
  t.match(sharp, /^\d+\.\d+\.\d+$/)
  for (const platform of [...PLATFORMS, 'linuxmusl-x64', 'linuxmusl-arm64']) {
    t.match(locked[`node_modules/@img/sharp-${platform}`], { version: sharp, integrity: /^sha512-/, optional: true }, platform)
  }
})

t.test('a platform without a Node is refused by name', async t => {
  t.throws(() => nodeBinary('/it', 'freebsd-x64'), /this machine is freebsd-x64, and there is none for it/)
})

t.test('the lock names no registry host', async t => {
  const lock = readProjectFile('package-lock.json')
  t.notMatch(lock, '"resolved"')
  t.notMatch(lock, /https?:\/\/[^"]*\.tgz/)
})

t.test('no package may run a script of its own during installation', async t => {
  t.match(readProjectFile('.npmrc'), /^ignore-scripts=true$/m)
})

for (const [code, meaning] of Object.entries({
  ENOTFOUND: /could not reach its registry/,
  ERR_SOCKET_TIMEOUT: /could not reach its registry/,
  ECONNREFUSED: /could not reach its registry/,
  SELF_SIGNED_CERT_IN_CHAIN: /certificate of its own/,
  E403: /registry refused/,
  EACCES: /may not write/,
  EROFS: /may not write/,
  ENOSPC: /disk is full/,
  EINTEGRITY: /not the one that package-lock.json names/,
  EUSAGE: /do not belong together/,
  EWHATEVER: /npm says/
})) {
  t.test(`npm's ${code} is explained in words`, async t => {
    t.match(meaningOf(`npm error code ${code}\nnpm error more`), meaning)
    t.match(meaningOf(`npm ERR! code ${code}\nnpm ERR! more`), meaning, 'older npm')
  })
}

t.test('an interrupted install is blamed on nothing', async t => {
  t.match(meaningOf('npm error process terminated\nnpm error signal SIGTERM'), /it was interrupted/)
})
