import { join } from 'node:path'
import type { Clock } from '#mailbox/clock.ts'
import { DomainError } from '#domain/errors.ts'
import { PICTURE_PIXELS_MAX, type Media, type MediaReader, type MediaRequest } from '#domain/files/media.ts'
import { ReasonError } from '#domain/reasons.ts'
import { startMediaChild, type MediaChild, type MediaChildNeeds } from './media-child.ts'
import { CLEANED, type Answer, type Found } from './media-lines.ts'
import { createMediaQueue } from './media-queue.ts'

/** Longest time for one file. A photo of a phone takes one second. */
const LONGEST_MS = 10_000
/** Longest start, on a busy machine. */
const START_MS = 20_000
/** A process that nobody needs is ended: it takes as much memory as the server. */
const IDLE_MS = 30_000
/** As many photos as are read within half a minute: proxies end requests that take longer. */
const WAITING_MAX = 40
/** One person's, so that others have room. */
const WAITING_OF_ONE_MAX = 10
const RETRY_S = 5
/** As much as a photo of the most pixels takes, with half to spare. */
const MEMORY_MIB = 512
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT'])

export interface MediaReaderNeeds extends Omit<MediaChildNeeds, 'memoryMib'> {
  readonly clock: Pick<Clock, 'after'>
  /** For tests. */
  readonly memoryMib?: number
}

/** Reads files in a process of its own, one at a time, which may die of any of them. */
export interface MediaWorker extends MediaReader {
  /** Ends the process; what waits is refused. */
  stop (): void
}

interface Job {
  readonly request: MediaRequest
  resolve (media: Media): void
  reject (error: Error): void
}

export function createMediaReader ({ clock, memoryMib = MEMORY_MIB, ...needs }: MediaReaderNeeds): MediaWorker {
  const queue = createMediaQueue<Job>({ max: WAITING_MAX, ofOneMax: WAITING_OF_ONE_MAX })
  let child: MediaChild | null = null
  let isRunning = false
  let isStopped = false
  let stayIdle = (): void => {}

  function next (): void {
    if (isRunning) return
    const job = queue.take()
    stayIdle()
    if (job === null) {
      if (!isStopped) stayIdle = clock.after(IDLE_MS, end)
      return
    }
    isRunning = true
    run(job.request).then(job.resolve, job.reject).finally(() => {
      isRunning = false
      next()
    })
  }

  async function run (request: MediaRequest): Promise<Media> {
    const hasWaited = child?.isOpen === true
    const { answer, isLate } = await ask(request)
    // A process that waited may have ended before the file reached it, which is no fault of the file.
    const again = answer === null && hasWaited && !isLate && !isStopped ? await ask(request) : { answer }
    if (isStopped) throw stopping()
    return mediaOf(again.answer, request.folder)
  }

  /** `answer`: null when the process ended instead; `isLate`: since the work took too long. */
  async function ask ({ path, folder, keepOriginal }: MediaRequest): Promise<{ readonly answer: Answer | null, readonly isLate: boolean }> {
    if (isStopped) throw stopping()
    if (child?.isOpen !== true) child = startMediaChild({ ...needs, memoryMib })
    const running = child
    let isLate = false
    async function within<T> (ms: number, work: Promise<T>): Promise<T> {
      const cancel = clock.after(ms, () => {
        isLate = true
        running.kill()
      })
      return await work.finally(cancel)
    }
    await within(START_MS, running.ready)
    const answer = await within(LONGEST_MS, running.ask({ path, folder, keepOriginal }))
    return { answer, isLate }
  }

  function end (): void {
    child?.kill()
    child = null
  }

  return {
    async read (request) {
      if (isStopped) throw stopping()
      return await new Promise<Media>((resolve, reject) => {
        if (queue.add(request.userId, { request, resolve, reject })) next()
        else reject(new ReasonError('media-busy', null, {}, { retryAfterS: RETRY_S }))
      })
    },

    stop () {
      isStopped = true
      stayIdle()
      end()
    }
  }
}

/** Null: the process ended over the file. */
function mediaOf (answer: Answer | null, folder: string): Media {
  if (answer === null) throw new ReasonError('picture-unreadable', 'file')
  if ('found' in answer) return media(answer.found, folder)
  if ('refused' in answer) throw new ReasonError(answer.refused, 'file', { max: PICTURE_PIXELS_MAX / 1_000_000 })
  if (DISK_FULL.has(answer.code)) throw new DomainError('STORAGE_FULL', 'The disk is full: nothing can be saved until there is room again.')
  throw new Error(`The process that reads media failed: ${answer.fault}`)
}

function media ({ isCleaned, previews, ...rest }: Found, folder: string): Media {
  return {
    ...rest,
    ...isCleaned ? { cleaned: join(folder, CLEANED) } : {},
    previews: previews.map(({ size, type }) => ({ size, type, path: join(folder, size) }))
  }
}

function stopping (): DomainError {
  return new DomainError('UNAVAILABLE', 'The server is stopping. Try again in a moment.', RETRY_S)
}
