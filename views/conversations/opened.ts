import type { ConversationSummary, Receipt } from '#domain/conversations/conversations.ts'
import type { Bounce, Message } from '#domain/messages/messages.ts'
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
  /** The message just before the stretch, when there is one: decides day and grouping of the first shown. */
  readonly previous: Message | null
  readonly hasOlder: boolean
  /** False while there are newer messages than the stretch: nothing is then appended to it. */
  readonly isNewest: boolean
  readonly bounces: readonly Bounce[]
  readonly receipts: readonly Receipt[]
  /** A fresh id for the composer's form (D12). */
  readonly formId: string
  /** Typed text that could not be sent as it was; null: the draft stands. */
  readonly kept: string | null
  readonly refusal: FormRefusal | null
  /** The result of the form that led here. */
  readonly done: DoneWord | null
  /** Name by which the server knows the frame in which messages arrive where no script runs; null: this page has no frame. */
  readonly frame: string | null
  /** The links that ask for new messages by hand; null where messages arrive by themselves, or the page is not about the newest. */
  readonly byHand: ByHand | null
}

/** The first message of the stretch that was not read; undefined when all were. */
export function firstUnread (page: OwnPage, { messages, conversation }: Opened): Message | undefined {
  return messages.find(message => isUnread(page, message, conversation))
}

function isUnread ({ viewer, kindRules }: OwnPage, message: Message, { readNo, unread, unreadFrom }: ConversationSummary): boolean {
  if (unreadFrom !== null) return message.no >= unreadFrom
  return unread > 0 && message.no > readNo && kindRules(message.kind).isUnread && message.sender.id !== viewer.id &&
    message.recalledAt === undefined
}
