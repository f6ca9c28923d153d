// The house's walls: which room may import which, and which code may be written where. Pure: files in, sentences out,
// so that test/architecture.test.ts can plant a violation and see it found.
import { readImports, readTexts, type Import } from './source.ts'

/** Texts by their paths from the project's folder. */
export type Files = ReadonlyMap<string, string>

interface Room {
  /** Rooms it may import besides itself. */
  readonly rooms: readonly string[]
  /** Rooms of which it may import types, which leave nothing behind when the types are stripped. */
  readonly typesOf?: readonly string[]
  readonly packages: readonly (string | RegExp)[]
}

const FASTIFY = [/^fastify(-plugin)?$/, /^@fastify\//]

/** The table of docs/architecture.md. A new package is added by the change that first needs it. */
export const ROOMS: Readonly<Record<string, Room>> = {
  domain: { rooms: [], packages: ['node:crypto', 'node:net', 'node:util', 'typebox', 'typebox/value'] },
  mailbox: { rooms: [], packages: [] },
  store: { rooms: ['domain'], packages: ['better-sqlite3', 'node:crypto', 'node:fs', 'node:fs/promises', 'node:path'] },
  views: { rooms: [], typesOf: ['domain'], packages: ['intl-messageformat', 'linkify-it', 'qr'] },
  plugins: { rooms: ['domain', 'views'], packages: [...FASTIFY, 'content-disposition', 'fast-json-stringify', 'typebox', 'typebox/compile', 'node:buffer', 'node:crypto', 'node:http', 'node:stream', 'node:zlib'] },
  routes: {
    rooms: ['domain', 'mailbox', 'plugins', 'views'],
    packages: [...FASTIFY, 'typebox', 'fast-querystring', 'node:http']
  },
  server: {
    rooms: ['domain', 'mailbox', 'store', 'plugins', 'routes', 'views'],
    packages: [...FASTIFY, /^typebox(\/value)?$/, 'esbuild', 'file-type', 'leven', 'mediabunny', 'nanoid', 'pino', 'pino-pretty', 'sharp', /^prom-client(\/lib\/(counter|gauge|registry)\.js)?$/, /^node:/]
  },
  cli: { rooms: ['domain', 'views', 'server'], packages: [/^typebox$/, /^node:/] }
}

/** The alias of each folder, as `imports` in package.json gives it: `#domain/*` is `./src/domain/*`. */
export type Aliases = Readonly<Record<string, string>>

/** Every import that its room may not make. */
export function wrongImports (files: Files, aliases: Aliases): string[] {
  return [...files].flatMap(([path, text]) => {
    const room = roomOf(path)
    const rule = room === null ? undefined : ROOMS[room]
    if (room === null || rule === undefined) return []
    return readImports(path, text)
      .filter(imported => !mayImport(room, rule, path, imported, aliases))
      .map(({ from }) => `${path} imports ${from}, which ${room} may not`)
  })
}

/** Returns each circle of files under src and views that import each other, types included. */
export function circles (files: Files, aliases: Aliases): string[] {
  const numbers = new Map<string, number>()
  const path: string[] = []
  const found: string[] = []

  // Tarjan: returns the number of the first file on the path that this one leads back to.
  function visit (file: string): number {
    const own = numbers.size
    numbers.set(file, own)
    path.push(file)
    let back = own
    for (const { from } of readImports(file, files.get(file) ?? '')) {
      const target = targetOf(file, from, aliases)
      if (target === null || !files.has(target)) continue
      if (!numbers.has(target)) back = Math.min(back, visit(target))
      else if (path.includes(target)) back = Math.min(back, numbers.get(target) ?? own)
    }
    if (back === own) {
      const members = path.splice(path.indexOf(file))
      if (members.length > 1) found.push(members.sort().join(' ↔ '))
    }
    return back
  }

  for (const file of files.keys()) if (/^(src|views)\/.*\.ts$/.test(file) && !numbers.has(file)) visit(file)
  return found
}

/** The room of a file; `top` is main.ts, which may import anything; null is outside (tests). */
export function roomOf (path: string): string | null {
  if (path.startsWith('views/')) return 'views'
  const inside = /^src\/([^/]+)\/./.exec(path)?.[1]
  if (inside !== undefined) return inside in ROOMS ? inside : 'top'
  return path.startsWith('src/') ? 'top' : null
}

function mayImport (room: string, rule: Room, path: string, { from, typeOnly }: Import, aliases: Aliases): boolean {
  const target = targetOf(path, from, aliases)
  if (target === null) return rule.packages.some(name => typeof name === 'string' ? name === from : name.test(from))
  const other = roomOf(target)
  if (other === null) return false
  return other === room || rule.rooms.includes(other) || (typeOnly && rule.typesOf?.includes(other) === true)
}

/** The file of ours that an import names, or null when it names a package. */
function targetOf (path: string, from: string, aliases: Aliases): string | null {
  if (from.startsWith('.')) return new URL(from, `file:///${path}`).pathname.slice(1)
  const alias = Object.entries(aliases).find(([name]) => from.startsWith(name.replace('*', '')))
  return alias === undefined ? null : from.replace(alias[0].replace('*', ''), alias[1].replace('*', '')).replace('./', '')
}

const SQL = /\b(SELECT\b[^]+\bFROM|INSERT (OR \w+ )?INTO|UPDATE \w+\s+SET|DELETE FROM|CREATE (UNIQUE )?(TABLE|INDEX|VIRTUAL))\b/
const TAG = /<\/?(a|article|body|button|div|form|h[1-6]|head|html|input|label|li|link|main|meta|ol|option|p|script|section|select|span|style|table|td|textarea|title|tr|ul)(\s[^>]*)?>/i

/** Statuses a route or a plugin may name; every other one is the answer to an error, and plugins/errors.ts maps those. */
const PLAIN_STATUSES = new Set(['200', '201', '202', '204', '206', '303', '304'])

/**
 * Finds SQL outside store/, SQLite outside store/ and the hall, HTML outside views/, status codes outside plugins/errors.ts, process.env
 * and argv outside main.ts, and import.meta outside server/installation.ts.
 */
export function wrongPlaces (files: Files): string[] {
  return [...files].flatMap(([path, text]) => {
    const room = roomOf(path)
    if (room === null || !path.endsWith('.ts')) return []
    const texts = readTexts(path, text)
    const wrong: string[] = []
    if (room !== 'store' && texts.some(part => SQL.test(part))) wrong.push(`${path} speaks SQL, which store/ alone does`)
    if (room !== 'store' && room !== 'server' && /sqlite/i.test(text)) wrong.push(`${path} names SQLite, which store/sqlite and the hall alone do`)
    if (room !== 'views' && texts.some(part => TAG.test(part))) wrong.push(`${path} writes HTML, which views/ alone does`)
    for (const status of path === 'src/plugins/errors.ts' ? [] : statusesIn(text)) {
      if (!PLAIN_STATUSES.has(status)) wrong.push(`${path} names the status ${status}; plugins/errors.ts maps errors`)
    }
    if (path !== 'src/main.ts' && /\bprocess\.(env|argv)\b/.test(text)) wrong.push(`${path} reads the process's surroundings, which main.ts alone does`)
    if (path !== 'src/server/installation.ts' && /\bimport\.meta\b/.test(text)) wrong.push(`${path} asks where it is, which server/installation.ts alone does`)
    return wrong
  })
}

function statusesIn (text: string): string[] {
  return [...text.matchAll(/(?:\b(?:code|status|writeHead)\(|\bstatusCode\s*[:=]\s*)([1-5]\d\d)\b/g)].map(match => match[1] ?? '')
}

/** Exported values that no file imports. Skips types, which name an export's arguments and results, and tests, which import whole files. */
export function unusedExports (files: Files): string[] {
  const sources = [...files].filter(([path]) => path.endsWith('.ts'))
  const imported = new Set(sources.flatMap(([, text]) => [...text.matchAll(/^(?:import|export) (?:type )?\{([^}]*)\} from|\{([^}]*)\} = await import\(/gm)])
    .flatMap(([, names, later = '']) => (names ?? later).split(',').map(name => name.trim().replace(/^type /, '').split(' as ')[0])))
  const own = sources.filter(([path]) => !path.startsWith('test/'))
  return own.flatMap(([path, text]) => [...text.matchAll(/^export (?:async )?(?:const|function|class) (\w+)/gm)]
    .filter(([, name]) => !imported.has(name))
    .map(([, name]) => `${path} exports ${name}, which nobody imports`))
}

const LONGEST_LINES = 300
const BANNED_NAME = /(^|[/._-])(utils?|helpers?|common|types|misc|managers?)(?=[/._-])/i

/** Files longer than the limit, and files with a name that says nothing. */
export function wrongFiles (files: Files): string[] {
  return [...files].flatMap(([path, text]) => {
    const wrong: string[] = []
    const lines = text.split('\n').length - 1
    if (lines > LONGEST_LINES) wrong.push(`${path} has ${lines} lines, more than ${LONGEST_LINES}`)
    if (BANNED_NAME.test(path)) wrong.push(`${path} is named for nothing in particular`)
    return wrong
  })
}
