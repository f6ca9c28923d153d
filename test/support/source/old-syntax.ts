import { parse, type Token } from 'acorn'

/**
 * The first syntax that a browser of 2011 could not parse in a script, as a sentence; null when there is none. ES3 has
 * no reserved words as names of properties, no commas before a closing brace, no getters. A comma before a closing
 * bracket parses, but old Internet Explorers count one element more, so it is refused too.
 */
export function es3Fault (script: string): string | null {
  const tokens: Token[] = []
  try {
    parse(script, { ecmaVersion: 3, sourceType: 'script', allowReserved: 'never', locations: true, onToken: tokens })
  } catch (error) {
    return String(error)
  }
  const comma = tokens.find((token, i) => token.type.label === ',' && tokens[i + 1]?.type.label === ']')
  return comma === undefined ? null : `A comma before a closing bracket (${comma.loc?.start.line}:${comma.loc?.start.column})`
}

/** The first syntax that a strictly ES5 engine could not parse in a script, as a sentence; null when there is none. */
export function es5Fault (script: string): string | null {
  try {
    parse(script, { ecmaVersion: 5, sourceType: 'script' })
    return null
  } catch (error) {
    return String(error)
  }
}
