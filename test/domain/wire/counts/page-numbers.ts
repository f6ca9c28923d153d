/** The rows of the page's first table, and the names of its counters that are counted here. */
const ROWS = {
  sent: 'sent', stored: 'stored', delivered: 'delivered', acked: 'acknowledged', duplicates: 'sent twice, stored once', redelivered: 'delivered again'
} as const
const COUNTERS = { held: 'held, then answered', rode: 'came while a poll waited', waited: 'came between two polls' } as const

/** Returns the numbers that stand on the page, as a reader finds them: NaN for one that is missing. */
export function numberedCounts (text: string): Record<string, number> {
  const rows = Object.entries(ROWS).map(([name, label]) => [name, new RegExp(`<th scope="row">${label}</th><td>(\\d+)</td>`)] as const)
  const counters = Object.entries(COUNTERS).map(([name, label]) => [name, new RegExp(`<span class="wire-count">(\\d+)</span> ${label}<`)] as const)
  return Object.fromEntries([...rows, ...counters].map(([name, pattern]) => [name, Number(pattern.exec(text)?.[1] ?? NaN)]))
}
