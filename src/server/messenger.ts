import type { Clock } from '#mailbox/clock.ts'
import { formatCursor, Runs } from '#mailbox/cursor.ts'
import { Mailboxes, type MailboxLimits } from '#mailbox/mailboxes.ts'
import { PRESENCE_GRACE_MS } from '#mailbox/presence.ts'
import type { Bounds } from '#domain/site/bounds.ts'
import { createExports } from '#domain/account/exports.ts'
import { createContacts } from '#domain/people/contacts.ts'
import { createLabels } from '#domain/people/labels.ts'
import { createConversations } from '#domain/conversations/conversations.ts'
import { createGroupInvitations } from '#domain/conversations/group-invitations.ts'
import { createGroups } from '#domain/conversations/groups.ts'
import { createPublicGroups } from '#domain/conversations/public-groups.ts'
import { createNicknames } from '#domain/conversations/nicknames.ts'
import { createMutes } from '#domain/conversations/mutes.ts'
import { createEffects } from '#domain/delivery/effects.ts'
import type { Delivery } from '#domain/delivery/events.ts'
import type { Run } from '#domain/delivery/ledger.ts'
import { createViewers } from '#domain/delivery/viewers.ts'
import type { ChangeWindows } from '#domain/messages/change-windows.ts'
import { createGallery } from '#domain/files/gallery.ts'
import { createMentions } from '#domain/messages/mentions.ts'
import { createRecentEmoji } from '#domain/messages/emoji.ts'
import { createForwards } from '#domain/messages/forwards.ts'
import { createMessageInfos } from '#domain/messages/message-info.ts'
import { createPins } from '#domain/messages/pins.ts'
import { createStars } from '#domain/messages/stars.ts'
import { createReactions } from '#domain/messages/reactions.ts'
import { createSelections } from '#domain/messages/selections.ts'
import { createSearch } from '#domain/messages/search/search.ts'
import { createMessages } from '#domain/messages/messages.ts'
import { createSignals, type Signal } from '#domain/delivery/signals.ts'
import type { Store } from '#domain/store.ts'
import { ANSWER_MAX_EVENTS, envelope, type Envelope } from '#routes/delivery/poll-answer.ts'
import { postingsOf } from '#routes/delivery/postings.ts'
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
  /** Limits for one person; the domain's defaults when missing. */
  readonly bounds?: Bounds | undefined
  /** The site's windows for edits and recalls; the defaults when missing. */
  readonly windows?: (() => ChangeWindows) | undefined
  /** Whether the site lets groups be public; true when missing. */
  readonly mayBePublic?: (() => boolean) | undefined
  readonly observer: PollObserver & {
    /** Counts the events of a commit. */
    committed (events: number): void
    resetTo (head: number): void
  }
  /** Called when a change of this user wrote an event for each of so many people. */
  readonly toldEach?: ((userId: string, people: number) => void) | undefined
  /**
   * Queues work that blocks the thread until this user's turn, and skips it when it is gone by then. Runs it at once when missing. Throws
   * TOO_MANY while too much of this user's work waits.
   */
  readonly takeTurn?: (<T>(userId: string, work: () => Promise<T>, isGone: () => boolean) => Promise<T>) | undefined
  /** Polls that have come and are not let in yet; none when missing. */
  readonly comingCount?: (() => number) | undefined
  /** Draws events for a viewer's page, for `view=html`. */
  readonly render: PollDeps['render']
  /** Called before anybody hears that a text was recalled: what was drawn from it must go. */
  readonly onErased?: (() => void) | undefined
  /** Called when a session is over. */
  readonly onSessionOver?: ((sessionId: string) => void) | undefined
}

/** With more answers to write than this, receipts and presence wait (D33). */
const CROWD = 500

export type Messenger = ReturnType<typeof createMessenger>

/**
 * Puts the messenger together: the ledger, mailboxes over its tail, polls parked on them, contacts, conversations and messages. Accounts,
 * pages and HTTP come on top.
 */
export function createMessenger (options: MessengerOptions) {
  const { store, clock, random, newId, limits, maxHoldS, bounds, windows, mayBePublic, observer, render } = options
  const { takeTurn = (_userId, work) => work(), toldEach = () => {}, comingCount = () => 0 } = options
  const { onErased = () => {}, onSessionOver = () => {} } = options
  const now = () => clock.now()
  const startedAt = now()
  const viewers = createViewers(store)
  const nicknames = createNicknames({ store: store.groups })

  const runs = new Runs(options.runs)
  const mailboxes: Mailboxes<Envelope, Signal> = new Mailboxes<Envelope, Signal>({
    clock,
    head: store.ledger.head(),
    limits,
    announce: userId => signals.presences.changed(userId)
  })

  /** Called in the same synchronous step as the commit, with its events in `seq` order (D6). */
  function post (deliveries: readonly Delivery[]): void {
    const at = now()
    viewers.committed(deliveries)
    nicknames.committed(deliveries)
    if (deliveries.some(({ forget }) => forget.length > 0)) onErased()
    for (const delivery of deliveries) effects.before(delivery)
    mailboxes.post(deliveries.flatMap(delivery => postingsOf(delivery, at)))
    observer.committed(deliveries.length)
    for (const delivery of deliveries) effects.after(delivery)
  }

  function reset (head: number): void {
    viewers.reset()
    nicknames.reset()
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
    isCrowded: () => mailboxes.dueCount + comingCount() > CROWD,
    tell: (userId, key, signal) => mailboxes.signal(userId, key, signal),
    presenceOf: userId => mailboxes.presence.stateOf(userId),
    reached,
    present: () => mailboxes.presence.present(),
    isPresenceSettled: () => mailboxes.presence.isSettled,
    onFault: observer.fault
  })
  const exports = createExports({ store, now })
  function endSession (sessionId: string): void {
    mailboxes.endSession(sessionId)
    exports.sessionEnded(sessionId)
    onSessionOver(sessionId)
  }
  const effects = createEffects({ signals, endSession, toldEach, onFault: observer.fault })
  store.ledger.follow({ committed: post, reset })
  const mutes = createMutes({ store: store.conversations, now, after: (ms, run) => clock.after(ms, run), onFault: observer.fault })
  const silences = createMutes({ store: store.groups, now, after: (ms, run) => clock.after(ms, run), onFault: observer.fault })
  for (const ending of [mutes, silences]) ending.start()
  const stopSettling = clock.after(PRESENCE_GRACE_MS, () => { signals.presences.settled(startedAt).catch(observer.fault) })

  const waits: WaitDeps = {
    mailboxes,
    ledger: store.ledger,
    // Queued: reading the database and writing JSON costs as much as a page.
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

  const contacts = createContacts({ store: store.contacts, now, newId, bounds })
  const conversations = createConversations({ store: store.conversations, now, newId, bounds, onMuted: mutes.added })
  const groups = createGroups({ store: store.groups, now, onSilenced: silences.added, mayBePublic })
  const messages = createMessages({ store: store.messages, now, bounds, windows })

  const publicGroups = createPublicGroups({ store: store.publicGroups, now, newId, mayBePublic })
  return {
    store,
    mailboxes,
    exports,
    /** Ends what a session that is over has open: parked polls, and an export. */
    endSession,
    runs,
    signals,
    viewers,
    nicknames,
    /** Dependencies of every wait, for held pages. */
    waits,
    polls: createPolls({ ...waits, render }),
    contacts,
    conversations,
    groups,
    groupInvitations: createGroupInvitations({ store: store.groupInvitations, now }),
    publicGroups,
    messages,
    forwards: createForwards({ messages, repeats: store.repeats, now, newId }),
    selections: createSelections({ messages }),
    messageInfos: createMessageInfos({ messages, conversations, groups }),
    mentions: createMentions({ store: store.mentions }),
    search: createSearch({ store: store.search, contacts, conversations, publicGroups }),
    reactions: createReactions({ store: store.reactions, now }),
    pins: createPins({ store: store.pins, now }),
    stars: createStars({ store: store.stars, now }),
    labels: createLabels({ store: store.labels, now, newId }),
    gallery: createGallery(store.gallery),
    recentEmoji: createRecentEmoji({ store: store.recentEmoji, now }),

    /** Returns a cursor for a page or snapshot that is true at `seq`. Its first poll brings the whole signal state. */
    cursorAt: (seq: number) => formatCursor(runs.current, seq, 0),

    /** Returns the same for a page that draws signals itself. Call it before reading them, so that later ones are told. */
    cursorFrom (userId: string): (seq: number) => string {
      const signal = mailboxes.open(userId).signals.tellable(now(), mailboxes.signalVersion)
      return seq => formatCursor(runs.current, seq, signal)
    },

    /** Answers every parked poll (D28). Sends under way still finish. */
    drain (): void {
      stopSettling()
      exports.close()
      for (const ending of [mutes, silences]) ending.stop()
      mailboxes.drain()
    },

    /** Saves the delivered watermarks. Never throws: on a full disk later acks repeat them, and the store must still be closed. */
    flush: () => signals.flush().catch(observer.fault)
  }
}
