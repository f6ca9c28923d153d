/** A rule is broken: what was expected, and what came. */
export class Broken extends Error {}

/** It cannot be told here whether the rule holds; why not. */
export class NotVisible extends Error {}

/** News that a check has nothing to do with woke a poll it was looking at: it is played again. */
export class Disturbed extends Error {}

/** The same for what a slow machine or a switch may have spoilt: it is played again. What is broken stays so. */
export function expectInTime (isSo: boolean, expected: string, came: unknown): void {
  if (!isSo) throw new Disturbed(sentenceOf(expected, came))
}

/** The same answer. Throws Disturbed when signals alone ended a poll that was to end otherwise. */
export function undisturbed<T extends { readonly status: string, readonly events: readonly unknown[] }> (answer: T): T {
  if (answer.status === 'events' && answer.events.length === 0) throw new Disturbed('expected quiet; signals kept coming')
  return answer
}

/** Throws Broken unless it is so. `expected` reads after the word "expected"; `came` is shown as it is. */
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
