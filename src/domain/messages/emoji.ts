import { DomainError } from '#domain/errors.ts'

/** The groups of the picker, in their order. */
export const EMOJI_GROUPS = ['smileys', 'people', 'nature', 'food', 'travel', 'activities', 'objects', 'symbols', 'flags'] as const
export type EmojiGroup = typeof EMOJI_GROUPS[number]
/** Skin tones, lightest first; the first of them is the emoji's own. */
export const EMOJI_TONES = ['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'] as const
export type EmojiTone = typeof EMOJI_TONES[number]
const MODIFIERS: Readonly<Record<EmojiTone, string>> = {
  none: '', light: '\u{1f3fb}', 'medium-light': '\u{1f3fc}', medium: '\u{1f3fd}', 'medium-dark': '\u{1f3fe}', dark: '\u{1f3ff}'
}
/** Emoji that are kept as recently used: four rows of the picker. */
export const RECENT_MAX = 36
/** Found at once: some screens of them. */
const FOUND_MAX = 120

/**
 * One emoji as scripts get it: the character; the word between colons; its label in English (empty: the word) and in Chinese; the other
 * words by which it is found, in both; 1 for one that has skin tones, 0 for others.
 */
export type EmojiRow = readonly [char: string, word: string, english: string, chinese: string, words: string, tones: 0 | 1]
/** The rows of each group. */
export type EmojiRows = ReadonlyArray<readonly EmojiRow[]>

export interface Emoji {
  readonly char: string
  readonly word: string
  readonly label: { readonly en: string, readonly zh: string }
  readonly hasTones: boolean
}

interface Entry extends Emoji { readonly found: string }

/** Emoji that somebody used. Each call is one unit of work. */
export interface RecentEmojiStore {
  /** The last first. */
  recent (userId: string, limit: number): Promise<readonly string[]>
  /** Keeps the last RECENT_MAX. */
  used (userId: string, emoji: string, at: number): Promise<void>
}

export type RecentEmoji = ReturnType<typeof createRecentEmoji>

export function createRecentEmoji ({ store, now }: { store: RecentEmojiStore, now: () => number }) {
  return {
    recent: (userId: string) => store.recent(userId, RECENT_MAX),

    /** Throws INVALID for what is no single emoji. */
    async used (userId: string, raw: string): Promise<void> {
      const emoji = emojiIn(raw)
      if (emoji === null) throw new DomainError('INVALID', 'emoji must be a single emoji.')
      await store.used(userId, emoji, now())
    }
  }
}

export type EmojiTable = ReturnType<typeof createEmojiTable>

/** The emoji by groups, read when they are first asked for. */
export function createEmojiTable (read: () => EmojiRows) {
  let groups: ReadonlyArray<readonly Entry[]> | null = null

  function all (): ReadonlyArray<readonly Entry[]> {
    groups ??= read().map(rows => rows.map(entryOf))
    return groups
  }

  return {
    group: (name: EmojiGroup): readonly Emoji[] => all()[EMOJI_GROUPS.indexOf(name)] ?? [],

    /** Emoji by words in either language: those whose own word or label begins so come first. Scripts search alike (picker.js). */
    find (query: string): readonly Emoji[] {
      const parts = query.toLowerCase().replace(/[:_]/g, ' ').split(/\s+/).filter(part => part !== '')
      if (parts.length === 0) return []
      const found = all().flat().filter(({ found }) => parts.every(part => holds(found, part)))
      const first = found.filter(emoji => isNamed(emoji, parts))
      return [...first, ...found.filter(emoji => !first.includes(emoji))].slice(0, FOUND_MAX)
    }
  }
}

const EMOJI = /^\p{RGI_Emoji}$/v
const AT_END = /\p{RGI_Emoji}$/v
/** Asks for the picture of a character that is text by itself, such as ❤. */
const AS_PICTURE = '\ufe0f'

/** Returns the emoji in the one spelling that is stored; null for any other text. */
export function emojiIn (raw: string): string | null {
  return [raw, raw + AS_PICTURE].find(text => EMOJI.test(text)) ?? null
}

/** The emoji in a skin tone, where it has any. */
export function inTone ({ char, hasTones }: Pick<Emoji, 'char' | 'hasTones'>, tone: EmojiTone): string {
  if (!hasTones || tone === 'none') return char
  const [first = '', ...rest] = char
  return [first, MODIFIERS[tone], ...rest[0] === AS_PICTURE ? rest.slice(1) : rest].join('')
}

/** A half-written text with an emoji at its end. Words are kept apart from it. */
export function withEmoji (text: string, emoji: string): string {
  // The end alone: a search through all of a long text costs its length.
  return text === '' || /\s$/.test(text) || AT_END.test(text.slice(-32)) ? text + emoji : `${text} ${emoji}`
}

function entryOf ([char, word, english, chinese, words, tones]: EmojiRow): Entry {
  const spoken = word.replaceAll('_', ' ')
  const label = { en: english === '' ? spoken : english, zh: chinese }
  return { char, word, label, hasTones: tones === 1, found: ` ${spoken} ${label.en} ${chinese} ${words}`.toLowerCase() }
}

// Chinese has no spaces: any part of it counts.
function holds (found: string, part: string): boolean {
  return found.includes(/^[\x21-\x7e]/.test(part) ? ` ${part}` : part)
}

function isNamed ({ word, label }: Emoji, parts: readonly string[]): boolean {
  const query = parts.join(' ')
  return word.replaceAll('_', ' ').startsWith(query) || label.en.toLowerCase().startsWith(query) || label.zh.startsWith(query)
}
