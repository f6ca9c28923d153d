import { EVERY_S, sideOf, type Side, type Waiting } from '#domain/wire/played/comparison.ts'
import { clientIdOf } from '#domain/wire/played/scenes.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import type { ChildServer } from '#server/scenes/child.ts'
import type { HeldPage } from '#server/scenes/held-page.ts'
import type { Browser, Stage } from '#server/scenes/stage.ts'
import type { PollingTab } from '#server/scenes/tab.ts'
import type { headsCounted } from './heads.ts'

/** Before a poll that came back with nothing is asked again, in ms: its server may be gone. */
const RETRY_MS = 1_000

type Rest = (ms: number, signal: AbortSignal) => Promise<void>

interface Listener { readonly page: PollingTab | HeldPage, readonly browser: Browser }

/** A group on a server of its own, whose listeners wait in one way. */
export interface Staged {
  readonly waiting: Waiting
  readonly child: ChildServer
  readonly stage: Stage
  readonly author: Browser
  readonly listeners: readonly Listener[]
  readonly conversationId: string
  readonly recorder: Recorder
  readonly heads: ReturnType<typeof headsCounted>
}

interface Message { readonly clientId: string, readonly no: number }

export interface TalkNeeds {
  readonly gapsMs: readonly number[]
  readonly rest: Rest
  readonly signal: AbortSignal
}

/** Everybody waits, the messages are sent in each group at the same moments, and it is over when each listener has each of them. */
export async function talk (staged: readonly Staged[], { gapsMs, rest, signal }: TalkNeeds): Promise<{ forMs: number, sides: Side[] }> {
  const over = new AbortController()
  const ending = AbortSignal.any([signal, over.signal])
  const from = Date.now()
  const before = await Promise.all(staged.map(({ child }) => child.cpuMs()))
  for (const { heads } of staged) heads.begin()
  const ears: Ear[] = staged.flatMap(({ waiting, listeners }) => listeners.map(({ page }, at) => {
    const share = at / listeners.length
    return { page, waiting, share, ids: new Set() }
  }))
  const sent = new Map(staged.map(({ waiting }) => [waiting, [] as Message[]]))
  const hasAll = ({ waiting, ids }: Ear): boolean => {
    const messages = sent.get(waiting) ?? []
    return messages.length === gapsMs.length && messages.every(({ clientId, no }) => ids.has(clientId) || ids.has(String(no)))
  }
  const allHeard = new Promise<void>((resolve, reject) => {
    ending.addEventListener('abort', () => resolve(), { once: true })
    const heard = (): void => { if (ears.every(hasAll)) resolve() }
    for (const ear of ears) listen(ear, { heard, rest, signal: ending }).catch(reject)
    sayAll(heard).catch(reject)
  })
  async function sayAll (heard: () => void): Promise<void> {
    for (const [at, gapMs] of gapsMs.entries()) {
      await rest(gapMs, ending)
      if (ending.aborted) return
      await Promise.all(staged.map(async each => { sent.get(each.waiting)?.push(await say(each, clientIdOf(at + 1))) }))
    }
    // An answer may arrive after what it tells was heard.
    heard()
  }
  try {
    await allHeard
    signal.throwIfAborted()
    const forMs = Date.now() - from
    const sides = staged.map(async (each, at) => await judged(each, { from, forMs, cpuBeforeMs: before[at] ?? 0 }))
    return { forMs, sides: await Promise.all(sides) }
  } finally {
    over.abort()
  }
}

interface Stretch { readonly from: number, readonly forMs: number, readonly cpuBeforeMs: number }

async function judged ({ waiting, child, recorder, heads, listeners }: Staged, { from, forMs, cpuBeforeMs }: Stretch): Promise<Side> {
  const sessions = listeners.map(({ browser }) => browser.name)
  return sideOf({
    waiting,
    exchanges: recorder.all(waiting).filter(({ startedAt }) => startedAt >= from),
    headBytes: heads.bytes(sessions),
    listeners: sessions,
    forMs,
    cpuMs: await child.cpuMs() - cpuBeforeMs
  })
}

/** A listener, and what they have heard: the clientIds of messages by a page that polls, their numbers by one that is held. */
interface Ear {
  readonly page: Listener['page']
  readonly waiting: Waiting
  /** Where in the stretch between two requests they begin: people do not ask all at once. */
  readonly share: number
  readonly ids: Set<string>
}

interface Listening { readonly heard: () => void, readonly rest: Rest, readonly signal: AbortSignal }

async function listen ({ page, waiting, share, ids }: Ear, { heard, rest, signal }: Listening): Promise<void> {
  const everyMs = (EVERY_S[waiting] ?? 0) * 1_000
  if (waiting === 'asking') await rest(everyMs * share, signal)
  while (!signal.aborted) {
    if (waiting !== 'asking') await page.park()
    const told = await page.take()
    for (const id of told) ids.add(id)
    heard()
    await rest(restMs(page, waiting, told.length, everyMs), signal)
  }
}

function restMs (page: Listener['page'], waiting: Waiting, told: number, everyMs: number): number {
  if (waiting === 'asking') return everyMs
  if ('restMs' in page) return page.restMs
  return told === 0 ? RETRY_MS : 0
}

async function say ({ author, conversationId }: Staged, clientId: string): Promise<Message> {
  const reply = await author.client.ask('POST', `api/conversations/${conversationId}/messages`, { clientId, body: 'See you at the harbour at eight.' })
  if (reply?.status !== 201) throw new Error(`A message was not stored: ${reply?.status ?? 'no answer'}`)
  const { message: { no } } = reply.json as { message: { no: number } }
  return { clientId, no }
}
