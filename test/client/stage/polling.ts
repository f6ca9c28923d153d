import { loadScripts, type Answer, type Polls } from './scripts.ts'
import { Clock, FixedLadder, Network, Storage } from './world.ts'

const { createConsumer, createPolls } = loadScripts()

export interface Tab {
  readonly clock: Clock
  readonly network: Network
  readonly polls: Polls
  readonly ladder: FixedLadder
  /** Every call of the page's callbacks, in order. */
  readonly seen: number[]
  readonly links: string[]
  readonly ends: string[]
  readonly relayed: Answer[]
  readonly active: { now: boolean }
}

/** A page at seq 10 that has not asked yet. */
export function open ({ cursor = 'r.10.0' as string | null, random = 0.5 } = {}): Tab {
  const clock = new Clock()
  const network = new Network(clock)
  const tab: Omit<Tab, 'polls'> = { clock, network, ladder: new FixedLadder(), seen: [], links: [], ends: [], relayed: [], active: { now: true } }
  let ids = 0
  const consumer = createConsumer({
    cursor,
    seq: cursor === null ? null : 10,
    items: (taken: Answer) => taken.events,
    apply: ({ seq }: { seq: number }) => { tab.seen.push(seq) },
    skip: () => {},
    signals: () => {},
    marks: new Storage()
  })
  const polls = createPolls({
    now: clock.now,
    setTimer: clock.setTimer,
    clearTimer: clock.clearTimer,
    random: () => random,
    newId: () => `tab${++ids}`,
    root: '../',
    view: 'html',
    ladder: tab.ladder,
    isActive: () => tab.active.now,
    request: network.request,
    consumer,
    onAnswer: (own: Answer) => { tab.relayed.push(own) },
    onLink: (state: string) => { tab.links.push(state) },
    onEnd: (status: string, reason: string | null) => { tab.ends.push(`${status} ${reason}`) }
  })
  return { ...tab, polls }
}

/** A page whose first poll is parked. */
export function started (options?: Parameters<typeof open>[0]): Tab {
  const tab = open(options)
  tab.polls.start()
  return tab
}
