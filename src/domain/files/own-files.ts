import { notFound } from '#domain/errors.ts'
import type { Listed, Page } from '#domain/lists.ts'
import type { FileStore, OwnFile } from './files.ts'
import type { Quotas, Room } from './quotas.ts'

export interface OwnFilesNeeds {
  readonly store: Pick<FileStore, 'mine' | 'own' | 'remove'>
  readonly quotas: Pick<Quotas, 'room'>
  readonly now: () => number
}

export type OwnFiles = ReturnType<typeof createOwnFiles>

/** A person's own files, sent or not, and the room that they take. */
export function createOwnFiles ({ store, quotas, now }: OwnFilesNeeds) {
  return {
    /** The latest first. */
    list: async (userId: string, page: Page): Promise<Listed<OwnFile>> => await store.mine(userId, page),

    room: async (userId: string): Promise<Room> => await quotas.room(userId),

    /** Throws NOT_FOUND. */
    async one (userId: string, id: string): Promise<OwnFile> {
      const file = await store.own(userId, id)
      if (file === null) throw notFound('file')
      return file
    },

    /** Deletes a file; the message that has it keeps its place. Throws NOT_FOUND. */
    async remove (userId: string, id: string): Promise<void> {
      if (!await store.remove(userId, id, now())) throw notFound('file')
    }
  }
}
