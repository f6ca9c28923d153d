// The kit on Holdline: every rule through every switch; nothing is lost, doubled or reordered.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { projectFiles, readProjectFile, root } from '#test/source/project.ts'
import { readImports } from '#test/source/source.ts'
import { serveHoldline } from './holdline-server.ts'
import { CUTTING, SWITCHES } from '../hostile-proxy/switches/index.ts'
import type { Via } from './check.ts'
import { CHECKS } from './checks/index.ts'
import { ELSEWHERE } from './elsewhere.ts'
import { ALL_RULES, ALL_VIAS, BOOKS, playMatrix } from './matrix.ts'
import { tableOf } from './table.ts'

t.test('Holdline keeps every rule through every switch', async t => {
  const address = await serveHoldline(t)
  const results = await playMatrix({ address, vias: ALL_VIAS, rules: null, casts: 12, isShort: true })
  t.same(results.filter(({ outcome }) => outcome === 'broken').map(({ rule, via, sentence }) => `${rule} through ${via}: ${sentence}`), [])
  for (const rule of ALL_RULES) t.ok(results.some(result => result.rule === rule && result.outcome === 'held'), `${rule} can be seen`)
  const books = results.filter(({ rule }) => rule === BOOKS)
  t.equal(books.length, ALL_VIAS.length)
  for (const { via, books: kept } of books) {
    t.ok(kept !== null && kept.sends >= 25 && kept.sights >= 5 * kept.sends, `${via}: messages were sent and received`)
    t.same([kept?.lost, kept?.doubled, kept?.reordered, kept?.leaked], [[], [], [], []], via)
  }
  const holdOf = (via: Via): number => books.find(result => result.via === via)?.books?.hold ?? 0
  const first = holdOf('none')
  t.ok(first > 2, 'without a cut no hold is shortened')
  for (const via of CUTTING) t.ok(holdOf(via) < first, `${via} cut holds of two seconds, and shorter ones were learned (${holdOf(via)} s)`)
  t.match(tableOf(results).at(-1), /^\d+ held, 0 broken, \d+ not visible$/)
})

t.test('a server under a sub-path → the kit finds every rule kept', async t => {
  const address = await serveHoldline(t, { baseUrl: new URL('http://chat.example/some/chat/') })
  t.match(address, /\/some\/chat\/$/)
  const results = await playMatrix({ address, vias: ['none', 'rewrite-host'], rules: ['D1', 'D8', 'D12', 'D16', 'D19', 'D20', '§3', BOOKS], casts: 6, isShort: true })
  t.same(results.filter(({ outcome }) => outcome === 'broken').map(({ rule, sentence }) => [rule, sentence]), [])
  t.ok(results.length > 10)
})

t.test('rules tested elsewhere → the named tests exist', async t => {
  const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: Record<string, string> }
  for (const { rule, where } of ELSEWHERE) {
    for (const place of where.split(', ')) {
      t.ok(place.startsWith('npm run ') ? scripts[place.slice(8)] !== undefined : existsSync(join(root, place)), `${rule}: ${place}`)
    }
  }
})

t.test('docs/conformance.md names every check, every switch and every rule tested elsewhere', async t => {
  const page = readProjectFile('docs/conformance.md')
  for (const { rule, title } of CHECKS) t.ok(page.includes(`| ${rule} | ${title} |`), `${rule}: ${title}`)
  for (const [name, { title }] of Object.entries(SWITCHES)) t.ok(page.includes(`| \`${name}\` | ${title} |`), name)
  for (const { rule, part, why, where } of ELSEWHERE) t.ok(page.includes(`| ${rule} | ${part ?? 'all of it'} | ${why} | ${where} |`), rule)
})

t.test('the kit imports nothing of the server’s source', async t => {
  const files = projectFiles('.ts').filter(path => /^test\/(conformance|hostile-proxy)\//.test(path) && !/(\.test|holdline-server)\.ts$/.test(path))
  t.ok(files.length > 20)
  const imports = files.flatMap(path => readImports(path, readProjectFile(path)).map(({ from }) => [path, from] as const))
  t.same(imports.filter(([, from]) => /^#(?!test\/)|\/(src|views|public)\//.test(from)), [])
})
