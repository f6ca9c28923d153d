import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'
import type { News } from '#domain/wire/records.ts'
import { seqOf } from '#domain/wire/steps.ts'

/** A message that a send's answer told of: where it stands, by its conversation and number. */
export interface Stored {
  readonly seq: number
  readonly at: number
  readonly conversationId: string
  readonly no: number
  readonly clientId: string | null
  readonly sender: { readonly username: string }
}

type Told = Omit<News, 'events' | 'signals'> & {
  readonly holdline: 1
  readonly events: readonly LedgerEvent[]
  readonly signals: { readonly presence: readonly object[], readonly typing: readonly object[], readonly receipts: readonly object[] }
}

/** Returns the news in the body of a poll's answer; null when it is none of the contract's. */
export function newsIn (body: unknown): News | null {
  const told = body as Partial<Told> | null
  if (told?.holdline !== 1 || typeof told.status !== 'string' || !Array.isArray(told.events)) return null
  const { status, from = null, cursor = null, fromSeq = null, toSeq = null, events, signals, hold = 0 } = told
  const signalsOf = (kind: Signal['kind'], list: readonly object[] = []): Signal[] => list.map(each => ({ ...each, kind }) as Signal)
  return {
    status,
    from,
    cursor,
    fromSeq,
    toSeq,
    hold,
    events: events.map(event => ({ event })),
    signals: [...signalsOf('presence', signals?.presence), ...signalsOf('typing', signals?.typing), ...signalsOf('receipt', signals?.receipts)]
  }
}

/**
 * Returns the news of a held page: the messages it shows that are newer than the cursor it was asked with. Null for a page that leads no
 * further. `stored`: the messages known so far, because a page shows numbers and no `seq`.
 */
export function newsOfPage (page: string, from: string | null, stored: readonly Stored[]): News | null {
  const next = /<meta http-equiv="refresh" content="\d+;url=([^"]*)"/.exec(page)?.[1] ?? ''
  const cursor = /[?&;]cursor=([^&]*)/.exec(next)?.[1] ?? null
  if (cursor === null) return null
  const shown = new Set([...page.matchAll(/<li id="message-([^"]*-\d+)"/g)].map(([, place = '']) => place))
  const [fromSeq, toSeq] = [seqOf(from), seqOf(cursor)]
  const told = stored.filter(({ seq, conversationId, no }) => seq > fromSeq && seq <= toSeq && shown.has(`${conversationId}-${no}`))
  const events = told.map(({ seq, ...message }) => {
    const { at, conversationId } = message
    return { event: { seq, type: 'message', at, conversationId, message } as unknown as LedgerEvent }
  })
  return { status: events.length > 0 ? 'events' : 'idle', from, cursor, fromSeq: from === null ? null : fromSeq, toSeq, events, signals: [], hold: 0 }
}
