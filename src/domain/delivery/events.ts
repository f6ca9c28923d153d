import { Type, type Static, type TProperties } from 'typebox'
import { DEFAULT_SETTINGS, SettingsSchema, type SettingName } from '#domain/account/settings.ts'
import { ConversationInfoSchema, MemberSchema } from '#domain/conversations/conversations.ts'
import { MessageSchema, type Message } from '#domain/messages/messages.ts'
import { ContactRequestSchema, ContactSchema } from '#domain/people/contacts.ts'
import { UserSchema, type UserRef } from '#domain/people/users.ts'
import { type closed, Id, No, orNull, Time } from '#domain/schemas.ts'

/** A change, mostly of signals, that follows from an event; `each` is every recipient of the event. */
export type Effect =
  | { readonly does: 'end-typing' | 'leave-typing', readonly userId: string, readonly conversationId: string }
  | { readonly does: 'each-shows-receipts', readonly conversationId: string }
  | { readonly does: 'each-meets' | 'each-parts', readonly user: UserRef }
  | { readonly does: 'each-switches-presence', readonly isShown: boolean }
  | { readonly does: 'end-session', readonly sessionId: string }
  /** There is an event for each of many people, which this user has to pay for. */
  | { readonly does: 'told-each', readonly userId: string }

type Body<Fields extends TProperties> = Static<ReturnType<typeof closed<Fields>>>

interface Row<Fields extends TProperties> {
  /** For the API reference. */
  readonly summary: string
  /** Fields of its body, and one full example of them. */
  readonly fields: Fields
  readonly example: Body<Fields>
  /** Part that the ledger keeps: the message's place alone, as its text lives once (D15), or the whole body, true at that moment. */
  readonly keeps: 'place' | 'body'
  /** Change to lists: its conversation's row moves to the top, or changes where it is; or the count of requests that wait. */
  readonly list: 'top' | 'put' | 'asking' | 'nothing'
  /** Held pages that it wakes. Those of `conversation` are its own page and the list. */
  readonly wakes: 'every-page' | 'conversation' | 'list' | 'nothing'
  /** What follows from it besides its posting; `effects.ts` does it. */
  follows (body: Body<Fields>): Effect | null
}

function row<Fields extends TProperties> (row: Row<Fields>): Row<Fields> {
  return row
}

const ana = { id: 'u_ana', username: 'ana', displayName: 'Ana' }
const ben = { id: 'u_ben', username: 'ben', displayName: 'Ben' }
const at = 1_763_690_000_000
const FIRST_SEQ = 1042
const message: Message = {
  conversationId: 'c_1', no: 17, clientId: '01JD-7f3a9c', sender: ana, kind: 'text', body: 'hi', at, changedSeq: FIRST_SEQ
}
const aboutMessage = { conversationId: Id, message: MessageSchema }

/**
 * Every type of event that a poll can bring. A new one is a row here, its drawing in `views/delivery/events.ts`, and the unit of the
 * store that writes it. Clients skip types they do not know, and advance past them.
 */
const EVENTS = {
  message: row({
    summary: 'Somebody said something, the receiver himself included.',
    fields: aboutMessage,
    example: { conversationId: 'c_1', message },
    keeps: 'place',
    list: 'top',
    wakes: 'every-page',
    follows: ({ message, conversationId }) => ({ does: 'end-typing', userId: message.sender.id, conversationId })
  }),
  'message-edited': row({
    summary: 'A message has another text now.',
    fields: aboutMessage,
    example: { conversationId: 'c_1', message: { ...message, body: 'hi!', changedSeq: FIRST_SEQ + 1, editedAt: at } },
    keeps: 'place',
    list: 'put',
    wakes: 'conversation',
    follows: () => null
  }),
  'message-recalled': row({
    summary: 'A message was taken back. Terminal: it has no text any more.',
    fields: aboutMessage,
    example: { conversationId: 'c_1', message: { ...message, body: '', changedSeq: FIRST_SEQ + 2, recalledAt: at } },
    keeps: 'place',
    list: 'put',
    wakes: 'every-page',
    follows: () => null
  }),
  conversation: row({
    summary: 'A conversation appeared or changed.',
    fields: { conversationId: Id, conversation: ConversationInfoSchema },
    example: {
      conversationId: 'c_1',
      conversation: { id: 'c_1', kind: 'direct', title: null, members: [ana, ben], memberCount: 2, createdAt: at, changedSeq: FIRST_SEQ + 3 }
    },
    keeps: 'body',
    list: 'top',
    wakes: 'conversation',
    follows: () => null
  }),
  member: row({
    summary: 'Somebody joined or left, or has another role now.',
    fields: { conversationId: Id, change: Type.Enum(['joined', 'left', 'role']), member: MemberSchema },
    example: { conversationId: 'c_2', change: 'left', member: { user: ben, role: 'member', joinedNo: 1 } },
    keeps: 'body',
    list: 'put',
    wakes: 'conversation',
    follows: ({ change, member: { user }, conversationId }) =>
      change === 'left' ? { does: 'leave-typing', userId: user.id, conversationId } : null
  }),
  read: row({
    summary: 'The reader has read up to here, in whichever of his browsers. Told to those alone.',
    fields: { conversationId: Id, readNo: No, unreadFrom: orNull(No) },
    example: { conversationId: 'c_1', readNo: 17, unreadFrom: null },
    keeps: 'body',
    list: 'put',
    wakes: 'every-page',
    // A mark that something is unread is its reader's own business, and moves nothing that others see.
    follows: ({ conversationId, unreadFrom }) => unreadFrom === null ? { does: 'each-shows-receipts', conversationId } : null
  }),
  'contact-request': row({
    summary: 'A contact request was made, or answered.',
    fields: { request: ContactRequestSchema },
    example: { request: { id: 'q_1', from: ben, to: ana, note: 'From the choir', at, state: 'open' } },
    keeps: 'body',
    list: 'asking',
    wakes: 'list',
    follows: () => null
  }),
  contact: row({
    summary: 'A contact was made, changed or ended.',
    fields: { contact: ContactSchema },
    example: { contact: { user: ben, remark: 'choir', since: at, isContact: true } },
    keeps: 'body',
    list: 'asking',
    wakes: 'list',
    follows: ({ contact: { user, isContact } }) => ({ does: isContact ? 'each-meets' : 'each-parts', user })
  }),
  profile: row({
    summary: 'A person has another name.',
    fields: { user: UserSchema },
    example: { user: { ...ben, displayName: 'Benjamin' } },
    keeps: 'body',
    list: 'nothing',
    wakes: 'every-page',
    // One event for each who keeps the person as a contact; every other change has one or two.
    follows: ({ user }) => ({ does: 'told-each', userId: user.id })
  }),
  settings: row({
    summary: 'One’s settings, as they now are.',
    fields: { settings: SettingsSchema },
    example: { settings: { ...DEFAULT_SETTINGS, language: 'en', timeZone: 'Europe/Berlin' } },
    keeps: 'body',
    list: 'nothing',
    wakes: 'every-page',
    follows: ({ settings: { presence } }) => ({ does: 'each-switches-presence', isShown: presence })
  }),
  session: row({
    summary: 'One signed in or out somewhere.',
    fields: { sessionId: Id, change: Type.Enum(['started', 'ended']) },
    example: { sessionId: 's_1', change: 'started' },
    keeps: 'body',
    list: 'nothing',
    wakes: 'nothing',
    follows: ({ sessionId, change }) => change === 'ended' ? { does: 'end-session', sessionId } : null
  })
}

export type EventType = keyof typeof EVENTS
/** An event of one type before it has its number. */
type BodyOf<Type extends EventType> = { readonly type: Type } & Body<typeof EVENTS[Type]['fields']>
export type EventBody = { [Type in EventType]: BodyOf<Type> }[EventType]
export type EventOf<Type extends EventType> = BodyOf<Type> & { readonly seq: number, readonly at: number }

/** One row of the ledger as it is told. `at` is Unix milliseconds; `seq` is given in commit order and never again. */
export type LedgerEvent = { [Type in EventType]: EventOf<Type> }[EventType]

const ROWS: Readonly<Record<string, Row<TProperties>>> = EVENTS

/** The row of an event's type; undefined for one that a newer version wrote into the same database. */
export function eventRow ({ type }: Pick<EventBody, 'type'>): Row<TProperties> | undefined {
  return ROWS[type]
}

/** Schemas of whole events by type, each with an example. */
export const EVENT_SCHEMAS = new Map(Object.entries(ROWS).map(([type, { summary, fields, example }], index) => [
  type,
  Type.Object({ seq: No, type: Type.Literal(type), ...fields, at: Time }, {
    additionalProperties: false, title: type, description: summary, examples: [{ seq: FIRST_SEQ + index, type, ...example, at }]
  })
]))

/** Effect of an event, once it is committed. */
export function effectOf (event: LedgerEvent): Effect | null {
  return eventRow(event)?.follows(event) ?? null
}

/** A row of the list of conversations that the event `seq` changed: it moves to the top, or is put in the place of the former. */
export interface ChangedRow { readonly conversationId: string, readonly seq: number, readonly how: 'top' | 'put' }

/** Rows that these events change; those that move up come last, the newest of them at the end. */
export function changedRows (events: readonly LedgerEvent[]): readonly ChangedRow[] {
  const rows = new Map<string, { seq: number, movedAt: number }>()
  for (const event of events) {
    const list = eventRow(event)?.list
    if (!('conversationId' in event) || (list !== 'top' && list !== 'put')) continue
    const movedAt = list === 'top' ? event.seq : rows.get(event.conversationId)?.movedAt ?? 0
    rows.set(event.conversationId, { seq: event.seq, movedAt })
  }
  // By the events and not by their times: a clock may be set back.
  return [...rows].sort(([, a], [, b]) => a.movedAt - b.movedAt)
    .map(([conversationId, { seq, movedAt }]) => ({ conversationId, seq, how: movedAt > 0 ? 'top' : 'put' }))
}

/** A committed event and whom it concerns. What the store hands over after COMMIT, in `seq` order. */
export interface Delivery {
  readonly event: LedgerEvent
  readonly recipients: readonly string[]
  /** Earlier events that this one makes unservable (they carried a recalled text), the oldest first: whoever keeps them drops them. */
  readonly forget: readonly number[]
  /** Settings that a `settings` event changed; it tells them all. */
  readonly changed?: readonly SettingName[] | undefined
}

/** A stretch of the ledger as one user may see it: every visible event in (from, toSeq], and no other. */
export interface Stretch {
  readonly events: readonly LedgerEvent[]
  readonly toSeq: number
  readonly more: boolean
}

/** What polling needs from the database when memory does not reach back far enough. */
export interface LedgerStore {
  /** Begins a run of this process (D11). Returns every run, the oldest first and this one last. */
  beginRun (run: { readonly id: string, readonly at: number }): Promise<readonly Run[]>
  /** Tells `follower` of every commit from now on. One at most. */
  follow (follower: LedgerFollower): void
  /** The highest committed `seq`; 0 for an empty ledger. Kept in memory: no read. */
  head (): number
  /** Events at or below this `seq` have been trimmed away; 0 when nothing was. */
  trimmedTo (): number
  after (userId: string, seq: number, limit: number): Promise<Stretch>
  /** Removes events written before `before` (Unix ms); answers how many. Cursors below it are then `trimmed`. */
  trim (before: number): Promise<number>
}

/** Hears of what is committed. Both methods must return synchronously. */
export interface LedgerFollower {
  /** Called with the events of a commit, in `seq` order, before anybody is answered. */
  committed (deliveries: readonly Delivery[]): void
  /** Memory may lack events up to `head`: the outcome of a commit was unknown, or `committed` threw. */
  reset (head: number): void
}

/** One start of the server (D11). `firstSeq` is the first number not issued by the run before it. */
export interface Run {
  readonly id: string
  readonly firstSeq: number
}
