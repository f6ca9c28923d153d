// A page planted in a copy of the tree, in the four places that a new one touches: row, page, view, texts.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { TSC } from '../../scripts/checks.ts'
import { root } from '#test/source/project.ts'

const copy = mkdtempSync(join(tmpdir(), 'holdline-page-'))
t.teardown(() => rmSync(copy, { recursive: true }))
for (const path of ['src', 'views', 'test/support', 'package.json', 'tsconfig.json']) cpSync(join(root, path), join(copy, path), { recursive: true })
for (const path of ['node_modules', 'public']) symlinkSync(join(root, path), join(copy, path))

const PAGE = 'src/routes/pages/site/plans.ts'
const page = `import { Type } from 'typebox'
import { plansPanel } from '#views/site/plans.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'

export const plansPage = ownPage({
  path: '/plans/',
  query: DONE_QUERY,
  needs: 'admin',
  draws: ({ standing: { page }, typed, refusal, done }) => ({
    page,
    area: 'settings',
    list: null,
    middle: { title: page.say('plans.title'), stage: plansPanel(page, typed('name'), refusal?.text ?? done), shows: 'stage' }
  }),
  forms: [form({
    path: '/plans/',
    needs: 'admin',
    body: { name: Type.String({ maxLength: 200 }) },
    does: ({ viewer, body }, { accounts }) => accounts.change(viewer.userId, { displayName: body.name }),
    leadsTo: () => 'plans/?done=saved',
    refused: 'page',
    sentTwice: 'harmless'
  })]
})
`
const view = `import { field, formToken } from '#views/parts/forms.ts'
import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'

export function plansPanel (page: OwnPage, name: string, note: string | null): Html {
  const { say, root } = page
  return html\`<h1>\${say('plans.title')}</h1><p>\${note}</p><form method="post" action="\${root}plans/">\${formToken(page)}\${field({ name: 'name', refusal: null, label: say('plans.title'), value: name })}</form>\`
}
`
const TEXTS = { en: '\'plans.title\': \'Plans\'', zh: '\'plans.title\': \'计划\'' }

function write (path: string, text: string): void {
  writeFileSync(join(copy, path), text)
}

function change (path: string, find: string, replace: string): void {
  const text = readFileSync(join(copy, path), 'utf8')
  if (!text.includes(find)) throw new Error(`${path} lacks ${find}`)
  write(path, text.replace(find, replace))
}

change('src/routes/pages/index.ts', 'import { ', 'import { plansPage } from \'./site/plans.ts\'\nimport { ')
change('src/routes/pages/index.ts', '= [\n  frontPage,', '= [\n  plansPage, frontPage,')
write(PAGE, page)
write('views/site/plans.ts', view)
for (const [language, text] of Object.entries(TEXTS)) change(`views/texts/${language}/site.ts`, '= {\n', `= {\n  ${text},\n`)
write('tsconfig.copy.json', JSON.stringify({ extends: './tsconfig.json', include: ['src', 'views'] }))

/** Runs a program in the copy and returns what it printed. */
function run (program: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { cwd: copy, encoding: 'utf8' })
  return stdout + stderr
}

t.test('a planted page is drawn in both languages, is refused to others, and its form posts', async t => {
  write('test/support/tried.ts', `import { world } from '#test/world.ts'
const ends: (() => unknown)[] = []
const w = await world({ teardown: (end: () => unknown) => ends.push(end) } as never)
await w.people.accounts.setAdmin('ana', true)
const ana = await w.another('ana')
const open = async (person: typeof ana, headers = {}) => {
  const { status, text, headers: { location } } = await person.get('/plans/?done=saved', headers)
  return { status, text, location }
}
const english = await open(ana)
const token = /name="form_token" value="([^"]*)/.exec(english.text)?.[1] ?? ''
const refused = await ana.form('/plans/', { name: 'x'.repeat(150), form_token: token })
const sent = await ana.form('/plans/', { name: 'Anna', form_token: token })
console.log(JSON.stringify({
  english,
  chinese: await open(ana, { 'accept-language': 'zh' }),
  eve: await open(w.as('eve')),
  stranger: await open(w.stranger()),
  refused: { status: refused.status, text: refused.text },
  sent: { status: sent.status, location: sent.headers['location'] },
  name: (await w.people.accounts.byId(ana.userId)).displayName
}))
for (const end of ends) await end()
`)
  t.match(JSON.parse(run(process.execPath, 'test/support/tried.ts')), {
    english: { status: 200, text: /<h1>Plans<\/h1><p>Saved\.<\/p>/ },
    chinese: { status: 200, text: /<h1>计划<\/h1>/ },
    eve: { status: 404 },
    stranger: { status: 303, location: '../signin' },
    refused: { status: 400, text: /value="x{150}"/ },
    sent: { status: 303, location: '../plans/?done=saved' },
    name: 'Anna'
  })
})

t.test('a planted page → compiles, but not without a field of its row or a text in one language', async t => {
  const lines = page.split('\n')
  const lacking = ['path', 'query', 'needs', 'draws', 'body', 'does', 'leadsTo', 'refused', 'sentTwice']
  for (const name of lacking) {
    const at = lines.findIndex(line => line.trim().startsWith(`${name}:`))
    const isLong = lines[at]?.endsWith('({') === true
    write(`src/routes/pages/site/lacks-${name}.ts`, lines.toSpliced(at, isLong ? lines.indexOf('  }),') - at + 1 : 1).join('\n'))
  }
  change('views/texts/zh/site.ts', `  ${TEXTS.zh},\n`, '')
  const said = run(join(root, TSC), '-p', 'tsconfig.copy.json')
  const found = said.split('\n').filter(line => /^\w/.test(line) && !/^(?:src\/routes\/pages\/site\/lacks-|views\/texts\/)/.test(line))
  t.strictSame(found, [], 'the rest compiles')
  for (const name of lacking) t.match(said, new RegExp(`lacks-${name}\\.ts.*Property '${name}' is missing`), name)
  t.match(said, /views\/texts\/.*'"?plans\.title"?' is missing/)
})
