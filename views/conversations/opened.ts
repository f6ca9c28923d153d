import type { ConversationSummary } from '#domain/conversations/conversations.ts'
import type { Receipt } from '#domain/conversations/members.ts'
import type { Bounce, Message } from '#domain/messages/messages.ts'
import type { Pin } from '#domain/messages/pins.ts'
import type { Relation } from '#domain/people/contacts.ts'
import type { ByHand } from '#views/delivery/by-hand.ts'
import type { DoneWord } from '#views/parts/done.ts'
import type { FormRefusal } from '#views/parts/forms.ts'
import type { OwnPage } from '#views/parts/page.ts'

/** One conversation and the stretch of its history that a page shows. */
export interface Opened {
  readonly conversation: ConversationSummary
  /** Relation of the reader to the other person of a direct conversation; null in others. */
  readonly relation: Relation | null
  readonly messages: readonly Message[]
  /** The message just before the stretch, when there is one: decides whether the first shown begins a day. */
  readonly previous: Message | null
  readonly hasOlder: boolean
  /** False while there are newer messages than the stretch: nothing is then appended to it. */
  readonly isNewest: boolean
  /** The message that was pinned last. */
  readonly pin: Pin | null
  /** `no` of the first unread message of the conversation; null when all were read. */
  readonly firstUnreadNo: number | null
  /** Number of unread messages after the stretch. */
  readonly unreadBeyond: number
  /** Number of unread messages in other conversations. */
  readonly unreadElsewhere: number
  readonly bounces: readonly Bounce[]
  readonly receipts: readonly Receipt[]
  /** A fresh id for the composer's form (D12). */
  readonly formId: string
  /** Typed text that could not be sent as it was; null: the draft stands. */
  readonly kept: string | null
  readonly refusal: FormRefusal | null
  /** The message that the composer answers. */
  readonly replyingTo: Message | null
  /** The query of the search that led here. */
  readonly results: string | null
  /** The result of the form that led here. */
  readonly done: DoneWord | null
  /** Name by which the server knows the frame in which messages arrive where no script runs; null: this page has no frame. */
  readonly frame: string | null
  /** The links that ask for new messages by hand; null where messages arrive by themselves, or the page is not about the newest. */
  readonly byHand: ByHand | null
}

/** The first unread message; undefined when all were read, or when it lies outside of the stretch. */
export function firstUnread ({ messages, previous, firstUnreadNo }: Opened): Message | undefined {
  if (firstUnreadNo === null || (previous !== null && previous.no >= firstUnreadNo)) return undefined
  return messages.find(({ no }) => no >= firstUnreadNo)
}

/** The newest message up to which everything unread is on the page; 0 when an unread one lies before the stretch. */
export function shownNo ({ messages, previous, firstUnreadNo }: Opened): number {
  if (firstUnreadNo !== null && previous !== null && previous.no >= firstUnreadNo) return 0
  return messages.at(-1)?.no ?? 0
}

/** “134 new messages”; without a number in a conversation that was marked unread. */
export function newMessages ({ say, limits: { unreadCap } }: OwnPage, { unread }: Pick<ConversationSummary, 'unread'>): string {
  if (unread === 0) return say('conversation.new')
  return unread >= unreadCap ? say('conversation.new-capped', { count: unreadCap }) : say('held.new-count', { count: unread })
}
