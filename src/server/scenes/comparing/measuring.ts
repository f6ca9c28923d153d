import { cpus, totalmem } from 'node:os'
import { WAITINGS, type Comparison, type Waiting } from '#domain/wire/played/comparison.ts'
import { createRecorder } from '#domain/wire/recorder.ts'
import { startChild, type ChildServer } from '#server/scenes/child.ts'
import { createClient } from '#server/scenes/client.ts'
import { HeldPage } from '#server/scenes/held-page.ts'
import { openStage, type Browser, type Stage } from '#server/scenes/stage.ts'
import { PollingTab } from '#server/scenes/tab.ts'
import { headsCounted } from './heads.ts'
import { talk, type Staged } from './talk.ts'

export interface Plan {
  /** People who hear each message, all in one group with its author. */
  readonly listeners: number
  /** Time before each message, in ms. */
  readonly gapsMs: readonly number[]
  /** Polls that find nothing, asked at the end for their cost. */
  readonly quietPolls: number
}

/** Two thirds of a minute of talk as people talk: a few lines, and then a while nothing. */
export const PLAN: Plan = { listeners: 8, gapsMs: [4_000, 2_000, 11_000, 3_000, 14_000, 6_000], quietPolls: 1_000 }

export interface MeasureNeeds {
  /** The command line of this program. */
  readonly program: readonly string[]
  readonly plan: Plan
  /** Resolves after so many ms, or when the signal aborts. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly signal: AbortSignal
}

/** Polls are not waited for until they are parked: looking would cost the server time that is measured. */
const UNWATCHED = { async settled (): Promise<void> {} }

/** Lets the same conversation be heard in each way at the same time. Throws when a server does not do its part, or the signal aborts. */
export async function measure (needs: MeasureNeeds): Promise<Comparison> {
  const { plan, signal } = needs
  const children: ChildServer[] = []
  const stages: Stage[] = []
  const close = async (): Promise<void> => {
    await Promise.all([...stages.map(stage => stage.close()), ...children.map(child => child.close())])
  }
  const end = (): void => { close().catch(() => {}) }
  signal.addEventListener('abort', end)
  try {
    const staged: Staged[] = []
    for (const waiting of WAITINGS) {
      signal.throwIfAborted()
      const child = await startChild(needs.program)
      children.push(child)
      const recorder = createRecorder({ now: Date.now, after: () => () => {} })
      recorder.watch(waiting)
      const heads = headsCounted(recorder)
      const stage = await openStage({ child, recorder: heads.recorder, recordedAs: waiting })
      stages.push(stage)
      staged.push({ ...await cast(stage, waiting, plan.listeners), waiting, child, stage, recorder, heads })
    }
    const { forMs, sides } = await talk(staged, { gapsMs: plan.gapsMs, rest: needs.rest, signal })
    const [first] = staged
    const cpuUsPerRequest = first === undefined ? 0 : await costOfQuiet(first, plan.quietPolls)
    const { listeners, gapsMs: { length: sends } } = plan
    return { measuredAt: Date.now(), machine: machineNow(), forMs, listeners, sends, sides, cpuUsPerRequest }
  } finally {
    signal.removeEventListener('abort', end)
    await close()
  }
}

async function cast (stage: Stage, waiting: Waiting, count: number): Promise<Pick<Staged, 'author' | 'listeners' | 'conversationId'>> {
  const author = await stage.signUp('ana')
  const browsers: Browser[] = []
  for (let at = 1; at <= count; at++) {
    const browser = await stage.signUp(`ben-${at}`)
    await stage.acquaint(author, browser)
    browsers.push(browser)
  }
  const conversationId = await stage.converse(author, browsers)
  const pageOf = (browser: Browser): HeldPage | PollingTab =>
    waiting === 'held-page' ? new HeldPage(conversationId, UNWATCHED, browser) : new PollingTab(browser.name, UNWATCHED, browser)
  const listeners = browsers.map(browser => ({ browser, page: pageOf(browser) }))
  for (const { page } of listeners) await page.open()
  return { author, listeners, conversationId }
}

/** Returns the processor time of a poll that finds nothing and does not wait, in µs. As many are asked before, so that the code is warm. */
async function costOfQuiet ({ child, listeners }: Staged, count: number): Promise<number> {
  const client = createClient(child.address, listeners[0]?.browser.client.cookie)
  const cursor = ((await client.ask('GET', 'api/snapshot'))?.json as { cursor?: string } | null)?.cursor ?? ''
  async function ask (): Promise<number> {
    const before = await child.cpuMs()
    for (let n = 1; n <= count; n++) {
      const reply = await client.ask('GET', `poll?${new URLSearchParams({ hold: '0', cursor }).toString()}`)
      if (reply?.status !== 200) throw new Error(`A poll was not answered: ${reply?.status ?? 'no answer'}`)
    }
    return (await child.cpuMs() - before) * 1_000 / count
  }
  await ask()
  const cost = await ask()
  client.close()
  return Math.round(cost * 10) / 10
}

function machineNow (): string {
  const [processor] = cpus()
  return `${cpus().length} × ${processor?.model.trim() ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.version}`
}
