import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** People who can share one browser and stay known in it. */
const MARK_USERS_MAX = 4

export type Marks = ReturnType<typeof createMarks>

/** Marks: the part of a cookie that proves in which accounts this browser was signed in before. It outlives sign-out. */
export function createMarks (secret: Buffer) {
  function tag (browser: string, username: string): string {
    return createHmac('sha256', secret).update(`${browser}:${username}`).digest('base64url').slice(0, 16)
  }

  /** Returns the browser's id if its mark proves that it was signed in as this user, else null. */
  function browserOf (mark: string | null, username: string): string | null {
    if (mark === null) return null
    const [browser = '', ...tags] = mark.split('~')
    const wanted = Buffer.from(tag(browser, username))
    return tags.some(one => one.length === wanted.length && timingSafeEqual(Buffer.from(one), wanted)) ? browser : null
  }

  return {
    browserOf,

    /** Returns the mark of a browser that has just signed in: its former mark, if that was ours, with this user added. */
    remember (mark: string | null, username: string): string {
      if (mark !== null && browserOf(mark, username) !== null) return mark
      const [browser, ...tags] = mark !== null && /^[\w-]{12}(?:~[\w-]{16}){1,4}$/.test(mark) ? mark.split('~') : [randomBytes(9).toString('base64url')]
      const id = browser ?? ''
      return [id, tag(id, username), ...tags].slice(0, MARK_USERS_MAX + 1).join('~')
    }
  }
}
