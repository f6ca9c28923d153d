import { readFileSync } from 'node:fs'
import { get, post } from '../connection.ts'
import type { Job } from '../job.ts'
import { eachAppendedMark, eachMark } from '../marks.ts'
import { cutOut, type Driver } from './driver.ts'

/** Results of signing in, kept in a file: sessions outlive a server, so a prepared data folder is signed in only once. */
export interface Credentials {
  /** Per user: the cookie, and the conversation with their pair. */
  readonly cookies: readonly string[]
  readonly directs: readonly string[]
  readonly group: string
}

/** Holdline as its own page uses it: a cookie, a tab, a growing `n`, the longest hold; with `view` html also what an open page adds. */
export function holdlineDriver (size: number, credentialsFile: string, view: Job['view']): Driver {
  const { cookies, directs, group } = JSON.parse(readFileSync(credentialsFile, 'utf8')) as Credentials
  if (cookies.length < size) throw new Error(`${credentialsFile} holds ${cookies.length} people, ${size} are needed`)
  const headers = cookies.map(cookie => `Cookie: ${cookie}\r\n`)
  // Ids must differ from those of an earlier load on the same data: a clientId belongs to its message for ever.
  const load = Date.now().toString(36)
  const tabs = Array.from({ length: size }, (_, who) => `&hold=90&tab=${load}-${who}&n=`)
  const shown = view === 'html' ? '&view=html&lang=en&active=1' : ''
  const tails = headers.map(header => `${shown} HTTP/1.1\r\nHost: 127.0.0.1\r\n${header}\r\n`)
  const cursors = new Array<string>(size).fill('')
  const turns = new Int32Array(size)
  let sends = 0

  function send (who: number, conversationId: string, text: string): string {
    sends += 1
    const path = `/api/conversations/${conversationId}/messages`
    return post(path, `{"clientId":"${load}-${sends}","body":"${text}"}`, headers[who])
  }

  return {
    async arrive (who, ask, again) {
      if (!again) this.polled(who, await ask(get('/poll', headers[who])))
    },
    poll (who) {
      const turn = (turns[who] ?? 0) + 1
      turns[who] = turn
      return `GET /poll?cursor=${cursors[who]}${tabs[who]}${turn}${tails[who]}`
    },
    polled (who, body) {
      if (!body.includes('"status":"events"') && !body.includes('"status":"idle"')) {
        throw new Error(`Holdline answered a poll with ${body.slice(0, 200)}`)
      }
      cursors[who] = cutOut(body, '"cursor":"', '"')
    },
    eachMark: view === 'html' ? eachAppendedMark : eachMark,
    direct: (who, text) => send(who, directs[who] ?? '', text),
    group: (who, text) => send(who, group, text)
  }
}
