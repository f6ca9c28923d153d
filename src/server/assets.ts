import { hash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Asset } from '#plugins/statics.ts'
import type { Installation } from './installation.ts'
import { expandSheets, type Skin } from './style-sheets.ts'

type ReadFile = Installation['read']

export type Assets = ReturnType<typeof readAssets>

const FIGTREE = 'node_modules/@fontsource-variable/figtree/files/figtree-'
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml', png: 'image/png', woff2: 'font/woff2'
}
const PACKED = /^(?:css|js|svg)$/

/** The sources of each public file. Several of ours are served as one, because each request costs time behind a slow proxy. */
const SOURCES: Readonly<Record<string, (read: ReadFile) => Buffer>> = {
  'figtree-latin.woff2': read => read(`${FIGTREE}latin-wght-normal.woff2`),
  'figtree-latin-ext.woff2': read => read(`${FIGTREE}latin-ext-wght-normal.woff2`),
  'favicon.svg': read => read('public/site/favicon.svg'),
  'favicon-unread.svg': read => read('public/site/favicon-unread.svg'),
  'favicon.png': read => read('public/site/favicon.png'),
  'start.js': read => read('public/page/start.js'),
  'htmx.js': read => Buffer.from(withoutLexical(read('node_modules/htmx.org/dist/htmx.js').toString())),
  'holdline.js': read => Buffer.from(listed(read, 'public/scripts.json').map(path => read(`public/${path}`).toString()).join(';\n')),
  'connection-test.js': read => read('public/connection/connection-test.js'),
  'frame.css': read => styleSheet(read, ['page/frame.css']),
  'holdline.css': read => styleSheet(read, listed(read, 'public/styles/styles.json'))
}

/** The public files of each installation, for servers that one process opens one after another. */
const made = new WeakMap<ReadFile, Assets>()

/** Every public file, read and named once. An address carries its content's hash, so that it may be kept for ever. */
export function createAssets (read: ReadFile): Assets {
  const assets = made.get(read) ?? readAssets(read)
  made.set(read, assets)
  return assets
}

function readAssets (read: ReadFile) {
  const addresses = new Map<string, string>()
  const files = new Map<string, Asset>()
  for (const [name, source] of Object.entries(SOURCES)) {
    const extension = name.slice(name.lastIndexOf('.') + 1)
    const body = extension === 'css' ? withAddresses(source(read), addresses) : source(read)
    const file = `${name.slice(0, -extension.length)}${hash('sha256', body).slice(0, 12)}.${extension}`
    addresses.set(name, file)
    files.set(file, { type: TYPES[extension] ?? 'application/octet-stream', body, gzipped: PACKED.test(extension) ? gzipSync(body) : null })
  }

  return {
    /** Returns the address of a public file, below the root. Throws for a name that does not exist: that is a bug. */
    address (name: string): string {
      const file = addresses.get(name)
      if (file === undefined) throw new Error(`There is no public file ${name}.`)
      return `static/${file}`
    },
    /** Returns the file at `static/<file>`; null when there is none. */
    get: (file: string): Asset | null => files.get(file) ?? null
  }
}

/** The parts that a served file is made of, in their order. */
function listed (read: ReadFile, path: string): readonly string[] {
  return JSON.parse(read(path).toString()) as string[]
}

function styleSheet (read: ReadFile, paths: readonly string[]): Buffer {
  const skin = (name: string): Skin => JSON.parse(read(`public/styles/skins/${name}.json`).toString()) as Skin
  return Buffer.from(expandSheets(paths.map(path => read(`public/styles/${path}`).toString()), skin('light'), skin('dark')))
}

/**
 * Turns the four `let` and `const` of htmx 1.9.12 into `var`: strictly ES5 engines would reject the whole file. None of the four is
 * captured by a closure in a loop, so `var` means the same.
 */
function withoutLexical (source: string): string {
  return source.replace(/^(\s+)(?:let|const) /gm, '$1var ')
}

// Replaces the names of fonts by their addresses. Files that a style sheet names come before it in SOURCES.
function withAddresses (body: Buffer, addresses: ReadonlyMap<string, string>): Buffer {
  return Buffer.from(body.toString().replace(/url\(([\w.-]+)\)/g, (whole, name: string) => {
    const file = addresses.get(name)
    return file === undefined ? whole : `url(${file})`
  }))
}
