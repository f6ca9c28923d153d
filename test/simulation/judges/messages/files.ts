import type { World } from '../../world.ts'
import type { Books } from '../books.ts'
import { sees, type Said } from '../talk.ts'
import { Violation } from '../trace.ts'

/** Files of messages, held against who may see these. */
export class Files {
  readonly #deleted = new Set<Said>()

  /** Announces that the sender of a message deletes a file of it. */
  willDelete (said: Said): void { this.#deleted.add(said) }

  /** Whether an event that tells of a changed message tells of a deleted file: it brings no text. */
  isDeletion (books: Books, said: Said, seq: number): boolean {
    return this.#deleted.has(said) && books.words(said.conversationId, said.no, seq) === null
  }

  /** D15: a recall takes its files along, no message points to missing ones, and no bytes are forgotten or lost. */
  judgeRows (books: Books): void {
    const strays = books.strayFiles()
    if (strays.length > 0) throw new Violation('D15', `there is ${strays.join(', ')}`)
  }

  /** D32: a file is its owner's until it is sent, and then of those who may see its message. */
  async judge ({ server: { messenger }, oracle, books }: World, userId: string): Promise<void> {
    if (messenger === null) return
    for (const { id, ownerId, isSent, hash, conversationId, no } of books.files()) {
      const talk = oracle.talks.get(conversationId ?? '')
      const isSeen = talk !== undefined && no !== null && sees(talk, userId, no) && oracle.isListed(userId, conversationId ?? '')
      const isDue = hash !== null && (isSent === 1 ? isSeen : ownerId === userId)
      const isGiven = await messenger.store.files.served(userId, id) !== null
      if (isGiven !== isDue) throw new Violation('D32', `file ${id} of ${conversationId} ${no} is ${isGiven ? '' : 'not '}given to ${userId}`)
    }
  }
}
