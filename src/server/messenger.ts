import type { Clock } from '#mailbox/clock.ts'
import { formatCursor, Runs } from '#mailbox/cursor.ts'
import { Mailboxes, type MailboxLimits } from '#mailbox/mailboxes.ts'
import { PRESENCE_GRACE_MS } from '#mailbox/presence.ts'
import type { Bounds } from '#domain/site/bounds.ts'
import { createContacts } from '#domain/people/contacts.ts'
import { createConversations } from '#domain/conversations/conversations.ts'
import { createEffects } from '#domain/delivery/effects.ts'
import type { Delivery, Run } from '#domain/delivery/events.ts'
import { createMessages } from '#domain/messages/messages.ts'
import { createSignals, type Signal } from '#domain/delivery/signals.ts'
import type { Store } from '#domain/store.ts'
import { ANSWER_MAX_EVENTS, envelope, type Envelope } from '#routes/delivery/poll-answer.ts'
import { createPolls, type PollDeps } from '#routes/delivery/poll.ts'
import type { PollObserver, WaitDeps } from '#routes/delivery/wait.ts'

export interface MessengerOptions {
  readonly store: Store
  /** Every run of the store, this process's last. */
  readonly runs: readonly Run[]
  readonly clock: Clock
  /** Between 0 and 1. */
  readonly random: () => number
  readonly newId: () => string
  readonly limits: MailboxLimits & { readonly heldPerBrowser: number, readonly heldPerToken: number }
  /** Seconds a poll may stay unanswered. */
  readonly maxHoldS: number
  /** How many of each one person may have; without it, the domain's own. */
  readonly bounds?: Bounds | undefined
  readonly observer: PollObserver & {
    /** A commit, and how many events it brought. */
    committed (events: number): void
    resetTo (head: number): void
  }
  /** A change of this user has an event of its own for each of so many people. */
  readonly toldEach?: ((userId: string, people: number) => void) | undefined
  /**
   * Does work that holds the thread when this user's turn has come, unless it is gone by then; without it, at once. Throws TOO_MANY while
   * too much of this user's waits.
   */
  readonly takeTurn?: (<T>(userId: string, work: () => Promise<T>, isGone: () => boolean) => Promise<T>) | undefined
  /** Events as a viewer's page draws them, for `view=html`. */
  readonly render: PollDeps['render']
}

export type Messenger = ReturnType<typeof createMessenger>

/**
 * What Holdline exists for, put together: the ledger, the mailboxes over its tail, the polls parked on them, and who may say what
 * to whom. Accounts, pages and HTTP come on top.
 */
export function createMessenger (options: MessengerOptions) {
  const { store, clock, random, newId, limits, maxHoldS, bounds, observer, render } = options
  const { takeTurn = (_userId, work) => work(), toldEach = () => {} } = options
  const now = () => clock.now()
  const startedAt = now()

  const runs = new Runs(options.runs)
  const mailboxes: Mailboxes<Envelope, Signal> = new Mailboxes<Envelope, Signal>({
    clock,
    head: store.ledger.head(),
    limits,
    announce: (userId, state) => signals.presences.changed(userId, state)
  })

  /** D6: called in the same synchronous step as the COMMIT, with its events in `seq` order. */
  function post (deliveries: readonly Delivery[]): void {
    const at = now()
    for (const delivery of deliveries) effects.before(delivery)
    mailboxes.post(deliveries.map(({ event, recipients, forget }) => {
      return { entry: envelope(event, recipients.length, at), recipients, forget }
    }))
    observer.committed(deliveries.length)
    for (const delivery of deliveries) effects.after(delivery)
  }

  function reset (head: number): void {
    mailboxes.reset(head)
    observer.resetTo(head)
  }

  function reached (userId: string, fromSeq: number, toSeq: number): readonly string[] | null {
    const entries = mailboxes.open(userId).after(fromSeq)
    if (entries === null) return null
    const ids = new Set<string>()
    for (const { event } of entries) if (event.type === 'message' && event.seq <= toSeq) ids.add(event.conversationId)
    return [...ids]
  }

  const signals = createSignals({
    store: store.signals,
    now,
    after: (ms, run) => clock.after(ms, run),
    tell: (userId, key, signal) => mailboxes.signal(userId, key, signal),
    presenceOf: userId => mailboxes.presence.stateOf(userId),
    reached,
    present: () => mailboxes.presence.present(),
    isPresenceSettled: () => mailboxes.presence.isSettled,
    onFault: observer.fault
  })
  const effects = createEffects({ signals, endSession: id => mailboxes.endSession(id), toldEach, onFault: observer.fault })
  store.ledger.follow({ committed: post, reset })
  const stopSettling = clock.after(PRESENCE_GRACE_MS, () => { signals.presences.settled(startedAt).catch(observer.fault) })

  const waits: WaitDeps = {
    mailboxes,
    ledger: store.ledger,
    // Reads the database and writes JSON, as dear as a page; answers from memory cost next to nothing.
    catchUp: (userId, seq, isGone) => takeTurn(userId, async () => {
      const { events, ...rest } = await store.ledger.after(userId, seq, ANSWER_MAX_EVENTS)
      return { entries: events.map(event => envelope(event, 1, 0)), ...rest }
    }, isGone),
    runs,
    clock,
    random,
    maxHoldS,
    heldMax: { cookie: limits.heldPerBrowser, token: limits.heldPerToken },
    signalState: (userId, isGone) => takeTurn(userId, () => signals.stateOf(userId), isGone),
    acked: signals.acked,
    observer
  }

  return {
    store,
    mailboxes,
    runs,
    signals,
    /** What waiting takes, for pages that are held. */
    waits,
    polls: createPolls({ ...waits, render }),
    contacts: createContacts({ store: store.contacts, now, newId, bounds }),
    conversations: createConversations({ store: store.conversations, now, newId, bounds }),
    messages: createMessages({ store: store.messages, now, bounds }),

    /** A cursor for a page or snapshot that is true at `seq`: its first poll brings the whole signal state. */
    cursorAt: (seq: number) => formatCursor(runs.current, seq, 0),

    /** The same for a page that draws signals, too. Taken before they are read: what comes after it is told, and what it shows is not. */
    cursorFrom (userId: string): (seq: number) => string {
      const signal = mailboxes.open(userId).signals.tellable(now(), mailboxes.signalVersion)
      return seq => formatCursor(runs.current, seq, signal)
    },

    /** D28: answers every parked poll; what is being sent still finishes. */
    drain (): void {
      stopSettling()
      mailboxes.drain()
    },

    /** Writes down what was delivered. Never throws: on a full disk later acks tell it again, and the store must be closed all the same. */
    flush: () => signals.flush().catch(observer.fault)
  }
}
