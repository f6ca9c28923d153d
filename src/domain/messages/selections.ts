import { DomainError, notFound } from '#domain/errors.ts'
import { FORWARD_MESSAGES_MAX } from './forwards.ts'
import { takesAnswers, type Message, type Messages } from './messages.ts'

/** Messages that one may choose at a time: as many as can be forwarded together. */
export const SELECTION_MAX = FORWARD_MESSAGES_MAX

export interface NotRecalled { readonly no: number, readonly code: string }
export interface Recalled { readonly messages: readonly Message[], readonly refused: readonly NotRecalled[] }

export type Selections = ReturnType<typeof createSelections>

/** Does one thing to several messages of a conversation. */
export function createSelections ({ messages }: { readonly messages: Pick<Messages, 'one' | 'recall'> }) {
  return {
    /** Returns those of the messages that a member said and that still stand, the earliest first. Throws NOT_FOUND without any. */
    async said (userId: string, conversationId: string, nos: readonly number[]): Promise<Message[]> {
      const { done } = await each(nos, no => messages.one(userId, conversationId, no))
      return done.filter(takesAnswers)
    },

    /**
     * Recalls messages one by one; those that cannot be are named with the code of their refusal. Throws NOT_FOUND where the user sees none
     * of them. Repeating it changes nothing.
     */
    async recall (userId: string, conversationId: string, nos: readonly number[]): Promise<Recalled> {
      const { done, refused } = await each(nos, no => messages.recall(userId, conversationId, no))
      return { messages: done, refused }
    }
  }
}

async function each (nos: readonly number[], act: (no: number) => Promise<Message>) {
  const done: Message[] = []
  const refused: NotRecalled[] = []
  for (const no of [...new Set(nos)].sort((a, b) => a - b)) {
    try {
      done.push(await act(no))
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'UNAVAILABLE' || error.code === 'STORAGE_FULL') throw error
      refused.push({ no, code: error.code })
    }
  }
  if (refused.every(({ code }) => code === 'NOT_FOUND') && done.length === 0) throw notFound('message')
  return { done, refused }
}
