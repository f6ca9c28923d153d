import { hash } from 'node:crypto'
import { CJK_RUN, cut, pairsOf, RUNS, TOKEN_MAX_CHARS } from '#domain/people/names.ts'
import { kindRules } from '#domain/messages/message-kinds.ts'
import { folded, foldedText } from './folded-text.ts'

/*
 * Search in messages. An engine keeps tokens, and finds messages that hold them all; whether one really holds the words is then judged
 * here, by its text. Words of letters are tokens; of Chinese, Japanese and Korean each two neighbouring characters are. Tokens of private
 * characters, which are in no word, name the conversation, the sender, and that there is a link, or a file.
 */

/** Words of this length on are found by their beginning; shorter ones are whole words. */
const BEGINNING_MIN_CHARS = 3
/** Tokens that the engine looks up for one search; each costs a look-up, and the text decides in the end. */
const TOKENS_MAX = 8
const LINK = /(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)[^\s]/iu

/** A token to look up; with `isBeginning`, all tokens that begin so. */
export interface WantedToken { readonly token: string, readonly isBeginning: boolean }

/** A word of a search, folded. */
interface Word { readonly text: string, readonly fits: 'anywhere' | 'beginning' | 'whole' }

/** The words of a search. A message must hold all of them. */
export interface SearchWords {
  readonly words: readonly Word[]
  /** The part of them that an engine can look up: nothing for a single character of a script without spaces. */
  readonly tokens: readonly WantedToken[]
}

/** Returns the text by which a message can be found, names of its files below its own; null for kinds that say nothing by themselves. */
export function searchableText (kind: string, body: string, names: readonly string[]): string | null {
  const { from, payload } = kindRules(kind)
  if (from !== 'member' || payload !== null) return null
  return names.length === 0 ? body : [body, ...names].join('\n').trimStart()
}

/** Returns the tokens of a text, each once. */
export function textTokens (text: string): string[] {
  const tokens = new Set<string>()
  for (const [run] of folded(text).matchAll(RUNS)) {
    if (!CJK_RUN.test(run)) tokens.add(cut(run, TOKEN_MAX_CHARS))
    else for (const pair of pairsOf([...run])) tokens.add(pair)
  }
  if (hasLink(text)) tokens.add(LINK_TOKEN)
  return [...tokens]
}

export function hasLink (text: string): boolean {
  return LINK.test(text)
}

/** Returns the words of a query; without a letter or digit there are none. */
export function searchWords (query: string): SearchWords {
  const words = new Map<string, Word>()
  const tokens = new Map<string, WantedToken>()
  for (const [run] of folded(query).matchAll(RUNS)) {
    const characters = [...run]
    if (CJK_RUN.test(run)) {
      words.set(run, { text: run, fits: 'anywhere' })
      for (const pair of pairsOf(characters)) tokens.set(pair, { token: pair, isBeginning: false })
    } else {
      const isBeginning = characters.length >= BEGINNING_MIN_CHARS
      words.set(run, { text: run, fits: isBeginning ? 'beginning' : 'whole' })
      const token = cut(run, TOKEN_MAX_CHARS)
      tokens.set(token, { token, isBeginning })
    }
  }
  return { words: [...words.values()], tokens: spread([...tokens.values()]) }
}

/** Whether a text holds all the words. */
export function holdsWords (text: string, { words }: SearchWords): boolean {
  if (words.length === 0) return true
  const form = folded(text)
  if (!words.every(word => word.fits !== 'anywhere' || form.includes(word.text))) return false
  if (words.every(({ fits }) => fits === 'anywhere')) return true
  const known = new Set(form.match(RUNS))
  const runs = [...known]
  return words.every(({ text: word, fits }) =>
    fits === 'anywhere' || known.has(word) || (fits === 'beginning' && runs.some(run => run.startsWith(word))))
}

/** Returns where the words stand in a text normalised to NFC: pairs of start and end, in order, apart from each other. */
export function hitsIn (
  raw: string, { words }: SearchWords
): { readonly text: string, readonly hits: ReadonlyArray<readonly [number, number]> } {
  const { text, folded: form, starts, ends } = foldedText(raw)
  const found = placesOf(form, words).map(([from, to]): [number, number] => [starts[from] ?? 0, ends[to - 1] ?? 0])
  const hits: Array<[number, number]> = []
  for (const [start, end] of found.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const last = hits.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else hits.push([start, end])
  }
  return { text, hits }
}

// One walk through the words of the text for all words of the search: a person may look for a hundred.
function placesOf (form: string, words: readonly Word[]): Array<[number, number]> {
  const textsOf = (fits: Word['fits']) => words.filter(word => word.fits === fits).map(({ text }) => text)
  const [wholes, beginnings] = [new Set(textsOf('whole')), textsOf('beginning')]
  const runs = wholes.size + beginnings.length === 0 ? [] : [...form.matchAll(RUNS)]
  const places = runs.map(({ 0: run, index }): [number, number] => {
    const begun = beginnings.filter(text => run.startsWith(text)).map(({ length }) => length)
    return [index, index + (wholes.has(run) ? run.length : Math.max(0, ...begun))]
  }).filter(([from, to]) => to > from)
  for (const text of textsOf('anywhere')) {
    for (let at = form.indexOf(text); at !== -1; at = form.indexOf(text, at + text.length)) places.push([at, at + text.length])
  }
  return places
}

// The first and every further one at even distances, so that the end of a long phrase counts as much as its beginning.
function spread (tokens: readonly WantedToken[]): readonly WantedToken[] {
  if (tokens.length <= TOKENS_MAX) return tokens
  const places = Array.from({ length: TOKENS_MAX }, (_, place) => Math.floor(place * tokens.length / TOKENS_MAX))
  return tokens.filter((_, place) => places.includes(place))
}

const PRIVATE_FROM = 0xe000
/** The last of the private characters say what a token is about, the others are digits. */
const PRIVATE_DIGITS = 6_300
const [CONVERSATION, SENDER, LINK_SIGN, FILE_SIGN] = ['\uf8f0', '\uf8f1', '\uf8f2', '\uf8f3']

export const LINK_TOKEN = LINK_SIGN
/** Of all messages with files. */
export const FILE_TOKEN = FILE_SIGN

/** Returns the token of all messages of a conversation. Another conversation may have the same, so candidates are checked. */
export function conversationToken (id: string): string {
  return CONVERSATION + digits(id)
}

/** The same for a sender. */
export function senderToken (id: string): string {
  return SENDER + digits(id)
}

// Two digits name forty million things in seven bytes.
function digits (id: string): string {
  const number = hash('sha256', id, 'buffer').readUInt32BE(0)
  return String.fromCharCode(PRIVATE_FROM + number % PRIVATE_DIGITS, PRIVATE_FROM + Math.floor(number / PRIVATE_DIGITS) % PRIVATE_DIGITS)
}
