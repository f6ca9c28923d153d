import type { Books, MessageRow } from '../books.ts'
import type { Deletions } from '../deletions.ts'
import { isMember, leads, sees, wordsAt, type Said, type Talk } from '../talk.ts'
import { Violation } from '../trace.ts'

/** A text that a user is about to send or change a message into: every text is used once in a world. */
export interface Spoken {
  readonly userId: string
  readonly conversationId: string
  /** An edit that says nothing of mentions leaves them as they are. */
  readonly keepsMentions?: boolean
}

/** Messages that a user is about to forward. */
export interface Forwarding {
  readonly userId: string
  readonly from: string
  readonly nos: readonly number[]
  readonly to: readonly string[]
  readonly keepFrom: boolean
}

interface Forward extends Forwarding { readonly made: Set<string> }

/** The texts of messages and their senders, held against what users were about to say or forward. */
export class Words {
  readonly #books: Books
  readonly #deletions: Deletions
  readonly #spoken = new Map<string, Spoken>()
  readonly #heard = new Map<string, Said>()
  readonly #forwards: Forward[] = []
  readonly #recalls = new Set<string>()

  constructor (books: Books, deletions: Deletions) {
    this.#books = books
    this.#deletions = deletions
  }

  willSay (text: string, spoken: Spoken): void { this.#spoken.set(text, spoken) }
  willForward (forwarding: Forwarding): void { this.#forwards.push({ ...forwarding, made: new Set() }) }
  willRecall (userId: string, conversationId: string, no: number): void { this.#recalls.add(`${userId} ${conversationId} ${no}`) }
  keepsMentions (text: string): boolean { return this.#spoken.get(text)?.keepsMentions === true }

  /** D12: the text in an event must be one that its sender wrote here; after a recall in the same commit there is none. */
  hear (said: Said, seq: number): string | null {
    const { conversationId, no, senderId } = said
    const words = this.#wordsOf(conversationId, no, seq)
    if (words === null || words === '') return null
    const spoken = this.#spoken.get(words)
    if (spoken?.userId !== senderId || spoken.conversationId !== conversationId) {
      throw new Violation('D12', `${conversationId} ${no} says ${JSON.stringify(words)}, which ${senderId} did not say there`)
    }
    const first = this.#heard.get(words)
    if (first !== undefined && first !== said) throw new Violation('D12', `${words} is no ${first.no} and no ${no} of ${conversationId}`)
    this.#heard.set(words, said)
    said.words.set(seq, words)
    return words
  }

  /** D32: the one who recalled a message wanted to, and is its sender or leads the group; or it goes with the account of its sender. */
  judgeRecall (talk: Talk, { conversationId, no, senderId }: Said, by: string): void {
    if (by === senderId && this.#deletions.takesMessages(senderId)) return
    const mayRecall = isMember(talk, by) && sees(talk, by, no) && (by === senderId || leads(talk, by))
    if (mayRecall && this.#recalls.has(`${by} ${conversationId} ${no}`)) return
    throw new Violation('D32', `${conversationId} ${no} of ${senderId} was recalled as by ${by}`)
  }

  /** D12, D32: a copy says what its forwarder could see of the original, and names its author where that was wished; each is made once. */
  hearCopy (talkOf: (id: string) => Talk, said: Said, { forwardedFrom }: MessageRow, seq: number): void {
    const { conversationId, no, senderId } = said
    const words = this.#wordsOf(conversationId, no, seq)
    if (words === null || words === '') return
    const forwards = this.#forwards.filter(({ userId, to }) => userId === senderId && to.includes(conversationId))
    for (const forward of forwards) {
      for (const originalNo of forward.nos) {
        const [original, place] = [talkOf(forward.from).said[originalNo - 1], `${conversationId} ${originalNo}`]
        const author = forward.keepFrom ? original?.forwardedFrom ?? original?.senderId : null
        if (original === undefined || forward.made.has(place) || author !== forwardedFrom) continue
        if (!saidEver(original, words) || !sees(talkOf(forward.from), senderId, originalNo)) continue
        forward.made.add(place)
        said.words.set(seq, words)
        return
      }
    }
    throw new Violation('D12', `${senderId} did not forward ${JSON.stringify(words)} as ${conversationId} ${no} from ${forwardedFrom}`)
  }

  #wordsOf (conversationId: string, no: number, seq: number): string | null {
    return this.#deletions.asBefore(this.#books.words(conversationId, no, seq))
  }
}

// A copy outlives the recall of its original, which may come between reading and writing it.
function saidEver (original: Said, words: string): boolean {
  return [...original.words.values()].includes(words) || wordsAt(original, Infinity) === words
}
