import { StandingClock } from '#test/clock.ts'
import type { Entry, Mailbox } from '#mailbox/mailbox.ts'
import { Mailboxes } from '#mailbox/mailboxes.ts'
import type { EndReason, Poll, PollRequest } from '#mailbox/polls.ts'
import type { PresenceState } from '#mailbox/presence.ts'

/** An event of this text and this weight. */
export interface Note extends Entry { readonly says: string }

export function note (seq: number, says = `note ${seq}`, bytes = 10): Note {
  return { seq, says, bytes, share: bytes }
}

export const MAX_EVENTS = 256
export const MAX_BYTES = 512 * 1024

/** Mailboxes on a standing clock, with polls that record how they ended. */
export function boxes ({ head = 0, parkedMax = 1_000, budgetBytes = 1_000_000 } = {}) {
  const clock = new StandingClock()
  /** The number of times that the turn is not over yet when it is asked. */
  const turn = { left: Infinity }
  clock.isTurnOver = () => turn.left-- <= 0
  const announced: Array<[string, PresenceState]> = []
  const mailboxes = new Mailboxes<Note, string>({
    clock,
    head,
    limits: { parkedMax, budgetBytes, heldPerUser: 20, maxEvents: MAX_EVENTS, maxBytes: MAX_BYTES },
    announce: (userId, state) => announced.push([userId, state])
  })

  function begin (request: Partial<PollRequest> = {}): Poll<Mailbox<Note, string>> | null {
    return mailboxes.begin({ userId: 'ana', sessionId: 's-ana', tab: null, n: 0, isActive: true, isPatient: true, heldMax: 2, ...request })
  }

  /** A poll admitted and parked for `holdMs`; `reasons` collects why it woke. */
  function park (request: Partial<PollRequest> = {}, holdMs = 90_000) {
    const poll = begin(request)
    if (poll === null) throw new Error('a late poll cannot be parked')
    const reasons: EndReason[] = []
    const isParked = mailboxes.park(poll, holdMs, {
      wake (reason) {
        reasons.push(reason)
        if (reason !== 'news') mailboxes.close(poll)
      }
    })
    return { poll, reasons, isParked }
  }

  function post (entry: Note, recipients: readonly string[] = ['ana'], forget: readonly number[] | 'all' = [], sentBy?: string): void {
    mailboxes.post([{ entry, recipients, forget, sentBy }])
  }

  return { clock, turn, mailboxes, announced, begin, park, post }
}
