// Runs everything that the server does with a person's text on each of the worst texts, and reports how long it took.
// Runs in a worker, so that a pattern that never ends can be terminated.
import { parentPort, workerData } from 'node:worker_threads'
import { checkTimeZone } from '#domain/account/settings.ts'
import { networkOf } from '#domain/account/attempts.ts'
import { formClientId } from '#domain/messages/form-client-id.ts'
import { createMessages, type MessageStore } from '#domain/messages/messages.ts'
import { normalizeUsername, singleLine } from '#domain/people/users.ts'
import { parseCursor } from '#mailbox/cursor.ts'
import { backTo, hereOf, rootOf } from '#plugins/addresses.ts'
import { readForm } from '#plugins/bodies/bodies.ts'
import { splitToken } from '#plugins/forms.ts'
import { createCookies } from '#plugins/session/session-cookie.ts'
import { LONGER, worstTexts } from '#test/worst-texts.ts'
import { initials } from '#views/parts/pictures/avatars.ts'
import { html } from '#views/parts/html.ts'
import { wishedLanguage } from '#views/parts/language.ts'
import { isEmojiOnly, messageText } from '#views/messages/text/message-text.ts'

export interface Slow { readonly work: string, readonly text: string, readonly shortMs: number, readonly fullMs: number }
export type Said = { readonly began: string } | { readonly done: number, readonly slow: readonly Slow[] }

const store = { append: async () => ({ outcome: 'not-found' }) } as unknown as MessageStore
const cookies = createCookies({ instance: 'here', isHostOnly: false, takesOld: () => true })
const messages = createMessages({ store, now: () => 0 })

const WORK: Readonly<Record<string, (text: string) => unknown>> = {
  'draws a message': text => messageText(text).toString(),
  'looks for emoji': isEmojiOnly,
  'cleans a message': body => messages.send({ senderId: 'a', conversationId: 'c', clientId: 'x', body }).catch(() => null),
  'cleans a name': singleLine,
  'reads a username': text => attempted(() => normalizeUsername(text)),
  'reads a zone': text => attempted(() => checkTimeZone(text)),
  'draws initials': initials,
  'escapes a text': text => html`${text}`.toString(),
  'reads a form': text => readForm(Buffer.from(`a=${text}`), true),
  'reads a token': splitToken,
  'names a form': text => formClientId('x', text),
  'reads a cookie': text => ['holdline_session=v.en.live.', 'holdline_session=s.', ''].map(name => [
    cookies.read({ cookie: name + text }), cookies.tokensIn({ cookie: name + text }), cookies.has({ cookie: name + text })
  ]),
  'reads a cursor': parseCursor,
  'reads an address': text => [backTo(text), hereOf('/' + text), rootOf('/' + text)],
  'reads a network': networkOf,
  'reads a language': wishedLanguage
}

/** Four times the text takes four times as long, a little more where marks are sorted, and sixteen times where it grows with the square. */
const GROWTH_MAX = 2 * LONGER
/** Shorter than this, the garbage collector outweighs the text. */
const FLOOR_MS = 2
/** Some systems count a thread's processor time in ticks of 4 or 10 ms, so one measurement lasts many of them. */
const MEASURED_MS = 200

const { units, seed, mixed } = workerData as { units: number, seed: number, mixed: number }
const slow: Slow[] = []
let done = 0
for (const { name, short, full } of worstTexts(units, seed, mixed)) {
  for (const [work, run] of Object.entries(WORK)) {
    say({ began: `${work}: ${name}` })
    const looksSlow = elapsed(run, full) > GROWTH_MAX * Math.max(elapsed(run, short), FLOOR_MS)
    const shortMs = looksSlow ? processorMs(run, short) : 0
    const fullMs = looksSlow ? processorMs(run, full) : 0
    if (fullMs > GROWTH_MAX * Math.max(shortMs, FLOOR_MS)) slow.push({ work, text: name, shortMs, fullMs })
    done++
  }
}
say({ done, slow })

function say (said: Said): void {
  parentPort?.postMessage(said)
}

// A first look: on a busy machine the pauses of this thread count too.
function elapsed (run: (text: string) => unknown, text: string): number {
  const began = performance.now()
  run(text)
  return performance.now() - began
}

// The time of this thread's processor, of which other programs take none: the mean of many runs.
function processorMs (run: (text: string) => unknown, text: string): number {
  const began = process.threadCpuUsage()
  for (let runs = 1; ; runs++) {
    run(text)
    const { user, system } = process.threadCpuUsage(began)
    const ms = (user + system) / 1_000
    if (ms > MEASURED_MS) return ms / runs
  }
}

function attempted (run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
