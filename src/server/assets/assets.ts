import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { EmojiRows } from '#domain/messages/emoji.ts'
import { SKINS, type Skin as SkinName } from '#domain/account/settings.ts'
import type { Asset, Coding } from '#plugins/statics.ts'
import { CATALOGUES } from '#views/parts/language.ts'
import { fileTextsScript } from '#views/files/script-texts.ts'
import { textsScript } from '#views/parts/script-texts.ts'
import type { Installation } from '../installation.ts'
import { emojiRows } from './emoji-rows.ts'
import { minifyAll, type Minified, type Source } from './minify.ts'
import { expandSheets, skinSheet, type Skin } from './style-sheets.ts'

type ReadFile = Installation['read']

export type Assets = ReturnType<typeof readAssets>

const FIGTREE = 'node_modules/@fontsource-variable/figtree/files/figtree-'
const HTMX = 'node_modules/htmx.org/dist/htmx.js'
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', map: 'application/json', json: 'application/json', svg: 'image/svg+xml', png: 'image/png', woff2: 'font/woff2'
}
/** But for start.js, which finds out whether these can be read. */
const PACKED = /^(?!start\.js$).*\.(?:css|js|json|map|svg)$/
/** Changes the addresses, which are made of the sources, when something else is made of the same sources. */
const RECIPE = 'esbuild 0.28.2'
/** The same for the table of emoji, whose sources are large and are read when it is first asked for. */
const EMOJI_RECIPE = 'emojibase-data 17.0.0, 1'
const EMOJI = 'emoji.json'

/** Files that are served as they are. */
const FILES: Readonly<Record<string, string>> = {
  'figtree-latin.woff2': `${FIGTREE}latin-wght-normal.woff2`,
  'figtree-latin-ext.woff2': `${FIGTREE}latin-ext-wght-normal.woff2`,
  'favicon.svg': 'public/site/favicon.svg',
  'favicon-unread.svg': 'public/site/favicon-unread.svg',
  'favicon.png': 'public/site/favicon.png'
}
/** The sources of each script. Several of ours are served as one, because each request costs time behind a slow proxy. */
const SCRIPTS: Readonly<Record<string, (read: ReadFile) => readonly Source[]>> = {
  'start.js': read => sources(read, ['page/start.js']),
  'htmx.js': read => [{ path: HTMX, text: adapted(read(HTMX).toString()) }],
  // Of pages outside the app, which are the first that a browser loads, and which nothing makes live.
  'front.js': read => sources(read, listed(read, 'public/front-scripts.json')),
  'holdline.js': read => sources(read, listed(read, 'public/scripts.json')),
  // Of what most visits do not need at once, when it is first needed.
  'later.js': read => sources(read, listed(read, 'public/later-scripts.json')),
  // Of the picker, when it is first opened.
  'picker.js': read => sources(read, ['messages/emoji/picker.js']),
  'wire.js': read => sources(read, ['wire/wire.js', 'wire/faults.js', 'wire/compare.js']),
  'connection-test.js': read => sources(read, ['connection/connection-test.js']),
  ...textScripts()
}
const STYLES = 'public/styles/styles.json'
const SHEETS: Readonly<Record<string, (read: ReadFile) => string>> = {
  // Written into each exported history, which stands alone.
  'export.css': read => styleSheet(read, ['account/export.css']),
  'chosen.css': read => read('public/styles/files/chosen.css').toString(),
  'picker.css': read => read('public/styles/messages/picker.css').toString(),
  'wire.css': read => read('public/styles/wire/wire.css').toString(),
  // Written into each exported wire view, which stands alone.
  'wire-export.css': read => styleSheet(read, ['wire/export.css', 'wire/bars.css']) + read('public/styles/wire/wire.css').toString(),
  'frame.css': read => styleSheet(read, ['page/frame.css']),
  'holdline.css': read => styleSheet(read, listed(read, STYLES)),
  ...Object.fromEntries(SKINS.map(name => [`skin-${name}.css`, (read: ReadFile) => skinSheet(sheetsOf(read, listed(read, STYLES)), skinOf(read, name))]))
}

/** The public files of each installation, for servers that one process opens one after another. */
const opened = new WeakMap<ReadFile, Assets>()

/**
 * Every public file, by an address that changes with its sources, so that it may be kept for ever. Scripts and sheets are minified when the
 * first of them is asked for, and each is compressed when it is first asked for so: a start waits for neither.
 */
export function createAssets (installation: Pick<Installation, 'read' | 'made'>): Assets {
  const assets = opened.get(installation.read) ?? readAssets(installation)
  opened.set(installation.read, assets)
  return assets
}

function readAssets ({ read, made }: Pick<Installation, 'read' | 'made'>) {
  const addresses = new Map<string, string>()
  const files = new Map<string, Asset>()

  function add (name: string, body: Buffer, content: (file: string) => Promise<Buffer>): void {
    const [, stem = name, extension = ''] = /^(.*?)\.(.*)$/.exec(name) ?? []
    const file = addresses.get(name) ?? `${stem}.${hash('sha256', `${RECIPE}\n${body.toString('latin1')}`).slice(0, 12)}.${extension}`
    addresses.set(name, file)
    const kind = extension.slice(extension.lastIndexOf('.') + 1)
    files.set(file, { type: TYPES[kind] ?? 'application/octet-stream', isPacked: PACKED.test(name), body, content: once(coding => coded(content(file), coding)) })
  }

  for (const [name, path] of Object.entries(FILES)) {
    const body = read(path)
    add(name, body, async () => body)
  }
  const emojiJson = once((_name: string) => made(EMOJI)?.toString() ?? JSON.stringify(emojiRows(read)))
  add(EMOJI, Buffer.from(EMOJI_RECIPE), async () => Buffer.from(emojiJson('')))
  const scripts = Object.fromEntries(Object.entries(SCRIPTS).map(([name, list]) => [name, list(read)]))
  // Files that a style sheet names come before it.
  const sheets = Object.fromEntries(Object.entries(SHEETS).map(([name, text]) => [name, withAddresses(text(read), addresses)]))
  const minified = once(async () => await minify(scripts, sheets))

  /** Returns a script or sheet as it was made at build, or else makes it now; where that cannot be, the readable one. */
  async function lean (name: string, file: string, readable: string): Promise<Minified> {
    const built = made(name)
    if (built !== null) return { code: built.toString(), map: made(`${name}.map`)?.toString() ?? '' }
    const { code, map } = (await minified(''))[name] ?? { code: readable, map: '' }
    return { code: map === '' ? code : `${code}//# sourceMappingURL=${file}.map\n`, map }
  }

  for (const [name, parts] of Object.entries(scripts)) {
    const readable = parts.map(({ text }) => text).join(';\n')
    add(name, Buffer.from(readable), async file => Buffer.from((await lean(name, file, readable)).code))
    const file = `${addresses.get(name)}.map`
    addresses.set(`${name}.map`, file)
    add(`${name}.map`, Buffer.from(''), async () => Buffer.from((await lean(name, file, readable)).map))
  }
  for (const [name, text] of Object.entries(sheets)) {
    add(name, Buffer.from(text), async file => Buffer.from((await lean(name, file, text)).code))
  }

  return {
    /** Returns the address of a public file, below the root. Throws for a name that does not exist: that is a bug. */
    address (name: string): string {
      const file = addresses.get(name)
      if (file === undefined) throw new Error(`There is no public file ${name}.`)
      return `static/${file}`
    },
    /** Returns the file at `static/<file>`; null when there is none. */
    get: (file: string): Asset | null => files.get(file) ?? null,
    /** The table of emoji, as `emoji.json` has it. */
    emoji: (): EmojiRows => JSON.parse(emojiJson('')) as EmojiRows,
    /** Every script and sheet as browsers get it, by its name, for the build of an executable. */
    async made (): Promise<ReadonlyMap<string, Buffer>> {
      const names = [...addresses].filter(([name]) => /\.(?:js|css|json|map)$/.test(name))
      return new Map(await Promise.all(names.map(async ([name, file]) => [name, await files.get(file)?.content('identity') ?? Buffer.from('')] as const)))
    }
  }
}

/** A failure of the minifier (a machine for which it has no program) costs bytes on the wire and nothing else. */
async function minify (
  scripts: Readonly<Record<string, readonly Source[]>>, sheets: Readonly<Record<string, string>>
): Promise<Readonly<Record<string, Minified>>> {
  try {
    return await minifyAll(scripts, sheets)
  } catch {
    return {}
  }
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

async function coded (content: Promise<Buffer>, coding: Coding): Promise<Buffer> {
  const body = await content
  // Quality 10 takes 0.25 s of another core for our scripts, once; 11 takes a second for 2 % less.
  if (coding === 'br') return await brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } })
  return coding === 'gzip' ? await gzipped(body, { level: 9 }) : body
}

/** Remembers what a function returned for each argument. */
function once<Key, Value> (make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return key => {
    const value = known.get(key) ?? make(key)
    known.set(key, value)
    return value
  }
}

function textScripts (): Readonly<Record<string, (read: ReadFile) => readonly Source[]>> {
  const languages = Object.keys(CATALOGUES) as (keyof typeof CATALOGUES)[]
  return Object.fromEntries(languages.flatMap((language): [string, (read: ReadFile) => readonly Source[]][] => [
    [`texts-${language}.js`, () => [{ path: `texts-${language}.js`, text: textsScript(language) }]],
    // Of files to be sent, when one is first chosen, with their texts.
    [`files-${language}.js`, read => [{ path: `file-texts-${language}.js`, text: fileTextsScript(language) }, ...sources(read, listed(read, 'public/file-scripts.json'))]]
  ]))
}

/** The parts that a served file is made of, in their order. */
function listed (read: ReadFile, path: string): readonly string[] {
  return JSON.parse(read(path).toString()) as string[]
}

function sources (read: ReadFile, paths: readonly string[]): readonly Source[] {
  return paths.map(path => ({ path: `public/${path}`, text: read(`public/${path}`).toString() }))
}

function styleSheet (read: ReadFile, paths: readonly string[]): string {
  return expandSheets(sheetsOf(read, paths), skinOf(read, 'light'), skinOf(read, 'dark'))
}

function sheetsOf (read: ReadFile, paths: readonly string[]): string[] {
  return paths.map(path => read(`public/styles/${path}`).toString())
}

function skinOf (read: ReadFile, name: SkinName): Skin {
  return JSON.parse(read(`public/styles/skins/${name}.json`).toString()) as Skin
}

/**
 * Turns the four `let` and `const` of htmx 1.9.12 into `var`: strictly ES5 engines would reject the whole file. None of the four is
 * captured by a closure in a loop, so `var` means the same. Its `eval`, which `allowEval` switches off, becomes an indirect one, beside
 * which names may be shortened. It comes when it is first needed, when the document has long been parsed: it need not wait for that.
 */
function adapted (htmx: string): string {
  return htmx.replace(/^(\s+)(?:let|const) /gm, '$1var ').replace('return eval(str)', 'return (0, eval)(str)').replace('var isReady = false', 'var isReady = true')
}

// Replaces the names of fonts by their addresses.
function withAddresses (sheet: string, addresses: ReadonlyMap<string, string>): string {
  return sheet.replace(/url\(([\w.-]+)\)/g, (whole, name: string) => {
    const file = addresses.get(name)
    return file === undefined ? whole : `url(${file})`
  })
}
