import type { Outbox } from '../../client/stage/scripts.ts'
import type { Setting } from '../setting.ts'
import { Tab } from './tab.ts'
import { WEATHERS, type Weather, type WeatherName } from '../network/weather.ts'

export interface Person { readonly userId: string, readonly username: string }

/** A message being sent, as its sender sees it. */
export interface Letter {
  readonly clientId: string
  readonly conversationId: string
  readonly order: number
  state: string
  waiting: boolean
  /** Set once the message has been refused: from then on it is outside the order of the others (D31). */
  wasRefused: boolean
}

type Granted = (release: () => void) => void

/** One signed-in browser, with the state that its tabs share. */
export class Browser {
  readonly person: Person
  readonly sessionId: string
  readonly view: 'json' | 'html'
  readonly hasLocks: boolean
  readonly tabs: Tab[] = []
  readonly letters = new Map<string, Letter>()
  weather: WeatherName = 'clear'
  /** Fixed network conditions for this browser; null follows the weather. */
  path: Weather | null = null
  polls = 0
  readonly #setting: Setting
  readonly #toldAt = new WeakMap<Tab, number>()
  readonly #kept = new Map<string, string>()
  readonly #locks: Array<{ tab: Tab, granted: Granted }> = []

  constructor (setting: Setting, person: Person, sessionId: string) {
    const { random } = setting
    this.#setting = setting
    this.person = person
    this.sessionId = sessionId
    this.view = random.chance(0.5) ? 'json' : 'html'
    this.hasLocks = random.chance(0.5)
  }

  get weatherNow (): Weather { return this.path ?? WEATHERS[this.weather] }

  openTab (): Tab {
    const tab = new Tab(this.#setting, this)
    this.tabs.push(tab)
    tab.load()
    return tab
  }

  closeTab (tab: Tab): void {
    tab.close()
    this.tabs.splice(this.tabs.indexOf(tab), 1)
  }

  /** localStorage as one tab sees it: the other tabs get their storage events a moment later. */
  storageOf (tab: Tab) {
    const changed = (key: string): void => {
      if (!key.startsWith('holdline.outbox.')) return
      for (const other of this.tabs) {
        if (other !== tab) this.#later(other, () => other.outbox?.refresh())
      }
    }
    return {
      get: (key: string) => this.#kept.get(key) ?? null,
      set: (key: string, text: string) => {
        this.#kept.set(key, text)
        changed(key)
        return true
      },
      remove: (key: string) => {
        this.#kept.delete(key)
        changed(key)
      },
      keys: () => [...this.#kept.keys()]
    }
  }

  /** BroadcastChannel between the tabs; messages are sometimes lost. */
  tell (from: Tab, text: string): void {
    for (const tab of this.tabs) {
      if (tab === from) continue
      if (this.#setting.random.chance(0.03)) tab.hasMissed = true
      else this.#later(tab, () => tab.hear(text))
    }
  }

  /** Web Locks: one holder at a time, the others queue in order. */
  lock (tab: Tab, granted: Granted): void {
    this.#locks.push({ tab, granted })
    if (this.#locks.length === 1) this.#grant()
  }

  /** A closed tab releases its lock and its place in the queue. */
  unlock (tab: Tab): void {
    const at = this.#locks.findIndex(waiting => waiting.tab === tab)
    if (at < 0) return
    this.#locks.splice(at, 1)
    if (at === 0) this.#grant()
  }

  noteLetter (entry: ReturnType<Outbox['entries']>[number] & { order?: number }): void {
    const { clientId, conversationId, state, waiting, order = 0 } = entry
    const letter = this.letters.get(clientId) ?? { clientId, conversationId, order, state, waiting, wasRefused: false }
    letter.state = state
    letter.waiting = waiting
    if (state === 'bounced' || state === 'gone' || (state === 'failed' && !waiting)) letter.wasRefused = true
    this.letters.set(clientId, letter)
  }

  #grant (): void {
    const first = this.#locks[0]
    if (first === undefined) return
    this.#later(first.tab, () => { if (this.#locks[0] === first) first.granted(() => this.unlock(first.tab)) })
  }

  // A moment later, and never before an earlier message to the same tab: channels keep their order.
  #later (tab: Tab, run: () => void): void {
    const { clock, random } = this.#setting
    const at = Math.max(clock.now() + random.whole(0, 30), this.#toldAt.get(tab) ?? 0)
    this.#toldAt.set(tab, at)
    clock.after(at - clock.now(), () => tab.when(run))
  }
}
