import t from 'tap'
import { projectFiles, readProjectFile } from './support/source/project.ts'

/** Stated in SECURITY.md for operators; there is nothing to try. */
const NOTHING_TO_TRY = new Set(['S22'])

const idsIn = (page: string): string[] => [...readProjectFile(page).matchAll(/^\*\*([A-Z]\d+)\*\* /gm)].map(([, id = '']) => id)
const tests = projectFiles('.test.ts').map(readProjectFile).join('\n')
const isTested = (id: string): boolean => new RegExp(`(?:test|journey)\\([\`'"]${id} `).test(tests)

for (const page of ['docs/expectations.md', 'SECURITY.md']) {
  t.test(`each id of ${page} is held by a test that begins with it`, async t => {
    const ids = idsIn(page)
    t.ok(ids.length > 10, 'the page names ids')
    t.strictSame(new Set(ids).size, ids.length, 'each once')
    t.strictSame(ids.filter(id => !isTested(id) && !NOTHING_TO_TRY.has(id)), [])
  })

  t.test(`the test files that ${page} names exist`, async t => {
    const named = [...readProjectFile(page).matchAll(/`(test\/[\w/.-]+)`/g)].map(([, path = '']) => path)
    t.ok(named.length > 10, 'the page names files')
    t.strictSame(named.filter(path => !projectFiles('.ts', '.js').some(file => file === path || file.startsWith(path))), [])
  })
}

t.test('an id without a test is found', async t => {
  t.notOk(isTested('Q99'))
})
