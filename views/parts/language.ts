import { IntlMessageFormat } from 'intl-messageformat'
import type { Language } from '#domain/account/settings.ts'
import { en, type Catalogue } from '#views/texts/en.ts'
import { zh } from '#views/texts/zh.ts'
import { html, Html, type Renderable } from './html.ts'
import type { Arguments } from './icu.ts'

export type Key = keyof Catalogue

/** The arguments that a text needs: none, or one object with exactly its names. */
type Given<K extends Key> = keyof Arguments<typeof en[K]> extends never ? [] : [args: Arguments<typeof en[K]>]

/** Returns a text in the reader's language. The compiler checks keys and arguments against the English catalogue. */
export type Say = <K extends Key>(key: K, ...given: Given<K>) => string

/** Arguments of a text, of which some may be HTML. */
type Drawn<Given> = { [Name in keyof Given]: Given[Name] | Html }

interface Sayer {
  readonly say: Say
  readonly draw: (key: Key, args: Readonly<Record<string, string | number | Html>>) => Renderable
}

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en, zh }

/** The name of each language in that language, the same for every reader. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' }

/** For `lang` attributes and for date formats. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' }

const LANGUAGES = Object.keys(CATALOGUES) as Language[]
const SAYERS: Readonly<Record<Language, Sayer>> = { en: sayer('en'), zh: sayer('zh') }

export function sayIn (language: Language): Say {
  return SAYERS[language].say
}

/** Returns a text with HTML in it, such as people's names that are places of their own. */
export function sentence<K extends Key> (language: Language, key: K, args: Drawn<Arguments<typeof en[K]>>): Renderable {
  const drawn = SAYERS[language].draw(key, args)
  return language === 'zh' && Array.isArray(drawn) ? apart(drawn) : drawn
}

const HAN = { begins: /^\p{Script=Han}/u, ends: /\p{Script=Han}$/u }
const LATIN = { begins: /^[\p{Script=Latin}\p{Nd}]/u, ends: /[\p{Script=Latin}\p{Nd}]$/u }

// Browsers set room between Han characters and Latin ones, but none at the edge of an element, which a name is.
function apart (parts: readonly Renderable[]): Html {
  const isLatin = (at: number, side: RegExp) => parts[at] instanceof Html && side.test(String(parts[at]).replace(/<[^>]*>/g, ''))
  return html`${parts.map((part, at) => {
    if (typeof part !== 'string') return part
    const before = HAN.begins.test(part) && isLatin(at - 1, LATIN.ends) ? ' ' : ''
    return `${before}${part}${HAN.ends.test(part) && isLatin(at + 1, LATIN.begins) ? ' ' : ''}`
  })}`
}

const LISTS: Readonly<Record<Language, Intl.ListFormat>> = { en: new Intl.ListFormat(LOCALES.en), zh: new Intl.ListFormat(LOCALES.zh) }

/** Returns the parts as a list in a sentence: “Ana, Ben and 3 others”. */
export function listing (language: Language, parts: readonly Renderable[]): Html {
  const pieces = LISTS[language].formatToParts(parts.map((_part, index) => String(index)))
  return html`${pieces.map(({ type, value }) => type === 'element' ? parts[Number(value)] ?? null : value)}`
}

const LANGUAGE_OF = new Map(LANGUAGES.map(language => [LOCALES[language], language]))

/** Returns the language that one of our pages says it is in; null for any other text. */
export function pageLanguage (lang: string): Language | null {
  return LANGUAGE_OF.get(lang) ?? wishedLanguage(lang)
}

/** Returns the best of our languages for an `Accept-Language` header; null when it names none of them. Some browsers write `zh_CN`. */
export function wishedLanguage (header: string | undefined): Language | null {
  const wishes = (header ?? '').toLowerCase().replaceAll('_', '-').split(',').slice(0, 20).map((part, index) => {
    const [tag = '', ...parameters] = part.split(';').map(piece => piece.trim())
    const q = Number(parameters.find(piece => piece.startsWith('q='))?.slice(2) ?? 1)
    return { language: LANGUAGES.find(known => tag === known || tag.startsWith(`${known}-`)), q, index }
  })
  return wishes.filter(wish => wish.q > 0).sort((a, b) => b.q - a.q || a.index - b.index)
    .find(wish => wish.language !== undefined)?.language ?? null
}

/** Texts with a count that are kept. A number of unread messages alone has a thousand. */
const COUNTED_MAX = 2_000

// Parses each text once, on first use: a page needs few of them, and patches need the same few again and again.
function sayer (language: Language): Sayer {
  const formats = new Map<Key, IntlMessageFormat>()
  function formatOf (key: Key): IntlMessageFormat {
    let format = formats.get(key)
    if (format === undefined) {
      format = new IntlMessageFormat(CATALOGUES[language][key], LOCALES[language], undefined, { ignoreTag: true })
      formats.set(key, format)
    }
    return format
  }
  const plain = new Map<Key, string>()
  function plainOf (key: Key): string {
    let text = plain.get(key)
    if (text === undefined) {
      text = String(formatOf(key).format())
      plain.set(key, text)
    }
    return text
  }
  // A row says its number of unread messages, and choosing a plural took a tenth of drawing.
  const counted = new Map<string, string>()
  function countedOf (key: Key, count: number): string {
    const name = `${key} ${count}`
    let text = counted.get(name)
    if (text === undefined) {
      text = String(formatOf(key).format({ count }))
      if (counted.size >= COUNTED_MAX) counted.clear()
      counted.set(name, text)
    }
    return text
  }
  return {
    say (key, ...[args]) {
      if (args === undefined) return plainOf(key)
      return isCountAlone(args) ? countedOf(key, args.count) : String(formatOf(key).format(args))
    },
    draw: (key, args) => formatOf(key).format<Html>(args)
  }
}

function isCountAlone (args: object): args is { count: number } {
  return 'count' in args && typeof args.count === 'number' && Object.keys(args).length === 1
}
