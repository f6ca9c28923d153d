import type { ExchangeRecord } from '#domain/wire/records.ts'
import { numberedCounts } from './page-numbers.ts'
import type { World } from '#test/world.ts'
import { countsOf } from './counting-proxy.ts'
import type { Talk } from './talk.ts'

/** After this the recording has ended, and the next look begins a new one. */
const FORGOTTEN_MS = 5 * 60_000

/** One recording: the numbers of ana's page, and the same as the proxy counted them. */
export interface Round {
  readonly page: Readonly<Record<string, number>>
  readonly proxy: Readonly<Record<string, number>>
  readonly hasPassed: boolean
  readonly exchanges: number
}

/** Records so many exchanges anew, fewer than are kept, and counts them in both ways. */
export async function playRound (w: World, { proxy, play }: Talk, exchanges: number): Promise<Round> {
  w.clock.advance(FORGOTTEN_MS)
  const ana = w.as('ana')
  await ana.get('/api/wire')
  const from = proxy.seen.length
  await play(exchanges)
  const seen = proxy.seen.slice(from)
  const { text } = await ana.get('/wire/?fragment=board')
  const records: ExchangeRecord[] = []
  for (let after = 0, more = true; more;) {
    const told = (await ana.get(`/api/wire?after=${after}`)).body as { exchanges: ExchangeRecord[], next: number, more: boolean }
    records.push(...told.exchanges)
    ;({ next: after, more } = told)
  }
  const sumOf = (bytes: readonly number[]): number => bytes.reduce((sum, each) => sum + each, 0)
  const of = (way: string): number => records.filter(each => each.way === way).length
  return {
    page: { ...numberedCounts(text), polls: of('poll'), sends: of('send'), bytes: sumOf(records.map(({ bytesOut }) => bytesOut)) },
    proxy: {
      ...countsOf(seen),
      polls: seen.filter(({ way }) => way === 'poll').length,
      sends: seen.filter(({ way }) => way === 'send').length,
      bytes: sumOf(seen.map(({ bytes }) => bytes))
    },
    hasPassed: text.includes('Nothing lost, nothing doubled, nothing out of order.'),
    exchanges: seen.length
  }
}
