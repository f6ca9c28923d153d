import t from 'tap'
import { circles, ROOMS, unusedExports, wrongFiles, wrongImports, wrongPlaces } from './support/source/architecture.ts'
import { projectFiles, readProjectFile } from './support/source/project.ts'

const aliases: Record<string, string> = JSON.parse(readProjectFile('package.json')).imports
const files = new Map(projectFiles('.ts', '.js', '.css').map(path => [path, readProjectFile(path)]))

/** One import each room may make, and some it may not. */
const PLANTED: Record<keyof typeof ROOMS, { fine: string, wrong: string[] }> = {
  domain: { fine: 'node:crypto', wrong: ['#mailbox/mailbox.ts', '../store/sqlite/ledger.ts', '#views/parts/html.ts', 'node:fs', 'fastify'] },
  mailbox: { fine: './cursor.ts', wrong: ['#domain/errors.ts', 'node:crypto', 'nanoid', '../config.ts'] },
  store: { fine: 'better-sqlite3', wrong: ['#mailbox/mailbox.ts', '#routes/poll.ts', 'fastify', 'node:http'] },
  views: { fine: './html.ts', wrong: ['#store/sqlite/ledger.ts', '#plugins/pages.ts', '#domain/messages.ts', 'node:fs'] },
  plugins: { fine: '@fastify/cookie', wrong: ['#routes/poll.ts', '#store/sqlite/ledger.ts', '#mailbox/mailbox.ts', '#src/server/app.ts'] },
  routes: { fine: 'typebox', wrong: ['#store/sqlite/ledger.ts', '#cli/serve.ts', '../main.ts', '#test/world.ts', 'better-sqlite3'] },
  server: { fine: '#store/sqlite/open.ts', wrong: ['#cli/program.ts', '../main.ts', '#test/world.ts', 'better-sqlite3'] },
  cli: { fine: '#server/holdline.ts', wrong: ['#store/sqlite/open.ts', '#routes/poll.ts', '../main.ts', 'better-sqlite3'] }
}

t.test('every room imports only the modules that its row of the table allows', async t => {
  t.ok(files.size > 20, 'there are files to check')
  t.strictSame(wrongImports(files, aliases), [])
})

for (const [room, { fine, wrong }] of Object.entries(PLANTED)) {
  t.test(`a planted import is found in ${room}`, async t => {
    const path = room === 'views' ? 'views/planted.ts' : `src/${room}/planted.ts`
    const found = (text: string) => wrongImports(new Map([[path, text]]), aliases)
    t.strictSame(found(`import { it } from '${fine}'`), [])
    for (const from of wrong) {
      const sentence = [`${path} imports ${from}, which ${room} may not`]
      t.strictSame(found(`import { it } from '${from}'`), sentence)
      t.strictSame(found(`export * from '${from}'`), sentence)
      t.strictSame(found(`const it = await import('${from}')`), sentence)
    }
  })
}

t.test('views may take the types of the domain, and only the types', async t => {
  const found = (text: string) => wrongImports(new Map([['views/planted.ts', text]]), aliases).length
  t.equal(found('import type { Message } from \'#domain/messages.ts\''), 0)
  t.equal(found('import { type Message } from \'#domain/messages.ts\''), 0)
  t.equal(found('import { type Message, send } from \'#domain/messages.ts\''), 1)
  t.equal(found('import \'#domain/messages.ts\''), 1)
})

t.test('main.ts may import any room, and none imports it', async t => {
  const all = Object.keys(ROOMS).map(room => `import '#${room}/it.ts'`).join('\n')
  t.strictSame(wrongImports(new Map([['src/main.ts', all]]), aliases), [])
  for (const room of Object.keys(ROOMS)) {
    t.equal(wrongImports(new Map([[room === 'views' ? 'views/it.ts' : `src/${room}/it.ts`, 'import \'#src/main.ts\'']]), aliases).length, 1)
  }
})

t.test('no files import each other in a circle', async t => {
  t.strictSame(circles(files, aliases), [])
})

t.test('a planted circle is found, also one of types through an alias', async t => {
  const found = (...texts: string[]) => circles(new Map(texts.map((text, index) => [`src/domain/${index}.ts`, text])), aliases)
  t.strictSame(found('import \'./1.ts\'', 'import \'./2.ts\'', 'import type { It } from \'#domain/1.ts\''), ['src/domain/1.ts ↔ src/domain/2.ts'])
  t.strictSame(found('import \'./1.ts\'\nimport \'./2.ts\'', 'import \'./2.ts\'', ''), [])
})

t.test('SQL, HTML, status codes and the environment stay in their places', async t => {
  t.strictSame(wrongPlaces(files), [])
})

const MISPLACED: readonly [path: string, text: string, wrong: boolean][] = [
  ['src/routes/it.ts', 'db.prepare(`SELECT id\n FROM users`)', true],
  ['src/domain/it.ts', 'const q = \'DELETE FROM users\'', true],
  ['src/store/sqlite/it.ts', 'db.prepare(`SELECT id\n FROM users`)', false],
  ['src/routes/it.ts', '// SELECT one FROM the list\n', false],
  ['src/plugins/it.ts', 'const page = `<p class="x">text</p>`', true],
  ['views/it.ts', 'const page = html`<p class="x">text</p>`', false],
  ['src/routes/it.ts', 'const ids: Promise<a> = open<p>()', false],
  ['src/routes/it.ts', 'reply.code(404)', true],
  ['src/routes/it.ts', 'response.writeHead(500, headers)', true],
  ['src/plugins/it.ts', 'response.statusCode = 429', true],
  ['src/routes/it.ts', 'reply.code(201)', false],
  ['src/plugins/errors.ts', 'reply.code(404)', false],
  ['src/server/config/config.ts', 'process.env.HOLDLINE_LISTEN', true],
  ['src/main.ts', 'process.env.HOLDLINE_LISTEN', false],
  ['src/cli/it.ts', 'if (error.code === \'SQLITE_FULL\') return', true],
  ['src/server/it.ts', '// The addon of better-sqlite3', false],
  ['src/server/assets/assets.ts', 'join(import.meta.dirname, \'../..\')', true],
  ['src/server/installation.ts', 'join(import.meta.dirname, \'../..\')', false]
]

for (const [path, text, wrong] of MISPLACED) {
  t.test(`${path} ${wrong ? 'may not' : 'may'} say: ${JSON.stringify(text)}`, async t => {
    t.equal(wrongPlaces(new Map([[path, text]])).length, wrong ? 1 : 0)
  })
}

t.test('every exported value is imported somewhere', async t => {
  t.strictSame(unusedExports(files), [])
})

t.test('an export without an import is found', async t => {
  const found = (importing: string) => unusedExports(new Map([['src/it.ts', 'export const it = 1\n'], ['src/other.ts', importing]]))
  t.strictSame(found('import { that } from \'./it.ts\'\n'), ['src/it.ts exports it, which nobody imports'])
  t.strictSame(found('import { that, it as this } from \'./it.ts\'\n'), [])
  t.strictSame(found('import {\n  it\n} from \'./it.ts\'\n'), [])
  t.strictSame(found('  const { it } = await import(\'./it.ts\')\n'), [])
})

t.test('no file is longer than 300 lines or has a name that says nothing', async t => {
  t.strictSame(wrongFiles(files), [])
})

t.test('a long file and one with an empty name are found', async t => {
  const found = (path: string, lines: number) => wrongFiles(new Map([[path, 'x\n'.repeat(lines)]])).length
  t.equal(found('public/live.css', 300), 0)
  t.equal(found('public/live.css', 301), 1)
  for (const path of ['src/utils.ts', 'src/common/text.ts', 'src/html-helpers.ts', 'src/types.ts', 'src/lock-manager.ts']) {
    t.equal(found(path, 1), 1, path)
  }
  t.equal(found('src/domain/contact-types-of-trust.ts', 1), 1)
  t.equal(found('src/commonwealth.ts', 1), 0)
})
