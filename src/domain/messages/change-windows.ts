import { Type } from 'typebox'

/** A year: longer than any window that is not meant to be without end. */
export const WINDOW_MAX_S = 366 * 86_400

/** Time after sending, in seconds, in which senders may change their messages. Null: without end; 0: never. */
export interface ChangeWindows {
  readonly editWindowS: number | null
  readonly recallWindowS: number | null
}

/** The windows of a site whose admins have chosen none. */
export const DEFAULT_WINDOWS: ChangeWindows = { editWindowS: 86_400, recallWindowS: 120 }

export const WindowSchema = Type.Union([Type.Integer({ minimum: 0, maximum: WINDOW_MAX_S }), Type.Null()])

/** Returns the time that a message must not be older than, Unix ms: Infinity where none may be changed. */
export function openSince (windowS: number | null, at: number): number {
  if (windowS === null) return 0
  return windowS === 0 ? Infinity : at - windowS * 1_000
}
