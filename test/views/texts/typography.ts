import type { Language } from '#domain/account/settings.ts'

/** Slots that take the name of a person, a group or the site, which may be in Chinese. */
const NAMES = new Set(['message', 'name', 'other', 'who', 'by', 'site', 'title', 'query', 'choice', 'browser', 'about', 'found'])
/** Slots that take a number with its unit: “3 分钟”. */
const SPANS = new Set(['ago', 'left', 'window'])
/** Slots that take Latin text: addresses, usernames. */
const LATIN = new Set(['address', 'username', 'system', 'id'])

/** A text with its slots filled: Chinese names, numbers. Only the last form of a plural is kept. */
export function filled (text: string): string {
  return text.replaceAll(/\{(\w+), number\}/g, '{$1}').replace(/\{\w+, plural,(?: =?\w+ \{[^{}]*\})* other \{([^{}]*)\}\}/g, (_, form: string) => form.replace('#', '20'))
    .replace(/\{(\w+)\}/g, (_, slot: string) => NAMES.has(slot) ? '小雨' : SPANS.has(slot) ? '3 分钟' : LATIN.has(slot) ? 'xy' : '20')
}

/** Marks that no text in either language holds. */
const BOTH: readonly (readonly [why: string, pattern: RegExp])[] = [
  ['a straight quote', /["']/],
  ['a blank before …', /\s…/],
  ['more than one …, or dots', /……|\.\.\./],
  ['two blanks', / {2}/]
]

/** The words to say, each with those it replaces; and the typography of one language. */
const RULES: Readonly<Record<Language, readonly (readonly [why: string, pattern: RegExp])[]>> = {
  en: [
    ['someone, everyone, anyone', /\b(?:some|every|any)body\b|\bwhoever\b/i],
    ['administrator', /\badmins?\b/i],
    ['created', /\bmade\b/i],
    ['connection, network', /(?<!new )\bline\b|\bpath\b|\bon the way\b/i],
    ['chat', /\bconversations?\b/i],
    ['group name', /\btitle\b/i],
    ['current', /\bpresent\b/i],
    ['a contraction', /\b(?:do|does|did|is|are|was|were|has|have|had|will|would|could|should) not\b|\bcannot\b|\b(?:you|we) are\b(?!\.)|\bit is\b|\blet us\b/i]
  ],
  zh: [
    ['拉黑', /屏蔽/],
    ['登录、聊天', /会话|对话/],
    ['连接、网络', /线路|途中/],
    ['群聊', /群(?!聊|名称|主)|该群/],
    ['管理员', /管理者/],
    ['你', /您/],
    ['中断', /掐断/],
    ['测量', /摸索|摸清/],
    ['刷新、加载', /载入/],
    ['名字 of a person: 昵称', /你的名字/],
    ['no blank between Han characters', /[\p{Script=Han}“”（）、，。：；？！…] +[\p{Script=Han}“”（）、，。：；？！]/u],
    ['a blank between Han and a number or Latin', /\p{Script=Han}[A-Za-z\d]|[A-Za-z\d]\p{Script=Han}/u],
    ['full-width punctuation', /\p{Script=Han}[,.:;?!()]|[,.:;?!()]\p{Script=Han}|[,:;?!] /u]
  ]
}

/** Returns the reasons against a text: typography, and second words for one idea. */
export function faultsOf (language: Language, text: string): string[] {
  const shown = filled(text)
  return [...BOTH, ...RULES[language]].filter(([, pattern]) => pattern.test(shown)).map(([why]) => why)
}
