import type { Recorded } from '#domain/wire/har.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import type { Scene } from '#domain/wire/played/scenes.ts'
import { createActor, type Actor } from './actor.ts'
import type { ChildServer } from './child.ts'
import { HeldPage } from './held-page.ts'
import type { OpenPage } from './page.ts'
import { openStage, type Browser, type Stage } from './stage.ts'
import { PollingTab } from './tab.ts'

const DAY_MS = 24 * 3_600_000

/** Everything in a scene besides its people. */
export interface Scenery {
  /** Another tab in the same browser. */
  tab (name: string, of: Actor): Actor
  /** A browser of the same person that signs in now. */
  device (name: string, of: Actor): Promise<Actor>
  /** Lets days pass. */
  days (count: number): Promise<void>
  /** Ends the server as an operator does, or as a crash does, and starts it again. */
  restarts (how: 'stop' | 'kill'): Promise<void>
}

/** A scene with its script. Two people have a direct conversation; more are in a group, which the first owns. */
export interface Script extends Scene {
  readonly people: readonly string[]
  /** The people whose page runs no script. */
  readonly plain?: readonly string[]
  /** They show receipts, which wake polls. */
  readonly receipts?: boolean
  readonly play: (actors: (name: string) => Actor, scenery: Scenery) => Promise<void>
}

export interface PlayNeeds {
  readonly child: ChildServer
  readonly recorder: Recorder
  readonly recordedAs: string
  /** Resolves when the next step may begin. */
  readonly beat: () => Promise<void>
  /** Breaks every connection: the play then ends by itself, or by an error. */
  readonly signal: AbortSignal
  readonly suffix?: string
}

/** Plays a scene. Polls that still wait at its end are open in the records it returns. Throws when a step cannot be done at all. */
export async function playScript (script: Script, { child, recorder, recordedAs, beat, signal, suffix = '' }: PlayNeeds): Promise<Recorded[]> {
  const stage = await openStage({ child, recorder, recordedAs, suffix })
  const end = (): void => { stage.close().catch(() => {}) }
  signal.addEventListener('abort', end)
  try {
    await play(script, { stage, child, beat, suffix, signal })
    return recorder.whole(recordedAs)
  } finally {
    signal.removeEventListener('abort', end)
    await stage.close()
  }
}

interface Staged extends Required<Pick<PlayNeeds, 'child' | 'beat' | 'suffix' | 'signal'>> { readonly stage: Stage }

async function play (script: Script, { stage, child, beat, suffix, signal }: Staged): Promise<void> {
  const { people, plain = [], receipts = false } = script
  const browsers = new Map<string, Browser>()
  for (const name of people) browsers.set(name, await stage.signUp(name, { receipts }))
  const [owner, ...others] = browsers.values()
  if (owner === undefined) return
  for (const other of others) await stage.acquaint(owner, other)
  const conversationId = await stage.converse(owner, others)
  const step = async (act: () => unknown): Promise<void> => {
    await beat()
    if (signal.aborted) throw new Error('It took too long.')
    await stage.settled(() => false)
    await act()
  }
  const act = (browser: Browser, page: OpenPage): Actor => createActor({ stage, browser, page, conversationId, step, suffix })
  const actors = new Map([...browsers].map(([name, browser]) =>
    [name, act(browser, plain.includes(name) ? new HeldPage(conversationId, stage, browser) : new PollingTab(name, stage, browser))]))

  await script.play(name => {
    const actor = actors.get(name)
    if (actor === undefined) throw new Error(`${name} is not in the scene`)
    return actor
  }, {
    tab: (name, { browser }) => act(browser, new PollingTab(name, stage, browser)),

    async device (name, { browser }) {
      const other = await stage.signIn(name, browser)
      return act(other, new PollingTab(name, stage, other))
    },

    days: count => step(() => child.pass(count * DAY_MS)),
    restarts: how => step(() => child.restart(how))
  })
}
