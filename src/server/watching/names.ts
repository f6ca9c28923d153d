import { textIn } from '#domain/wire/bodies.ts'
import type { Tape } from '#domain/wire/tape.ts'

/** Everybody who has not signed in. */
export const STRANGERS = 'strangers'
/** Sessions whose names are kept: more than a conformance run opens. The oldest goes first. */
const SESSIONS_MAX = 2_000
/** Statuses from here on are those of sign-ins that failed. */
const REFUSED = 400
/** A cookie with a shorter value says something of a browser, and not which one it is. */
const SECRET_LENGTH = 12

/** A browser as the view names it, and the user who signed in with it. */
export interface Named { readonly browser: string, readonly username: string }

/** Names browsers by who was seen to sign in with them (`ana`, `ana-2`), and others by numbers. */
export function createNames () {
  /** By a pair of the cookie, or by a whole header. */
  const sessions = new Map<string, Named>()
  let unknown = 0

  function add (keys: readonly string[], username: string): Named {
    const taken = new Set([STRANGERS, ...[...sessions.values()].map(({ browser }) => browser)])
    let browser = username
    for (let n = 2; taken.has(browser); n++) browser = `${username}-${n}`
    for (const key of keys) sessions.set(key, { browser, username })
    for (const [oldest] of sessions) {
      if (sessions.size <= SESSIONS_MAX) break
      sessions.delete(oldest)
    }
    return { browser, username }
  }

  return {
    /** Returns the browser that sent a request with these headers. */
    of ({ cookie, authorization }: { readonly cookie?: string | undefined, readonly authorization?: string | undefined }): Named {
      const whole = authorization ?? cookie
      if (whole === undefined) return { browser: STRANGERS, username: STRANGERS }
      const keys = authorization === undefined ? [...whole.split('; '), whole] : [whole]
      return keys.map(key => sessions.get(key)).find(named => named !== undefined) ?? add([whole], `browser-${++unknown}`)
    },

    /** Returns a tape that learns from its exchange who signed in. */
    learning (tape: Tape): Tape {
      let username: string | null = null
      return {
        ...tape,
        asked (body, bytes) {
          username = textIn((body as { username?: unknown } | undefined)?.username)
          tape.asked(body, bytes)
        },
        answered (answer) {
          const secrets = cookiesIn(answer.headers).filter(pair => pair.slice(pair.indexOf('=') + 1).length >= SECRET_LENGTH)
          if (username !== null && answer.status < REFUSED && secrets.length > 0) add(secrets, username)
          tape.answered(answer)
        }
      }
    }
  }
}

/** `headers`: names and values in turn. */
function cookiesIn (headers: readonly string[]): string[] {
  return headers.flatMap((value, at) => headers[at - 1]?.toLowerCase() === 'set-cookie' && at % 2 === 1 ? [value.split(';')[0] ?? ''] : [])
}
