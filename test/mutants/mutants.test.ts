// Tests the runner on a few mutants; npm run mutants runs all of them.
import t from 'tap'
import { projectFiles, readProjectFile } from '#test/source/project.ts'
import { plantedIn, type Mutant } from './mutant.ts'
import { MUTANTS } from './planted.ts'
import { notGreen, tryMutant } from './trial.ts'

/** Rules that the server keeps; the others are the browser script's, with tests in test/client. */
const SERVER_RULES = [
  ...Array.from({ length: 16 }, (_, index) => `D${index + 1}`), 'D19', 'D20', 'D22', 'D23',
  ...Array.from({ length: 9 }, (_, index) => `D${index + 25}`)
]
/** The browser script's rules whose server half has a test here as well. */
const SHARED_RULES = ['D17', 'D18', 'D21', 'D24']

const ruleTests = new Map(projectFiles('.test.ts')
  .filter(path => path.startsWith('test/rules/'))
  .map(path => [path, [...readProjectFile(path).matchAll(/^t\.test\('(D\d+) /gm)].map(match => match[1])]))

t.test('every rule of the server → a test named after it, and a planted violation', async t => {
  t.equal(SERVER_RULES.length, 29)
  const tested = new Set([...ruleTests.values()].flat())
  for (const rule of [...SERVER_RULES, ...SHARED_RULES]) t.ok(tested.has(rule), `a test of ${rule}`)
  for (const rule of SERVER_RULES) t.ok(MUTANTS.some(mutant => mutant.rule === rule), `a mutant of ${rule}`)
})

t.test('every violation → exactly one place in the source, and a test that could go red', async t => {
  t.ok(MUTANTS.length > 80)
  for (const mutant of MUTANTS) {
    const source = readProjectFile(mutant.file)
    t.doesNotThrow(() => { t.not(plantedIn(source, mutant), source, `${mutant.rule} ${mutant.does}`) })
    t.ok(testsIn(mutant.test).includes(`t.test('${mutant.rule} `), `${mutant.test} tries ${mutant.rule}`)
  }
})

/** A test file with the contracts it runs. */
function testsIn (path: string): string {
  const text = readProjectFile(path)
  const contracts = [...text.matchAll(/from '(?:\.\.\/)+contract\/([\w-]+\.ts)'/g)].map(([, file = '']) => `test/store/contract/${file}`)
  return [text, ...contracts.map(readProjectFile)].join('\n')
}

/** A mutant that a test finds, and one that changes nothing. */
const killed = MUTANTS.find(({ rule }) => rule === 'D5')
const harmless: Mutant = {
  rule: 'D5',
  does: 'nothing at all',
  file: 'src/mailbox/mailbox.ts',
  find: 'const NOTHING: readonly never[] = []',
  replace: 'const NOTHING: readonly never[] = Array.from([])',
  test: 'test/rules/nothing-lost.test.ts'
}

t.test('violation → killed; harmless change → survived; no place or no longer parses → broken', async t => {
  if (killed === undefined) throw new Error('there is no mutant of D5')
  const outdated = { ...harmless, find: 'no such text in the file' }
  const unreadable = { ...harmless, replace: 'const NOTHING: readonly never[] = [' }
  const verdicts = await Promise.all([killed, harmless, outdated, unreadable].map(async mutant => (await tryMutant(mutant)).verdict))
  t.same(verdicts, ['killed', 'survived', 'broken', 'broken'])
})

t.test('a rule without a test in a file → not counted as green there', async t => {
  t.same(await notGreen(['D12', 'D23'], 'test/rules/runs-and-sends.test.ts'), ['D23'])
})
