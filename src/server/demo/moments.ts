const DAY_MS = 24 * 3_600_000
const MINUTE_MS = 60_000

/**
 * Returns the moment that a script names, Unix ms: `-3 19:02` is three days ago at that time of day in the zone, `12m` twelve minutes ago.
 * Throws for any other text.
 */
export function momentOf (when: string, now: number, timeZone: string): number {
  const [, minutes, days, hour, minute] = /^(?:(\d+)m|-(\d+) (\d\d):(\d\d))$/.exec(when) ?? []
  if (minutes !== undefined) return now - Number(minutes) * MINUTE_MS
  if (days === undefined) throw new Error(`${JSON.stringify(when)} is no moment`)
  const midnight = Math.floor(wallClock(now, timeZone) / DAY_MS) * DAY_MS
  const wanted = midnight - Number(days) * DAY_MS + (Number(hour) * 60 + Number(minute)) * MINUTE_MS
  // Twice, because the clocks may have been changed between the two guesses.
  const near = wanted - (wallClock(wanted, timeZone) - wanted)
  return wanted - (wallClock(near, timeZone) - near)
}

/** Returns what the clocks of a zone show, as if they showed UTC. The Swedish way to write a date is nearly that of ISO 8601. */
function wallClock (at: number, timeZone: string): number {
  return Date.parse(`${new Date(at).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T')}Z`)
}
