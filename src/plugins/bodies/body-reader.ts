import { DomainError } from '#domain/errors.ts'
import type { MemoryBudget } from '#domain/site/memory-budget.ts'

/** Memory of the request of an unfinished body: its objects, headers and connection. */
const OVERHEAD_BYTES = 4096
const BUFFER_MIN_BYTES = 1024
/**
 * Chunks of a body. Each costs a microsecond or two, however small. No network makes so many: a body of 1 MiB is 2,000 of the smallest TCP
 * segments.
 */
const PIECES_MAX = 4096
/** Seconds after which there is usually room again: most bodies take less. */
const RETRY_S = 5

/** Time for a body to arrive. */
const BODY_MS = 60_000

const NONE = Buffer.alloc(0)

export interface Reading {
  /** The announced length; null: chunked. */
  readonly announced: number | null
  readonly limit: number
  readonly budget: MemoryBudget
  /** Owner of its share of the budget. */
  readonly owner: string
  readonly after: (ms: number, run: () => void) => () => void
}

/** Called with the body, or the error that ended it. The body is valid only during the call: its memory is freed at once. */
export type Done = (error: Error | null, body: Buffer) => void

/**
 * Reads a body into one buffer that grows with what has arrived. Keeping the chunks would cost some 400 bytes for each, however small,
 * because Node allocates every chunk separately.
 */
export function readBody (
  payload: NodeJS.ReadableStream, { announced, limit, budget, owner, after }: Reading, done: Done
): void {
  if (announced !== null && announced > limit) return done(tooLarge(), NONE)
  const share = budget.open(owner, () => end(crowded()))
  if (!share.grow(OVERHEAD_BYTES)) return done(crowded(), NONE)
  let memory = new ArrayBuffer(0)
  let length = 0
  let pieces = 0
  const inTime = after(BODY_MS, () => end(new DomainError('INVALID', 'The body did not come within a minute.')))

  function take (chunk: Buffer): void {
    if (length + chunk.length > limit) return end(tooLarge())
    if (++pieces > PIECES_MAX) return end(new DomainError('INVALID', 'The body comes in too many pieces.'))
    if (length + chunk.length > memory.byteLength && !makeRoom(length + chunk.length)) return end(crowded())
    chunk.copy(new Uint8Array(memory), length)
    length += chunk.length
  }

  function makeRoom (needed: number): boolean {
    const doubled = Math.min(Math.max(2 * memory.byteLength, BUFFER_MIN_BYTES), announced ?? limit)
    const size = Math.max(needed, doubled)
    if (!share.grow(size - memory.byteLength)) return false
    // Frees the old buffer at once: up to 64 MiB may otherwise wait for the garbage collector.
    memory = memory.transfer(size)
    return true
  }

  function whole (): void {
    if (announced === null || announced === length) end(null)
    else end(new DomainError('INVALID', 'The length of the body is not the one that was announced.'))
  }

  function broken (): void {
    end(new DomainError('INVALID', 'The body did not come whole.'))
  }

  function end (error: Error | null): void {
    payload.off('data', take).off('end', whole).off('error', broken).off('close', broken)
    share.release()
    inTime()
    done(error, error === null ? Buffer.from(memory, 0, length) : NONE)
    memory.transfer(0)
  }

  payload.on('data', take).on('end', whole).on('error', broken).on('close', broken)
}

function tooLarge (): DomainError {
  return new DomainError('TOO_LARGE', 'That is too large to be sent at once.')
}

function crowded (): DomainError {
  return new DomainError('UNAVAILABLE', 'Too much is being sent to the server now. Nothing was done; try again in a moment.', RETRY_S)
}
