import type { Message, PollEvent } from '../api.ts'
import { cursorIn, type Answered, type Browser } from '../players/browser.ts'
import { Broken } from '../verdict.ts'

export interface Gathered { readonly events: readonly PollEvent[], readonly answers: readonly Answered[], readonly cursor: string }

const ANSWERS_MAX = 50

/** Every event after a cursor: polls until there is no more. */
export async function gather (who: Browser, from: string): Promise<Gathered> {
  const answers: Answered[] = []
  for (let cursor = from; answers.length < ANSWERS_MAX;) {
    const answer = await who.ask({ cursor, hold: 0 })
    if (answer.status === 'idle') return { events: answers.flatMap(({ events }) => events), answers, cursor: cursorIn(answer) }
    if (answer.status !== 'events') throw new Broken(`expected everything after a good cursor; came ${answer.status} ${answer.reason ?? ''}`)
    answers.push(answer)
    cursor = cursorIn(answer)
  }
  throw new Broken(`expected catching up to come to an end; came ${ANSWERS_MAX} answers without one`)
}

/** The new messages among these events, in this conversation. */
export function messagesIn (events: readonly PollEvent[], conversationId: string): Message[] {
  return events.flatMap(({ type, message }) => type === 'message' && message?.conversationId === conversationId ? [message] : [])
}

export function saidIn (events: readonly PollEvent[], conversationId: string): string[] {
  return messagesIn(events, conversationId).filter(({ kind }) => kind === 'text').map(({ body }) => body)
}

export function isSame (one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Whether the numbers rise by one. */
export function areWithoutGaps (numbers: readonly number[]): boolean {
  return numbers.every((number, index) => number === (numbers[0] ?? 0) + index)
}

export function areRising (numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))
}
