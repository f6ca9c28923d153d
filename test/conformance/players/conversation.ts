// Several users talk at once over a bad network, and every send and delivery is recorded.
import { CUTTING } from '../../hostile-proxy/switches/index.ts'
import { api } from '../api.ts'
import { Books, type Figures, type Reader } from '../books.ts'
import { meanwhile, sleep, type Browser } from './browser.ts'
import type { Scene } from '../check.ts'
import { Tab } from './tab.ts'

const CAUGHT_UP_WITHIN_MS = 12_000
const SLEEPER_TRIES = 60
const BREAKS_EVERY_MS = 170
/** Longer than the cutting switches allow; through those the silence goes on until a tab has noticed a cut, a silent drop last of all. */
const SILENT_MS = 2_000
const NOTICED_WITHIN_MS = 10_000
/** The first hold, as a multiple of the hold that every switch lets pass: long enough to be cut. */
const FIRST_HOLD_SHARE = 2.2

export interface Kept extends Figures {
  readonly polls: number
  /** Polls that were cut, and calls that had to be repeated. */
  readonly cuts: number
  readonly repeats: number
  /** The shortest hold that a tab asked for, in seconds. */
  readonly hold: number
}

/**
 * ana, ben and cho talk in two conversations, each sending one message at a time in each (D31), with edits and recalls between. They and
 * eve listen, ben in two tabs and in another browser; one tab of that browser sleeps until the end. It starts with a silence; later,
 * connections break at times. `saidEach`: messages by each of the five who send.
 */
export async function keepBooks (scene: Scene, saidEach: number): Promise<Kept> {
  const { ana, ben, cho, eve, phone, talk, group, hold, via } = scene
  const books = new Books()
  const first = hold * FIRST_HOLD_SHARE
  const begin = async (browser: Browser): Promise<Tab> => await new Tab(browser, first).begin()
  const both = [talk, group]
  const open: ReadonlyArray<readonly [name: string, browser: Browser, conversations: readonly string[]]> = [
    ['ana’s tab', ana, both], ['ben’s tab', ben, both], ['ben’s other tab', ben, both], ['ben’s other browser', phone, both],
    ['cho’s tab', cho, [group]], ['eve’s tab', eve, []]
  ]
  const tabs = await Promise.all(open.map(async ([, browser]) => await begin(browser)))
  const sleeper = await begin(phone)
  const readers: Reader[] = [
    ...open.map(([name,, conversations], index) => ({ name, conversations, applied: tabs[index]?.consumer.applied ?? [] })),
    { name: 'a tab that slept', conversations: both, applied: sleeper.consumer.applied }
  ]
  // A listener's failure is reported once all have finished.
  const listening = tabs.map(tab => meanwhile(tab.listen()))

  await sleep(SILENT_MS)
  const noticedBy = performance.now() + NOTICED_WITHIN_MS
  while (CUTTING.some(name => name === via) && tabs.every(tab => tab.hold >= first) && performance.now() < noticedBy) await sleep(50)
  let round = 0
  const breaking = setInterval(() => { tabs[round++ % tabs.length]?.cut() }, BREAKS_EVERY_MS)
  const speakers = [[ana, talk], [ana, group], [ben, talk], [ben, group], [cho, group]] as const
  await Promise.all(speakers.map(async ([who, where]) => await talkOn(books, who, where, saidEach))).finally(() => clearInterval(breaking))
  const deadline = performance.now() + CAUGHT_UP_WITHIN_MS
  while (books.figures(readers.slice(0, -1)).lost.length > 0 && performance.now() < deadline) await sleep(50)
  // A doubled delivery arrives soon after the first.
  await sleep(200)
  for (const tab of tabs) tab.leave()
  await Promise.all(listening)
  for (let tries = 0; tries < SLEEPER_TRIES && sleeper.answers.at(-1)?.status !== 'idle'; tries++) await sleeper.next(0)
  const all = [...tabs, sleeper]
  return {
    ...books.figures(readers),
    polls: all.reduce((sum, { polls }) => sum + polls, 0),
    cuts: all.reduce((sum, { cuts }) => sum + cuts, 0),
    hold: Math.min(...tabs.map(({ hold }) => Math.round(hold * 10) / 10)),
    repeats: [ana, ben, cho, eve, phone].reduce((sum, { failures }) => sum + failures.count, 0)
  }
}

async function talkOn (books: Books, who: Browser, conversationId: string, saidEach: number): Promise<void> {
  for (let index = 0; index < saidEach; index++) {
    const clientId = who.fresh('says')
    books.sending(who.username, conversationId, clientId)
    const { no } = await who.say(conversationId, `${who.username} says ${index}`, { clientId })
    books.stored(clientId, no)
    if (index === 1) await who.do(api.edit(conversationId, no, `${who.username} changed ${index}`))
    if (index === 2) await who.do(api.recall(conversationId, no))
  }
}

/** One sentence about the first fault; null when there is none. */
export function complaintOf ({ lost, doubled, reordered, leaked }: Figures): string | null {
  const all = [...lost, ...doubled, ...reordered, ...leaked]
  const [first] = all
  if (first === undefined) return null
  return `expected lost = doubled = reordered = 0; came ${lost.length}, ${doubled.length}, ${reordered.length} (${leaked.length} leaked): ${first}${all.length > 1 ? ', and more' : ''}`
}
