import type { Page } from './page.ts'

/** The result of a form, which stands in the address of the page it leads to. */
export const DONE = [
  'saved', 'password', 'session', 'asked', 'accepted', 'rejected', 'withdrawn', 'removed', 'blocked', 'unblocked', 'drafted', 'resumed',
  'invited', 'revoked', 'elsewhere', 'signed-out', 'ended', 'added', 'asked-in', 'added-some', 'added-known', 'member-removed', 'let-in', 'turned-away',
  'label-deleted', 'link-made', 'link-revoked', 'forwarded', 'forwarded-some', 'recalled', 'not-recalled', 'leaving', 'file-deleted'
] as const
export type DoneWord = typeof DONE[number]

export function doneText ({ say }: Page, done: DoneWord | null | undefined): string | null {
  return done == null ? null : say(`done.${done}`)
}
