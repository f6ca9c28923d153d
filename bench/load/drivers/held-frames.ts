import { BROWSER_ENCODINGS, get } from '../connection.ts'
import { newestMark } from '../marks.ts'
import { cutOut, type Driver } from './driver.ts'

/** After `<meta http-equiv="refresh" content="1;…">`, as browsers do. */
const REFRESH_MS = 1_000

/** The frame of a conversation as browsers without script follow it: each document, or redirect, names the next address, which is held. */
export function heldFrames (cookies: readonly string[], conversation: string): Omit<Driver, 'direct' | 'group'> {
  const headers = cookies.map(cookie => `Accept-Encoding: ${BROWSER_ENCODINGS}\r\n${cookie}`)
  const first = `/held/${conversation}`
  /** The newest message on each frame, by its time: a frame that is drawn for another reason shows it again. */
  const newest = new Float64Array(headers.length)
  const nexts = headers.map(() => first)
  return {
    restMs: REFRESH_MS,
    async arrive (browser, ask) {
      nexts[browser] = first
      this.polled(browser, await ask(get(first, headers[browser])), '')
    },
    poll: browser => get(nexts[browser] ?? first, headers[browser]),
    polled (browser, body, head) {
      const moved = /\r\nlocation: (.*)/i.exec(head)?.[1]
      const to = moved ?? cutOut(body, 'content="1;url=', '"').replaceAll('&amp;', '&')
      nexts[browser] = new URL(to, `http://127.0.0.1${first}`).href.slice('http://127.0.0.1'.length)
    },
    eachMark: (body, heard, browser) => newestMark(body, (sender, count, dueAtUs) => {
      if (dueAtUs <= (newest[browser] ?? 0)) return
      newest[browser] = dueAtUs
      heard(sender, count, dueAtUs)
    })
  }
}
