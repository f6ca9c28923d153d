import { writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { createInterface } from 'node:readline'
import { READY, type Order } from '#server/files/media-lines.ts'
import { readMedia } from './read-media.ts'
import { RefusedPicture } from './refused-picture.ts'

const MIB = 1024 * 1024
const WATCH_MS = 50
/** The server ends this process earlier; this is for when the server is gone. */
const LONGEST_MS = 30_000

/** Reads one file after the other for the server, by lines of standard input, until that ends or the process has grown large. */
export async function serveMedia (memoryMib: number, say: (line: string) => void): Promise<void> {
  giveWay()
  let begunAt = Infinity
  // Decoders run in threads of their own, so this one keeps watching.
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() > memoryMib * MIB || performance.now() - begunAt > LONGEST_MS) process.kill(process.pid, 'SIGKILL')
  }, WATCH_MS)
  say(READY)
  for await (const line of createInterface({ input: process.stdin })) {
    begunAt = performance.now()
    const answer = await answerTo(JSON.parse(line) as Order)
    begunAt = Infinity
    // Memory that decoders leave behind must not count against the next file.
    const isLast = process.memoryUsage.rss() > memoryMib * MIB / 2
    say(JSON.stringify({ ...answer, isLast }))
    if (isLast) break
  }
  clearInterval(watch)
  // Else the open pipe keeps the process.
  process.stdin.destroy()
}

async function answerTo (order: Order) {
  try {
    return { found: await readMedia(order) }
  } catch (error) {
    if (error instanceof RefusedPicture) return { refused: error.reason }
    const { code = '', stack = '' } = error as NodeJS.ErrnoException
    return { fault: stack, code }
  }
}

/** Lets everything else on the machine go first, and be spared first when memory runs out. */
function giveWay (): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '1000')
  } catch {
    // Some containers forbid it.
  }
}
