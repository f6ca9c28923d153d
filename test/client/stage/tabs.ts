import { loadScripts, type Answer, type Client } from './scripts.ts'
import { Clock, FixedLadder, Network, Storage } from './world.ts'

const { createClient } = loadScripts()

type Granted = (release: () => void) => void

/** Web Locks of one name: granted in the order of the requests. */
class Locks {
  readonly #waiting = new Map<string, Granted[]>()

  readonly request = (name: string, granted: Granted): void => {
    const queue = this.#waiting.get(name) ?? []
    this.#waiting.set(name, [...queue, granted])
    if (queue.length === 0) this.#grant(name)
  }

  #grant (name: string): void {
    const [first] = this.#waiting.get(name) ?? []
    first?.(() => {
      this.#waiting.set(name, (this.#waiting.get(name) ?? []).slice(1))
      this.#grant(name)
    })
  }
}

export interface Tab {
  readonly client: Client
  readonly network: Network
  readonly ladder: FixedLadder
  readonly seen: number[]
  readonly links: string[]
  readonly ends: string[]
  frozen: boolean
}

/** Several tabs of one browser, each with its own view of the network. */
export class Browser {
  readonly clock = new Clock()
  readonly storage = new Storage()
  readonly #locks: Locks | null
  readonly #hearing: { tab: Tab, hear: (text: string) => void }[] = []
  #ids = 0

  constructor ({ hasLocks }: { hasLocks: boolean }) { this.#locks = hasLocks ? new Locks() : null }

  open (session = 's_1', cursor = 'r.10.0'): Tab {
    const { clock } = this
    const network = new Network(clock)
    const ladder = new FixedLadder()
    const tab: Omit<Tab, 'client'> = { network, ladder, seen: [], links: [], ends: [], frozen: false }
    const client = createClient({
      now: clock.now,
      setTimer: (run: () => void, ms: number) => clock.setTimer(() => { if (!made.frozen) run() }, ms),
      clearTimer: clock.clearTimer,
      random: () => 0.5,
      newId: () => `id${++this.#ids}`,
      root: '../',
      view: 'html',
      ladder,
      request: network.request,
      cursor,
      seq: Number(cursor.split('.')[1]),
      items: (answer: Answer) => answer.events,
      apply: ({ seq }: { seq: number }) => { tab.seen.push(seq) },
      skip: () => {},
      signals: () => {},
      marks: new Storage(),
      session,
      tab: `tab${++this.#ids}`,
      channel: {
        post: (text: string) => { for (const { tab: other, hear } of [...this.#hearing]) if (other !== made && !other.frozen) hear(text) },
        hear: (hear: (text: string) => void) => { this.#hearing.push({ tab: made, hear }) }
      },
      locks: this.#locks,
      storage: this.storage,
      onLink: (state: string) => { tab.links.push(state) },
      onEnd: (status: string) => { tab.ends.push(status) },
      onStale: () => { tab.ends.push('stale') }
    })
    const made: Tab = Object.assign(tab, { client })
    client.start()
    // The page's first poll, answered: nothing new.
    const position = { from: cursor, cursor, fromSeq: Number(cursor.split('.')[1]), toSeq: Number(cursor.split('.')[1]) }
    network.one.answer({ body: JSON.stringify({ ...IDLE, ...position }) })
    clock.pass(1_000)
    return made
  }

  /** The polls that are parked, over all tabs. */
  parked (...tabs: Tab[]) {
    return tabs.flatMap(({ network }) => network.open)
  }
}

const IDLE = { holdline: 1, status: 'idle', reason: null, events: [], html: null, signals: null, more: false, hold: 0, retryMs: 0 }
