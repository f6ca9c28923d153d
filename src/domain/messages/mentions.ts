import type { Listed, Page } from '#domain/lists.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Message } from './messages.ts'

/** Whether a message mentions this user. Its sender is not mentioned by mentioning everybody. */
export function mentionsUser ({ mentions, mentionsAll, sender }: Message, user: Pick<UserRef, 'id' | 'username'>): boolean {
  return mentions?.includes(user.username) === true || (mentionsAll === true && sender.id !== user.id)
}

/** Mentions in the database. */
export interface MentionStore {
  /** Messages that mention the user and that they may see, the newest first. Those of people who are blocked, by either, are left out. */
  mentions (userId: string, page: Page): Promise<Listed<Message>>
}

export type Mentions = ReturnType<typeof createMentions>

export function createMentions ({ store }: { store: MentionStore }) {
  return {
    list: (userId: string, page: Page): Promise<Listed<Message>> => store.mentions(userId, page)
  }
}
