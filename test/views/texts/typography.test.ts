import t from 'tap'
import { html } from '#views/parts/html.ts'
import { CATALOGUES, sentence, type Key } from '#views/parts/language.ts'
import { isolated } from '#views/parts/names.ts'
import type { Language } from '#domain/account/settings.ts'
import { pageOf } from '../sample.ts'
import { STATES } from '../states.ts'
import { faultsOf, filled } from './typography.ts'

/** Texts that hold such a thing rightly. */
const RIGHTLY = new Set([
  // The path of an address.
  'en advice.stranger',
  // An option of a command line.
  'zh advice.password'
])

/** A text and a number of its faults. */
const PLANTED: ReadonlyArray<readonly [language: Language, text: string, why: string]> = [
  ['en', 'Ask whoever runs it', 'someone, everyone, anyone'],
  ['en', 'You do not see it', 'a contraction'],
  ['en', 'The line is back', 'connection, network'],
  ['en', 'Waiting …', 'a blank before …'],
  ['en', 'Don\'t', 'a straight quote'],
  ['zh', '你和 {name} 的聊天', 'no blank between Han characters'],
  ['zh', '你 好', 'no blank between Han characters'],
  ['zh', '至少{min} 个字符', 'a blank between Han and a number or Latin'],
  ['zh', '{seconds, plural, other {#秒}}后', 'a blank between Han and a number or Latin'],
  ['zh', '任何人. 由服务器决定。', 'full-width punctuation'],
  ['zh', '小雨(5)', 'full-width punctuation'],
  ['zh', '已屏蔽', '拉黑'],
  ['zh', '等待……', 'more than one …, or dots']
]

const FINE: ReadonlyArray<readonly [language: Language, text: string]> = [
  ['en', 'Enter starts a new line'], ['en', 'Reconnecting… Wait'], ['zh', '至少 {min} 个字符'], ['zh', '{n} 条新消息'], ['zh', '“{by}”创建了群聊'],
  ['zh', '还可用 . _ -。'], ['zh', 'Shift+回车换行'], ['zh', '{ago}前测得']
]

for (const language of Object.keys(CATALOGUES) as Language[]) {
  t.test(`C1 each text in ${language} → its typography, and one word for one idea`, async t => {
    for (const key of Object.keys(CATALOGUES[language]) as Key[]) {
      if (!RIGHTLY.has(`${language} ${key}`)) t.strictSame(faultsOf(language, CATALOGUES[language][key]), [], `${key}: ${CATALOGUES[language][key]}`)
    }
  })
}

t.test('planted faults → found', async t => {
  for (const [language, text, why] of PLANTED) t.strictSame(faultsOf(language, text), [why], text)
})

t.test('right texts → nothing is found', async t => {
  for (const [language, text] of FINE) t.strictSame(faultsOf(language, text), [], text)
})

t.test('an exception → still needed', async t => {
  for (const each of RIGHTLY) {
    const [language, key] = each.split(' ') as [Language, Key]
    t.not(faultsOf(language, CATALOGUES[language][key]).length, 0, each)
  }
})

t.test('slots → filled as they will be', async t => {
  t.equal(filled('{name} {count, plural, one {# hour} other {# hours}} {left}'), '小雨 20 hours 3 分钟')
})

t.test('U45 a Latin name in a Chinese sentence → apart from its Han neighbours, a Han name not', async t => {
  const said = (name: string) => String(html`${sentence('zh', 'profile.ask-lead', { name: isolated(name) })}`)
  t.match(said('Ben Ade'), /^<bdi>Ben Ade<\/bdi> 接受/)
  t.match(said('林小雨'), /^<bdi>林小雨<\/bdi>接受/)
  t.equal(String(html`${sentence('zh', 'groups.in', { title: isolated('Choir') })}`), '在 <bdi>Choir</bdi> 中')
})

t.test('U45 lists and sentences put together in Chinese → Chinese punctuation', async t => {
  const page = pageOf({ language: 'zh' })
  t.match(String(STATES['held']?.(page)), /（3）、<a [^]*（3）、<a [^>]*>还有更多/)
  t.match(String(STATES['first-run-fixed']?.(page)), '由 --signup 指定。请在那里修改，然后重启服务器。')
  t.match(String(STATES['connection-fine']?.(page)), '缓存：每个响应都是新的')
})
