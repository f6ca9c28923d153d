import type { UserRef } from './users.ts'

type Name = Pick<UserRef, 'username' | 'displayName'>

/** A range of tokens that one word of a search matches: from `from` to `to`, ends included, in code point order. */
export interface NameTerm { readonly from: string, readonly to: string }

/** Limit to the words of a search, each of which costs the engine a look-up for every candidate; the rest is ignored. */
const TERMS_MAX = 8
/** Limit to the tokens of a name; 64 characters give no more, unless they are ligatures. */
const TOKENS_MAX = 160
/** Limit to the length of a token; longer words are found by their beginning. */
export const TOKEN_MAX_CHARS = 32
const SORT_KEY_MAX_CHARS = 64
/** Sorts after every other character: with a prefix before it, the end of all tokens that begin so. */
const LAST_CHARACTER = '\u{10ffff}'

/** Scripts that are read the same without their marks: é, ά, أ. In others (й, が, ไม่) a mark makes another letter. */
const MARKED = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+/gu
/** Latin letters that Unicode does not take apart, and the Greek sigma that toLowerCase writes at the end of a word. */
const ALIKE: Readonly<Record<string, string>> = { ø: 'o', đ: 'd', ð: 'd', ł: 'l', ħ: 'h', æ: 'ae', œ: 'oe', þ: 'th', ς: 'σ' }
const APOSTROPHES = /(?<=\p{L})['‘’ʼ‛`](?=\p{L})/gu

// Scripts without spaces: any two neighbouring characters may be the known part of a name.
const CJK = '[\\u3099\\u309a\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー〆]'
/** Matches text that begins with a character of a script without spaces. */
export const CJK_RUN = new RegExp(`^${CJK}`, 'v')
/** The words of folded text: runs of letters and digits, those of scripts without spaces apart from the others. */
export const RUNS = new RegExp(`${CJK}+|[[\\p{L}\\p{M}\\p{N}]--${CJK}]+`, 'gv')

/** Returns text for comparing names: without case, width, and the accents of scripts that are read without them. */
export function foldedName (text: string): string {
  return text.toWellFormed().replace(/\p{Default_Ignorable_Code_Point}/gu, '').normalize('NFKD').replace(MARKED, '$1')
    // Upper case, then lower: makes ß equal SS, and ı equal I.
    .toUpperCase().toLowerCase().replace(/[øđðłħæœþς]/g, letter => ALIKE[letter] ?? letter).normalize('NFC')
}

/** Returns the tokens a person is found by: each word of both names, each two CJK neighbours, and the last CJK character of a run. */
export function nameTokens ({ username, displayName }: Name): string[] {
  const tokens = new Set<string>()
  const names = foldedName(`${displayName} ${username}`)
  for (const run of [...runsOf(names), ...runsOf(names.replace(APOSTROPHES, ''))]) {
    if (!CJK_RUN.test(run)) tokens.add(cut(run, TOKEN_MAX_CHARS))
    else for (const pair of pairsOf([...run, ''])) tokens.add(pair)
  }
  return [...tokens].slice(0, TOKENS_MAX)
}

/** Returns the terms of a search; a person must match all of them. Empty when the search has no letter. */
export function nameTerms (query: string): NameTerm[] {
  const terms = new Map<string, NameTerm>()
  for (const run of runsOf(foldedName(query))) {
    const characters = [...run]
    if (CJK_RUN.test(run) && characters.length > 1) for (const pair of pairsOf(characters)) terms.set(pair, { from: pair, to: pair })
    else terms.set(run, beginningWith(cut(run, TOKEN_MAX_CHARS)))
  }
  return [...terms.values()].slice(0, TERMS_MAX)
}

/** Returns the search as a username: without an @ before it, in lower case. */
export function namedExactly (query: string): string {
  return query.normalize('NFKC').trim().replace(/^@/, '').toLowerCase()
}

/** Returns a person's place in a list by name, which is unique. `shown`: the name that the list shows. */
export function sortKey (shown: string, username: string): string {
  // Words are one space apart: two come before any further word, so Li stands before Li Wei.
  return `${cut(runsOf(foldedName(shown)).join(' '), SORT_KEY_MAX_CHARS)}  ${username}`
}

/** Returns the parts of a search in a list by name: a person matches when their sort key, with a space before it, contains all. */
export function sortKeyParts (query: string): string[] {
  return runsOf(foldedName(query)).slice(0, TERMS_MAX).map(run => CJK_RUN.test(run) ? run : ` ${run}`)
}

/** Returns whether names hold all parts of a search; false without any part. */
export function holdsParts (names: string, parts: readonly string[]): boolean {
  const words = ` ${runsOf(foldedName(names)).join(' ')}`
  return parts.length > 0 && parts.every(part => words.includes(part))
}

function runsOf (folded: string): string[] {
  return folded.match(RUNS) ?? []
}

export function pairsOf (characters: readonly string[]): string[] {
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`)
}

function beginningWith (token: string): NameTerm {
  return { from: token, to: token + LAST_CHARACTER }
}

export function cut (text: string, characters: number): string {
  return text.length <= characters ? text : [...text].slice(0, characters).join('')
}
