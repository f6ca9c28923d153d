// The mechanical rules of CONTRIBUTING.md for comments and test names. Pure: files in, sentences out, so that
// test/english.test.ts can plant a violation and see it found.
import type { Files } from './architecture.ts'
import { readComments, readFirstArguments, type Comment } from './source.ts'

/** The functions that begin a test with its name. */
const BEGIN_TESTS = ['test', 'journey']
const LONGEST_NAME = 90

/** An id before the sentence, as in "D26 …" and "D26, D27: …". */
const IDS = /^(?:[A-Z]\d+(?:(?:,| and| to) )?)+:? /
const RIDDLE = /^(?:who|whoever|what|how)\b/i
const MALE = /\b(?:he|his|him|himself)\b/i
/** A tag of JSDoc up to its description, with the name that some of them give. */
const TAG = /@(?:(?:param|property|template|typedef)(?: \{.*?\})? \S+|[\w-]+(?: \{.*?\})?)/g

/** Comments and test names with a sentence that begins with who, what or how, a person called `he`, and names that are too long. */
export function wrongEnglish (files: Files): string[] {
  return [...files].flatMap(([path, text]) => {
    const names = readFirstArguments(path, text, BEGIN_TESTS)
    const long = names.filter(name => name.text.length > LONGEST_NAME)
    return [
      ...[...readComments(path, text), ...names].flatMap(comment => wrongWords(path, comment)),
      ...long.map(name => `${path}:${name.line} has a test name of ${name.text.length} characters: ${name.text}`)
    ]
  })
}

function wrongWords (path: string, { line, text }: Comment): string[] {
  const words = text.replace(/`[^`]*`/g, 'code').replace(TAG, '. ')
  const riddle = words.split(/(?<=[.!?])\s+/).find(sentence => RIDDLE.test(sentence.replace(IDS, '')) && !sentence.endsWith('?'))
  return [
    ...riddle === undefined ? [] : [`${path}:${line} begins a sentence with ${/\w+/.exec(riddle.replace(IDS, ''))?.[0]}: ${riddle}`],
    ...MALE.test(words) ? [`${path}:${line} calls a person he: ${text}`] : []
  ]
}
