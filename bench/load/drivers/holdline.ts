import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { BROWSER_ENCODINGS, get, post } from '../connection.ts'
import type { Job } from '../job.ts'
import { eachAppendedMark, eachMark } from '../marks.ts'
import { cutOut, type Driver } from './driver.ts'
import { heldFrames } from './held-frames.ts'

/** Results of signing in, kept in a file: sessions outlive a server, so a prepared data folder is signed in only once. */
export interface Credentials {
  /** Per user: the cookie, and the conversation with their pair. */
  readonly cookies: readonly string[]
  readonly directs: readonly string[]
  readonly group: string
  /** Users with a second browser, and its cookie. */
  readonly seconds: readonly { readonly who: number, readonly cookie: string }[]
}

export function readCredentials (file: string): Credentials {
  return JSON.parse(readFileSync(file, 'utf8')) as Credentials
}

/**
 * Holdline as its own page uses it: a cookie, a tab, a growing `n`, the longest hold; with `view` html also what an open page adds, and
 * with `held` the frames of pages without script.
 */
export function holdlineDriver ({ size, credentials, view, hasSeconds, ids }: Job): Driver {
  const { cookies, directs, group, seconds: signedInTwice } = readCredentials(credentials)
  if (cookies.length < size) throw new Error(`${credentials} holds ${cookies.length} people, ${size} are needed`)
  const seconds = hasSeconds ? signedInTwice.filter(({ who }) => who < size) : []
  const headers = [...cookies.slice(0, size), ...seconds.map(({ cookie }) => cookie)].map(cookie => `Cookie: ${cookie}\r\n`)
  // As the page's script makes them: unique for ever, and neighbours in an index when they were made within an hour.
  const load = Math.random().toString(36).slice(2, 10).padEnd(8, '0')
  let sends = 0
  const newId = ids === 'uuid'
    ? randomUUID
    : () => Date.now().toString(36) + load + (sends++).toString(36).padStart(4, '0')

  function send (who: number, conversationId: string, text: string): string {
    const path = `/api/conversations/${conversationId}/messages`
    return post(path, `{"clientId":"${newId()}","body":"${text}"}`, headers[who])
  }

  return {
    seconds: seconds.map(({ who }) => who),
    ...view === 'held' ? heldFrames(headers, group) : polls(headers, view),
    direct: (who, text) => send(who, directs[who] ?? '', text),
    group: (who, text) => send(who, group, text)
  }
}

function polls (headers: readonly string[], view: 'json' | 'html'): Omit<Driver, 'direct' | 'group'> {
  const load = Date.now().toString(36)
  const tabs = headers.map((_, browser) => `&hold=90&tab=${load}-${browser}&n=`)
  const shown = view === 'html' ? '&view=html&lang=en&active=1' : ''
  const accepts = view === 'html' ? `Accept-Encoding: ${BROWSER_ENCODINGS}\r\n` : ''
  const tails = headers.map(header => `${shown} HTTP/1.1\r\nHost: 127.0.0.1\r\n${accepts}${header}\r\n`)
  const cursors = new Array<string>(headers.length).fill('')
  const turns = new Int32Array(headers.length)
  return {
    async arrive (browser, ask, again) {
      if (!again) this.polled(browser, await ask(get('/poll', headers[browser])), '')
    },
    poll (browser) {
      const turn = (turns[browser] ?? 0) + 1
      turns[browser] = turn
      return `GET /poll?cursor=${cursors[browser]}${tabs[browser]}${turn}${tails[browser]}`
    },
    polled (browser, body) {
      if (!body.includes('"status":"events"') && !body.includes('"status":"idle"')) {
        throw new Error(`Holdline answered a poll with ${body.slice(0, 200)}`)
      }
      cursors[browser] = cutOut(body, '"cursor":"', '"')
    },
    eachMark: view === 'html' ? eachAppendedMark : eachMark
  }
}
