import type { Delivery } from '#domain/delivery/events.ts'
import type { NicknameStore } from './members.ts'

/** Nicknames in one group by the id of the member. */
export type NicknamesOf = ReadonlyMap<string, string>

/** Limit of groups and nicknames together, some 100 bytes each. */
const KEPT_MAX = 200_000
/** Nicknames read in one slice, about a millisecond. */
const READ_AT_ONCE = 500

interface Kept { readonly names: Map<string, string>, reading: Promise<void> | null }

export type Nicknames = ReturnType<typeof createNicknames>

/**
 * Keeps the nicknames of recently drawn groups in memory, so that a delivery reads nothing for them; commits change what is kept. They are
 * for members alone: those who have left see people's own names.
 */
export function createNicknames ({ store, max = KEPT_MAX }: { readonly store: NicknameStore, readonly max?: number }) {
  // A cache, least recently used first.
  const known = new Map<string, Kept>()
  let size = 0

  function drop (conversationId: string): void {
    size -= sizeOf(known.get(conversationId))
    known.delete(conversationId)
  }

  function set ({ names }: Kept, userId: string, nickname: string | undefined): void {
    size -= names.size
    if (nickname === undefined) names.delete(userId)
    else names.set(userId, nickname)
    size += names.size
  }

  // A commit meanwhile is set at once, or read later.
  async function readAll (conversationId: string, kept: Kept): Promise<void> {
    for (let after: string | null | undefined; after !== null;) {
      const { rows, next } = await store.nicknames(conversationId, { limit: READ_AT_ONCE, after })
      if (known.get(conversationId) !== kept) return
      for (const { userId, nickname } of rows) set(kept, userId, nickname)
      after = next
    }
    kept.reading = null
    for (const oldest of known.keys()) {
      if (size <= max) return
      if (oldest !== conversationId) drop(oldest)
    }
  }

  function opened (conversationId: string): Kept {
    const found = known.get(conversationId)
    if (found !== undefined) return found
    const kept: Kept = { names: new Map(), reading: null }
    known.set(conversationId, kept)
    size++
    kept.reading = readAll(conversationId, kept).catch((error: unknown) => {
      if (known.get(conversationId) === kept) drop(conversationId)
      throw error
    })
    return kept
  }

  return {
    /** Null when they must be read first. */
    inMemory (conversationId: string): NicknamesOf | null {
      const kept = known.get(conversationId)
      if (kept === undefined || kept.reading !== null) return null
      known.delete(conversationId)
      known.set(conversationId, kept)
      return kept.names
    },

    async read (conversationId: string): Promise<NicknamesOf> {
      const { names, reading } = opened(conversationId)
      await reading
      return names
    },

    /** Call it with the events of a commit, before anything is drawn from them. */
    committed (deliveries: readonly Delivery[]): void {
      for (const { event } of deliveries) {
        if (event.type === 'conversation' && event.conversation.memberCount === 0) drop(event.conversationId)
        if (event.type !== 'member') continue
        const kept = known.get(event.conversationId)
        if (kept !== undefined) set(kept, event.member.user.id, event.change === 'left' ? undefined : event.member.nickname)
      }
    },

    /** Drops everything: something may have been committed without its events. */
    reset (): void {
      known.clear()
      size = 0
    }
  }
}

function sizeOf (kept: Kept | undefined): number {
  return kept === undefined ? 0 : 1 + kept.names.size
}

/** Returns the nicknames in these conversations, as `nicknames` has them in memory; null when some must be read first. */
export function nicknamesInMemory (nicknames: Pick<Nicknames, 'inMemory'>, ids: readonly string[]): ReadonlyMap<string, NicknamesOf> | null {
  const found = new Map<string, NicknamesOf>()
  for (const id of ids) {
    const names = nicknames.inMemory(id)
    if (names === null) return null
    if (names.size > 0) found.set(id, names)
  }
  return found
}

/** Returns the same, and reads what memory lacks. */
export async function nicknamesIn (nicknames: Pick<Nicknames, 'inMemory' | 'read'>, ids: readonly string[]): Promise<ReadonlyMap<string, NicknamesOf>> {
  const read = await Promise.all(ids.map(async id => [id, nicknames.inMemory(id) ?? await nicknames.read(id)] as const))
  return new Map(read.filter(([, names]) => names.size > 0))
}
