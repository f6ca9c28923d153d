import { textIn } from './bodies.ts'
import type { ExchangeRecord } from './records.ts'
import { blotAddress } from './secrets.ts'
import type { Opening } from './tape.ts'

/** Returns the record of an exchange that begins now, without a number. */
export function begun (
  { username, session }: { readonly username: string, readonly session: { readonly id: string } },
  { way, method, address, pattern, query, agoMs }: Opening,
  now: number
): Omit<ExchangeRecord, 'n'> {
  return {
    version: 0,
    username,
    session: session.id,
    tab: textIn(query['tab']),
    way,
    method,
    path: blotAddress(address, pattern),
    cursor: textIn(query['cursor']),
    startedAt: Math.round(now - agoMs),
    endedAt: null,
    held: false,
    end: 'open',
    status: null,
    bytesIn: 0,
    bytesOut: 0,
    news: null,
    sent: null
  }
}
