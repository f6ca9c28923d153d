import { ReasonError } from '#domain/reasons.ts'

/** Most bytes of one file, of all files of one person, and of all files of the site. */
export interface FileLimits { readonly file: number, readonly user: number, readonly all: number }

/** Bytes of files that are stored, and of uploads that were announced. */
export interface Held { readonly user: number, readonly all: number }

/** Reserved ahead of what has come, so that a large file does not ask the database for each piece. */
const AHEAD_BYTES = 1024 * 1024

/** Room for a file that is coming. */
export interface Reservation {
  /** Makes sure that there is room for so many bytes in all. Throws `file-too-large`, `files-own-full`, `files-all-full`. */
  grow (bytes: number): Promise<void>
  /** Gives the room back. When the file is stored, call it after that: it counts twice for a moment, and never not at all. */
  release (): void
}

/** Room of one person: bytes that are taken, that may be taken in all, and that are left, which others may take as well. */
export interface Room { readonly used: number, readonly most: number, readonly left: number }

export type Quotas = ReturnType<typeof createQuotas>

/** Room for files. Bytes under way are reserved in memory, so that two at the same moment cannot both take the last of it. */
export function createQuotas ({ limits, held }: { readonly limits: FileLimits, readonly held: (userId: string) => Promise<Held> }) {
  const ofUsers = new Map<string, number>()
  let ofAll = 0
  let releases = 0

  function add (userId: string, bytes: number): void {
    const sum = (ofUsers.get(userId) ?? 0) + bytes
    if (sum === 0) ofUsers.delete(userId)
    else ofUsers.set(userId, sum)
    ofAll += bytes
  }

  // Calls `decide` with the room that is left, in the step in which that is known. Reads again when something was released meanwhile:
  // it may be stored now, and not be among what was read.
  async function withRoom<T> (userId: string, decide: (room: Held) => T): Promise<T> {
    for (;;) {
      const before = releases
      const { user, all } = await held(userId)
      if (before === releases) return decide({ user: limits.user - user - (ofUsers.get(userId) ?? 0), all: limits.all - all - ofAll })
    }
  }

  // `own`: what is reserved already for a file of so many bytes.
  function checkRoom (bytes: number, own: number, room: Held): void {
    const wanted = bytes - own
    if (wanted > room.user) throw new ReasonError('files-own-full', 'file', { max: limits.user, room: Math.max(0, room.user + own) })
    if (wanted > room.all) throw new ReasonError('files-all-full', 'file', { max: limits.all, room: Math.max(0, room.all + own) })
  }

  function checkSize (bytes: number): void {
    if (bytes > limits.file) throw new ReasonError('file-too-large', 'file', { max: limits.file })
  }

  return {
    /** Returns the user's room as it is now. */
    room: async (userId: string): Promise<Room> => await withRoom(userId, ({ user, all }) => (
      { used: limits.user - user, most: limits.user, left: Math.max(0, Math.min(user, all)) })),

    /** Refuses a file that has no room now, and reserves nothing. Throws as `grow` does. */
    async check (userId: string, bytes: number): Promise<void> {
      checkSize(bytes)
      await withRoom(userId, room => checkRoom(bytes, 0, room))
    },

    /** `stored`: bytes that are reserved in the store already. */
    reserve (userId: string, stored = 0): Reservation {
      let own = stored
      let isOver = false
      return {
        async grow (bytes) {
          checkSize(bytes)
          if (bytes <= own) return
          await withRoom(userId, room => {
            if (isOver || bytes <= own) return
            checkRoom(bytes, own, room)
            const taken = Math.max(bytes - own, Math.min(AHEAD_BYTES, room.user, room.all, limits.file - own))
            own += taken
            add(userId, taken)
          })
        },

        release () {
          isOver = true
          releases += 1
          add(userId, stored - own)
          own = stored
        }
      }
    }
  }
}
