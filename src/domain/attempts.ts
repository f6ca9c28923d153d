import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { DomainError } from './errors.ts'

/** Anybody mistypes; the eleventh wrong password in a row begins to cost time. */
export const ATTEMPTS_FREE = 10
/** The delay doubles from 1 s to this. Short enough to wait out: nobody is ever locked out. */
export const ATTEMPT_DELAY_MAX_S = 30
/** Wrong passwords are forgotten after this long without another. */
export const ATTEMPTS_FORGOTTEN_MS = 15 * 60_000
/** Tallies kept at once; the oldest goes first. A stranger who makes up names only makes room for himself. */
const ATTEMPTS_KEPT = 20_000
/** People who share one browser and keep a budget of their own in it. */
const MARK_USERS_MAX = 4

interface Tally { failures: number, at: number }

/** Where an attempt comes from: the network, and the mark of a browser, if it carries one. */
export interface Origin { readonly address: string, readonly mark: string | null }

export type Attempts = ReturnType<typeof createAttempts>

/**
 * Slows down guessing. Counted per (account, network), so that neither a stranger elsewhere nor a neighbour behind the same proxy can
 * keep a person out of his account, or anybody out of another; a browser that signed in to this account before is counted alone.
 */
export function createAttempts ({ secret, now, free = ATTEMPTS_FREE }: { secret: Buffer, now: () => number, free?: number }) {
  const tallies = new Map<string, Tally>()

  function keyOf (username: string, { address, mark }: Origin): string {
    const known = mark === null ? null : browserOf(mark, username)
    return known === null ? `${username}@${networkOf(address)}` : `${username}#${known}`
  }

  function tag (browser: string, username: string): string {
    return createHmac('sha256', secret).update(`${browser}:${username}`).digest('base64url').slice(0, 16)
  }

  // The browser's id when its mark proves that it signed in as this user before.
  function browserOf (mark: string, username: string): string | null {
    const [browser = '', ...tags] = mark.split('~')
    const wanted = Buffer.from(tag(browser, username))
    return tags.some(one => one.length === wanted.length && timingSafeEqual(Buffer.from(one), wanted)) ? browser : null
  }

  return {
    /**
     * Counts an attempt before its password is looked at, so that many at once are many; answers how to take it back once it was right.
     * Throws TOO_MANY with the seconds to wait.
     */
    begin (username: string, origin: Origin): { succeeded: () => void } {
      const key = keyOf(username, origin)
      const at = now()
      const known = tallies.get(key)
      const tally = known !== undefined && at - known.at < ATTEMPTS_FORGOTTEN_MS ? known : { failures: 0, at }
      // A clock that was set back must not turn half a minute into hours.
      tally.at = Math.min(tally.at, at)
      const delayS = tally.failures < free ? 0 : Math.min(ATTEMPT_DELAY_MAX_S, 2 ** (tally.failures - free))
      const waitS = Math.ceil((tally.at + delayS * 1000 - at) / 1000)
      if (delayS > 0 && waitS > 0) {
        throw new DomainError('TOO_MANY', `Too many wrong passwords. Try again in ${waitS} ${waitS === 1 ? 'second' : 'seconds'}.`, waitS)
      }
      tally.failures = Math.min(tally.failures + 1, 1000)
      tally.at = at
      tallies.delete(key)
      tallies.set(key, tally)
      for (const oldest of tallies.keys()) {
        if (tallies.size <= ATTEMPTS_KEPT) break
        tallies.delete(oldest)
      }
      return { succeeded: () => { tallies.delete(key) } }
    },

    /** The mark of a browser that has just signed in: what it carried, if that was ours, and this user. */
    remember (mark: string | null, username: string): string {
      if (mark !== null && browserOf(mark, username) !== null) return mark
      const [browser, ...tags] = mark !== null && /^[\w-]{12}(?:~[\w-]{16}){1,4}$/.test(mark) ? mark.split('~') : [randomBytes(9).toString('base64url')]
      const id = browser ?? ''
      return [id, tag(id, username), ...tags].slice(0, MARK_USERS_MAX + 1).join('~')
    }
  }
}

/** What one household, office or proxy shares: an IPv4 address, or the /64 of an IPv6 one. */
export function networkOf (address: string): string {
  const [plain = ''] = address.replace(/^::ffff:(?=\d+\.\d+\.)/i, '').split('%', 1)
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return groups.slice(0, 4).map(group => Number.parseInt(group, 16).toString(16)).join(':') + '::/64'
}
