import { isDeepStrictEqual } from 'node:util'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Answer } from '../../client/stage/scripts.ts'
import { mentionsAt } from './messages/mentioned.ts'
import type { Oracle } from './oracle.ts'
import { drawn } from '../server/server.ts'
import { Violation } from './trace.ts'

/** Judges one answer of `GET /poll` as it leaves the server (D4, D9, D15, D32). */
export function judgeAnswer (oracle: Oracle, userId: string, body: string): void {
  const answer = JSON.parse(body) as Answer
  const { status, from, cursor, fromSeq, toSeq, retryMs } = answer
  const say = `${userId} asked ${from} and was answered ${status} ${cursor}`
  if (status === 'resync' || status === 'signed-out') return
  if (status !== 'events' && status !== 'idle') {
    if (retryMs <= 0) throw new Violation('D9', `${say}: no retryMs`)
    if (cursor !== null && cursor !== from) throw new Violation('D3', `${say}: nothing was told and the cursor moved`)
    return
  }
  if (Number(cursor?.split('.')[1]) !== toSeq) throw new Violation('D4', `${say}: the cursor is not toSeq ${toSeq}`)
  if (from === null) return
  if (toSeq < fromSeq) throw new Violation('D3', `${say}: the cursor goes back from ${fromSeq} to ${toSeq}`)
  if (status === 'events' && cursor === from) throw new Violation('D9', `${say}: the cursor has not moved`)
  const events = answer.html === null ? answer.events as unknown as LedgerEvent[] : drawn(answer.html)
  const told = events.map(({ seq }) => seq)
  const due = oracle.visible(userId, fromSeq, toSeq).map(row => row.seq)
  if (!isDeepStrictEqual(told, due)) throw new Violation('D4', `${say}: [${told.join()}] in (${fromSeq}, ${toSeq}], due were [${due.join()}]`)
  for (const event of events) judgeWords(oracle, userId, event, say)
}

function judgeWords (oracle: Oracle, userId: string, event: LedgerEvent, say: string): void {
  if (!('message' in event)) return
  const { seq, conversationId, message: { no, body, kind, replyTo, mentions, mentionsAll } } = event
  if (kind !== 'text') return
  const said = oracle.find(conversationId, no)
  if (said === undefined) throw new Violation('D2', `${say}: nobody said ${conversationId} ${no}`)
  const { deletions } = oracle
  const words = said.recalledSeq === null ? said.words.get(seq) : ''
  if (deletions.asBefore(body) !== words) throw new Violation('D15', `${say}: event ${seq} says ${JSON.stringify(body)}, not ${JSON.stringify(words)}`)
  const [named, whom] = [{ names: deletions.namesBefore(mentions ?? []), all: mentionsAll === true }, mentionsAt(said, seq)]
  if (!isDeepStrictEqual(named, whom)) throw new Violation('D15', `${say}: event ${seq} mentions ${JSON.stringify(named)}, not ${JSON.stringify(whom)}`)
  const [quoted, due] = [deletions.asBefore(replyTo?.excerpt ?? null), oracle.excerpt(userId, said, seq)]
  if (quoted !== due) throw new Violation('D32', `${say}: event ${seq} quotes ${JSON.stringify(quoted)}, due is ${JSON.stringify(due)}`)
}
