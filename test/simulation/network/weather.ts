/**
 * Cuts every request that takes longer than `ms`: with a proxy's page, by closing the connection, by either at random, or in silence.
 * `repeat` closes, and the browser repeats the request unknown to its page, as Chromium does on a connection that was used before.
 */
export interface Cut { readonly ms: number, readonly how: 'status' | 'close' | 'either' | 'silence' | 'repeat' }

/** The state of one browser's network. The numbers are shares of all its calls. */
export interface Weather {
  /** Requests that never arrive. */
  readonly lost: number
  /** Answers that never arrive, or not whole. */
  readonly mute: number
  /** Requests that a proxy sends on twice. */
  readonly repeated: number
  /** Trips of up to 25 s: later calls overtake them. */
  readonly slow: number
  /** Answers replaced by a foreign page. */
  readonly foreign: number
  /** Aborted requests of which the server is not told. */
  readonly hidden: number
  readonly cut: Cut | null
}

const CLEAR: Weather = { lost: 0, mute: 0, repeated: 0, slow: 0, foreign: 0, hidden: 0, cut: null }

export const WEATHERS = {
  clear: CLEAR,
  rough: { lost: 0.1, mute: 0.15, repeated: 0.1, slow: 0.1, foreign: 0.02, hidden: 0.3, cut: null },
  proxied: { lost: 0.01, mute: 0.03, repeated: 0.15, slow: 0.02, foreign: 0, hidden: 1, cut: { ms: 15_000, how: 'either' } },
  /** Nothing gets through, and the browser learns it at once. */
  dark: { ...CLEAR }
} satisfies Record<string, Weather>

export type WeatherName = keyof typeof WEATHERS
