/** A rule is broken: the expected and the actual result. */
export class Broken extends Error {}

/** Whether the rule holds cannot be seen here; the message says why. */
export class NotVisible extends Error {}

/** An unrelated event woke a poll under test: the check is repeated. */
export class Disturbed extends Error {}

/** Does the same as `expect` for timings that a slow machine or a switch may spoil: the check is repeated, and fails if it stays so. */
export function expectInTime (isSo: boolean, expected: string, came: unknown): void {
  if (!isSo) throw new Disturbed(sentenceOf(expected, came))
}

/** Returns the answer. Throws Disturbed when signals alone ended a poll that should have ended otherwise. */
export function undisturbed<T extends { readonly status: string, readonly events: readonly unknown[] }> (answer: T): T {
  if (answer.status === 'events' && answer.events.length === 0) throw new Disturbed('expected quiet; signals kept coming')
  return answer
}

/** Throws Broken unless `isSo`. `expected` reads on after the word "expected"; `came` is shown as it is. */
export function expect (isSo: boolean, expected: string, came: unknown): asserts isSo {
  if (!isSo) throw new Broken(sentenceOf(expected, came))
}

const SHOWN_MAX = 300

function sentenceOf (expected: string, came: unknown): string {
  return `expected ${expected}; came ${shown(came)}`
}

function shown (came: unknown): string {
  const text = typeof came === 'string' ? came : JSON.stringify(came) ?? String(came)
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
}
