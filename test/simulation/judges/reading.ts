import type { LedgerRow } from './books.ts'
import type { Talk } from './talk.ts'
import { Violation } from './trace.ts'

interface Mark { readonly conversationId: string, readonly readNo: number }

/** D14: moves read marks as their reader is told, never backwards. */
export function moveReadMarks (talkOf: (id: string) => Talk, { type, userId, detail }: LedgerRow): void {
  const told = JSON.parse(detail ?? '{}') as Mark & { conversations: readonly Mark[] }
  for (const { conversationId, readNo } of type === 'read' ? [told] : told.conversations) move(talkOf(conversationId), userId ?? '', readNo)
}

function move (talk: Talk, userId: string, readNo: number): void {
  const before = talk.readNo.get(userId) ?? 0
  // A send in the same transaction may already have moved the watermark; repeating its value is no step back.
  if (readNo < before && talk.said[before - 1]?.senderId !== userId) throw new Violation('D14', `readNo went back from ${before} to ${readNo}`)
  talk.readNo.set(userId, Math.max(before, readNo))
}
