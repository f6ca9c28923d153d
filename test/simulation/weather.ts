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
  /** Whatever takes longer is cut. */
  readonly cutMs: number | null
}

const CLEAR: Weather = { lost: 0, mute: 0, repeated: 0, slow: 0, foreign: 0, hidden: 0, cutMs: null }

export const WEATHERS = {
  clear: CLEAR,
  rough: { lost: 0.1, mute: 0.15, repeated: 0.1, slow: 0.1, foreign: 0.02, hidden: 0.3, cutMs: null },
  proxied: { lost: 0.01, mute: 0.03, repeated: 0.15, slow: 0.02, foreign: 0, hidden: 1, cutMs: 15_000 },
  /** Nothing gets through, and one is told at once. */
  dark: { ...CLEAR }
} satisfies Record<string, Weather>

export type WeatherName = keyof typeof WEATHERS
