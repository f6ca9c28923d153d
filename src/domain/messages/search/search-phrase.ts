/** A search as a person types it: words, and bounds among them, like `from:ana after:2026-01-31 has:link`. */
export interface SearchPhrase {
  readonly words: string
  readonly from?: string
  /** The name of a conversation. */
  readonly in?: string
  /** Days, as `2026-01-31`: the first one that counts, and the one after the last. */
  readonly after?: string
  readonly before?: string
  readonly hasLink?: boolean
}

const BOUND = /(?<!\S)(from|in|before|after|has)[:：](?:"([^"]*)"|“([^”]*)”|(\S+))/giu
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Takes the bounds out of a search. One that says nothing, like a day that does not exist, is searched for as it stands. */
export function searchPhrase (query: string): SearchPhrase {
  let phrase: Omit<SearchPhrase, 'words'> = {}
  const words = query.replace(BOUND, (whole: string, rawName: string, ...values: Array<string | undefined>) => {
    const value = values.slice(0, 3).find(each => each !== undefined)?.trim() ?? ''
    const bound = boundOf(rawName.toLowerCase(), value)
    if (bound === null) return whole
    phrase = { ...phrase, ...bound }
    return ' '
  })
  return { ...phrase, words: words.replace(/\s+/gu, ' ').trim() }
}

function boundOf (name: string, value: string): Omit<SearchPhrase, 'words'> | null {
  if (value === '') return null
  switch (name) {
    case 'from': return { from: value.replace(/^@/, '') }
    case 'in': return { in: value }
    case 'before': return isDay(value) ? { before: value } : null
    case 'after': return isDay(value) ? { after: value } : null
    default: return value.toLowerCase() === 'link' ? { hasLink: true } : null
  }
}

/** Returns a phrase as one would type it. */
export function phraseText ({ words, from, in: chat, after, before, hasLink }: SearchPhrase): string {
  const bounds = Object.entries({ from, in: chat, after, before }).flatMap(([name, value]) => value === undefined ? [] : [`${name}:${quoted(value)}`])
  return [words, ...bounds, ...hasLink === true ? ['has:link'] : []].join(' ').trim()
}

function quoted (value: string): string {
  if (/^[^\s"“”]+$/u.test(value)) return value
  return value.includes('"') ? `“${value.replaceAll('”', '')}”` : `"${value}"`
}

/** Whether this is a day of the calendar, as `2026-01-31`. */
export function isDay (value: string): boolean {
  return DAY.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value
}

/** Returns the moment at which a day begins in a zone, in Unix milliseconds. */
export function dayStart (day: string, timeZone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`)
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  const ahead = (at: number) => Date.parse(`${clock.format(at).replace(' ', 'T')}Z`) - at
  return wanted - ahead(wanted - ahead(wanted))
}
