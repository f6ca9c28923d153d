import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { Value } from 'typebox/value'
import { ANSWER, READY, type Answer, type Order } from './media-lines.ts'

/** Longest line of an answer. One that goes on is no answer. */
const LINE_MAX = 16_384
/** Memory that glibc frees goes back to the system at once, instead of staying with a process that decoded a large picture. */
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_TRIM_THRESHOLD_: '131072' }

/** A process that reads one file after the other. */
export interface MediaChild {
  /** False once it has ended, or has said that an answer was its last. */
  readonly isOpen: boolean
  /** Resolves when it takes orders. Throws with what it said when it ends before. */
  readonly ready: Promise<void>
  /** Returns the answer, or null when the process ended before it gave one. One order at a time. */
  ask (order: Order): Promise<Answer | null>
  /** Ends it at once. */
  kill (): void
}

export interface MediaChildNeeds {
  /** The command line of this program. */
  readonly program: readonly string[]
  /** The data folder, where the executable keeps the libraries that it loads. */
  readonly data: string
  /** Memory at which it ends itself. */
  readonly memoryMib: number
}

/** Starts one. */
export function startMediaChild ({ program: [command = '', ...before], data, memoryMib }: MediaChildNeeds): MediaChild {
  // Nothing of the environment: it may hold an admin's password.
  const child = spawn(command, [...before, 'media-worker', '--data', data, '--memory', String(memoryMib)], { cwd: tmpdir(), env: MALLOC, stdio: 'pipe' })
  let isOpen = true
  let hasEnded = false
  let said = ''
  let text = ''
  let waiting: { line (line: string): void, end (): void } | null = null
  // A broken pipe means that it has ended, which `close` tells.
  child.stdin.on('error', () => {})
  child.stderr.setEncoding('utf8').on('data', (part: string) => { said = (said + part).slice(-LINE_MAX) })
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
    if (text.length > LINE_MAX) return kill()
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) waiting?.line(line)
  })
  for (const event of ['close', 'error'] as const) {
    child.on(event, cause => {
      isOpen = false
      hasEnded = true
      if (event === 'error') said += String(cause)
      waiting?.end()
    })
  }

  function kill (): void {
    isOpen = false
    child.kill('SIGKILL')
  }

  /** Returns the next line; null when the process ends before it. */
  async function nextLine (): Promise<string | null> {
    return await new Promise<string | null>(resolve => {
      waiting = { line: resolve, end: () => resolve(null) }
      if (hasEnded) resolve(null)
    }).finally(() => { waiting = null })
  }

  return {
    get isOpen () { return isOpen },

    ready: nextLine().then(line => {
      if (line === READY) return
      kill()
      throw new Error(`The process that reads media does not start: ${said.trim() || line}`)
    }),

    async ask (order) {
      const answered = nextLine()
      child.stdin.write(`${JSON.stringify(order)}\n`)
      const line = await answered
      const answer = line === null ? null : parsed(line)
      if (answer === null || answer.isLast) kill()
      return answer
    },

    kill
  }
}

function parsed (line: string): Answer | null {
  try {
    const answer: unknown = JSON.parse(line)
    return Value.Check(ANSWER, answer) ? answer : null
  } catch {
    return null
  }
}
