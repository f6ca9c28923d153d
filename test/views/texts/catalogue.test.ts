import t from 'tap'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { CATALOGUES, sayIn, wishedLanguage, type Key } from '#views/parts/language.ts'
import type { Arguments } from '#views/parts/icu.ts'

const { en, ...others } = CATALOGUES
const KEYS = Object.keys(en) as Key[]

/** The arguments of a message as the formatter asks for them: `name` or `name:plural`. */
function argumentsOf (elements: readonly MessageFormatElement[]): string[] {
  return [...new Set(elements.flatMap(element => {
    if (element.type === TYPE.literal || element.type === TYPE.pound || element.type === TYPE.tag) return []
    const inside = 'options' in element ? Object.values(element.options).flatMap(option => argumentsOf(option.value)) : []
    return [`${element.value}:${element.type}`, ...inside]
  }))].sort()
}

t.test('there are texts, and every language has the same keys', async t => {
  t.ok(KEYS.length > 150)
  for (const [language, catalogue] of Object.entries(others)) t.strictSame(Object.keys(catalogue).sort(), [...KEYS].sort(), language)
})

t.test('every text parses, is not empty, and takes the same arguments in every language', async t => {
  for (const key of KEYS) {
    const wanted = argumentsOf(parse(en[key], { ignoreTag: true }))
    for (const [language, catalogue] of Object.entries(others)) {
      t.not(catalogue[key].trim(), '', `${language} ${key}`)
      t.strictSame(argumentsOf(parse(catalogue[key], { ignoreTag: true })), wanted, `${language} ${key}`)
    }
  }
})

t.test('every text is used by a view', async t => {
  const folder = join(import.meta.dirname, '../../../views')
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts') && !name.startsWith('texts')).map(name => readFileSync(join(folder, name), 'utf8'))
  const routes = join(import.meta.dirname, '../../../src/routes/pages')
  sources.push(...readdirSync(routes, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => readFileSync(join(routes, name), 'utf8')))
  const text = sources.join('\n')
  // Some keys are put together: `receipt.${state}`.
  const begun = [...text.matchAll(/`([a-z]+\.[a-z-]*)\$\{/g)].map(match => match[1] ?? '')
  t.ok(begun.length > 3)
  t.strictSame(KEYS.filter(key => !text.includes(`'${key}'`) && !begun.some(start => key.startsWith(start))), [])
})

t.test('plurals follow the language', async t => {
  t.equal(sayIn('en')('conversations.unread', { count: 1 }), '1 unread message')
  t.equal(sayIn('en')('conversations.unread', { count: 1200 }), '1,200 unread messages')
  t.equal(sayIn('zh')('conversations.unread', { count: 2 }), '2 条未读消息')
})

t.test('a name’s content is text and never syntax', async t => {
  t.equal(sayIn('en')('line.joined', { who: '{count, plural, <b>' }), '{count, plural, <b> joined the group')
})

t.test('the compiler knows which arguments a text takes', async t => {
  type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
  const checked: true[] = [
    true satisfies Same<keyof Arguments<'Nothing to fill in'>, never>,
    true satisfies Same<Arguments<'{a} and {b}'>, { a: string | number, b: string | number }>,
    true satisfies Same<Arguments<'{n, plural, one {# of {all}} other {# things}} by {who}'>, { n: number, all: string | number, who: string | number }>,
    true satisfies Same<Arguments<'{at, date, short}'>, { at: number }>
  ]
  t.equal(checked.length, 4)
  const say = sayIn('en')
  const wrong = () => [
    // @ts-expect-error the name is missing
    say('line.joined'),
    // @ts-expect-error there is no such argument
    say('line.joined', { name: 'ana' }),
    // @ts-expect-error a count is a number
    say('conversations.unread', { count: '1' }),
    // @ts-expect-error there is no such text
    say('line.flew')
  ]
  t.type(wrong, 'function')
})

t.test('a browser’s languages are tried in its order', async t => {
  for (const [header, language] of [
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'], ['en-US,en;q=0.5', 'en'], ['de, zh;q=0.3, en;q=0.7', 'en'], ['fr', null], ['', null], [undefined, null],
    ['zh;q=0, en;q=0.1', 'en'], [',;;q=x,'.repeat(200), null]
  ] as const) t.equal(wishedLanguage(header), language, String(header).slice(0, 30))
})
