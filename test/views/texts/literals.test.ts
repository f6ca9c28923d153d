import t from 'tap'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { literalWords } from './literals.ts'

const VIEWS = join(import.meta.dirname, '../../../views')
/** A command to type, the same in every language. */
const NAMES = new Set(['holdline setup-link'])
/** Read by programmers, like the words of the schemas it is generated from. */
const FOR_PROGRAMMERS = 'site/api-reference.ts'

/* eslint-disable no-template-curly-in-string -- they are sources, looked at and not run */
t.test('a word written into a view is found', async t => {
  t.strictSame(literalWords('html`<p>Hello</p>`'), ['Hello'])
  t.strictSame(literalWords('html`<p title="Hello ${name}">${name}</p>`'), ['Hello'])
  t.strictSame(literalWords('html`<p>${say("x")} unread</p>`'), ['unread'])
  t.strictSame(literalWords('html`<p>聊天</p>`'), ['聊天'])
  t.strictSame(literalWords('html`<p class="x">${html`<b>deep</b>`}</p>`'), ['deep'])
  t.strictSame(literalWords('html` aria-label="Close"`'), ['Close'])
})

t.test('markup, attributes for machines and inserted values are no words', async t => {
  t.strictSame(literalWords('html`<a class="row" href="${root}contacts/">${name} · ${time}</a>`'), [])
  t.strictSame(literalWords('html` aria-current="page"`'), [])
  t.strictSame(literalWords('html`&nbsp;<svg viewBox="0 0 1 1"><path d="M1 2"/></svg>`'), [])
})

t.test('no view has words of its own', async t => {
  const files = readdirSync(VIEWS, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && name !== FOR_PROGRAMMERS && !name.startsWith('texts'))
  t.ok(files.length > 15)
  for (const name of files) {
    t.strictSame(literalWords(readFileSync(join(VIEWS, name), 'utf8')).filter(words => !NAMES.has(words)), [], name)
  }
})
