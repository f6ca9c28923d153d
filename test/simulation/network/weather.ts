/**
 * What takes longer than `ms` is cut: with a proxy's page, by closing the connection, by one or the other, or without a word. `repeat`:
 * by closing, and the browser asks once more without telling its page, as Chromium does where the connection had served before.
 */
export interface Cut { readonly ms: number, readonly how: 'status' | 'close' | 'either' | 'silence' | 'repeat' }

/** What one browser's way to the server is like at the moment. Shares are of all its calls. */
export interface Weather {
  /** Requests that never arrive. */
  readonly lost: number
  /** Answers that never arrive, or not whole. */
  readonly mute: number
  /** Requests that a proxy sends twice. */
  readonly repeated: number
  /** Trips that take up to 25 s: what comes later overtakes them. */
  readonly slow: number
  /** Answers replaced by somebody else's page. */
  readonly foreign: number
  /** Departures that the server is not told of. */
  readonly hidden: number
  readonly cut: Cut | null
}

const CLEAR: Weather = { lost: 0, mute: 0, repeated: 0, slow: 0, foreign: 0, hidden: 0, cut: null }

export const WEATHERS = {
  clear: CLEAR,
  rough: { lost: 0.1, mute: 0.15, repeated: 0.1, slow: 0.1, foreign: 0.02, hidden: 0.3, cut: null },
  proxied: { lost: 0.01, mute: 0.03, repeated: 0.15, slow: 0.02, foreign: 0, hidden: 1, cut: { ms: 15_000, how: 'either' } },
  /** Nothing gets through, and one is told at once. */
  dark: { ...CLEAR }
} satisfies Record<string, Weather>

export type WeatherName = keyof typeof WEATHERS
