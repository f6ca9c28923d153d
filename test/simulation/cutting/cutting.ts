import type { Result } from '../../client/stage/scripts.ts'
import { Browser } from '../client/browser.ts'
import { judgeEnding } from '../judges/ending.ts'
import type { Tab } from '../client/tab.ts'
import { CAST, type Template } from '../server/template.ts'
import { Violation } from '../judges/trace.ts'
import { WEATHERS, type Cut } from '../network/weather.ts'
import { World, type Plant } from '../world.ts'

/** One of ben's polls and its outcome: `failed` is any end but an answer from Holdline. */
export interface Asked { readonly askedS: number, readonly at: number, end: 'none' | 'answered' | 'failed' | 'dropped' }

export const MINUTE_MS = 60_000
const LIMITS = {
  parkedMax: 1_000, heldPerUser: 20, heldPerBrowser: 2, heldPerToken: 20, maxEvents: 256, maxBytes: 512 * 1024, budgetBytes: 1_000_000
}
/** D18: allowed lateness after a cut that the browser sees. */
const SEEN_LATE_MS = 1_000
/** D18: allowed lateness after a hold that is dropped in silence. */
const GRACE_MS = 10_000
const POLLS_TO_SETTLE = 3
/** D17: the server takes up to a tenth off a hold. */
const WHOLE_MS_A_SECOND = 890

/** ana talks with ben, whose network cuts long requests; everything else works. */
export class Cutting {
  readonly world: World
  /** The polls of all ben's tabs, in order. */
  readonly polls: Asked[] = []
  readonly ben: Browser
  /** The longest time a message took from ana's sending to ben's screen. */
  latestMs = 0
  readonly #ana: Browser
  readonly #sent = new Map<string, { at: number, boundMs: number }>()
  #talk: string | null = null

  constructor (template: Template, cut: Cut | null, { plant, seed = 1 }: { plant?: Plant, seed?: number } = {}) {
    const world = this.world = new World({ template, seed, limits: LIMITS, ...plant === undefined ? {} : { plant } })
    world.begin().catch(error => world.blame(error))
    const [ana, ben] = CAST
    if (ana === undefined || ben === undefined) throw new Error('there is nobody')
    this.#ana = new Browser(world.setting, ana, 's-ana')
    this.ben = new Browser(world.setting, ben, 's-ben')
    world.browsers.push(this.#ana, this.ben)
    this.cutAt(cut)
    this.#watch()
    this.#ana.openTab()
    this.openTab()
  }

  /** Takes effect from the next request on. */
  cutAt (cut: Cut | null): void { this.ben.path = { ...WEATHERS.clear, hidden: cut?.how === 'silence' ? 1 : 0, cut } }

  openTab (): Tab {
    const tab = this.ben.openTab()
    const set = tab.newest.set.bind(tab.newest)
    tab.newest.set = (conversationId, no) => {
      this.#shown(conversationId, no)
      return set(conversationId, no)
    }
    return tab
  }

  /** The hold that ben's newest poll asks for. */
  get asksS (): number { return this.held.at(-1)?.askedS ?? 0 }
  get held (): Asked[] { return this.polls.filter(poll => poll.askedS > 0) }
  /** The polls that taught something: cut ones, and whole ones. News ends a poll at any time, and proves nothing. */
  get #taught (): Asked[] {
    const { held } = this
    return held.filter(({ at, askedS, end }, index) => end === 'failed' || (held[index + 1]?.at ?? 0) - at > askedS * WHOLE_MS_A_SECOND)
  }

  failedSince (at: number): Asked[] { return this.polls.filter(poll => poll.end === 'failed' && poll.at >= at) }

  async pass (ms: number): Promise<void> { await this.world.pass(ms) }

  async until (what: () => boolean, mostMs: number): Promise<boolean> {
    for (let passed = 0; passed < mostMs && !what(); passed += 250) await this.pass(250)
    return what()
  }

  /** Sends a message as ana now. */
  say (): void {
    const { world: { setting, oracle, clock } } = this
    const [anas] = this.#ana.tabs
    const [bens] = this.ben.tabs
    if (anas?.outbox == null || bens === undefined) throw new Error('their pages are not open')
    this.#talk ??= [...bens.newest.keys()].find(id => anas.newest.has(id)) ?? null
    if (this.#talk === null) throw new Error('they have nothing to talk in')
    const words = setting.newId('ana-says')
    oracle.words.willSay(words, { userId: 'u-ana', conversationId: this.#talk })
    const { clientId } = anas.outbox.send(this.#talk, words, null)
    const at = clock.now()
    const poll = this.polls.at(-1)
    const isSilent = this.ben.path?.cut?.how === 'silence' && poll !== undefined
    const boundMs = SEEN_LATE_MS + (isSilent ? poll.at + poll.askedS * 1_000 + GRACE_MS - at : 0)
    this.#sent.set(clientId, { at, boundMs })
  }

  /** Expects a cut within `withinMs`, and after the third poll that teaches something ten minutes without. ana sends in the last five. */
  async settles (withinMs: number): Promise<void> {
    const from = this.#taught.length
    const failed = () => this.#taught.findIndex((poll, index) => index >= from && poll.end === 'failed')
    if (!await this.until(() => failed() >= 0, withinMs)) throw new Violation('D17', 'nothing was cut')
    const first = failed()
    await this.until(() => this.#taught.length >= first + POLLS_TO_SETTLE, 5 * MINUTE_MS)
    const settledAt = this.world.clock.now()
    await this.pass(5 * MINUTE_MS)
    for (let talkedMs = 0; talkedMs < 5 * MINUTE_MS;) {
      const pause = this.world.random.whole(1, 40_000)
      await this.pass(pause)
      this.say()
      talkedMs += pause
    }
    const [again] = this.failedSince(settledAt)
    if (again !== undefined) throw new Violation('D17', `a poll of ${again.askedS} s failed, ${again.at - settledAt} ms after it should have settled`)
  }

  async end (): Promise<void> {
    await this.pass(150_000)
    if (this.#sent.size > 0) throw new Violation('D4', `${this.#sent.size} messages never came`)
    await judgeEnding(this.world)
    this.world.end()
  }

  #shown (conversationId: string, no: number): void {
    const { world: { oracle, clock } } = this
    const clientId = oracle.find(conversationId, no)?.clientId ?? ''
    const sent = this.#sent.get(clientId)
    if (sent === undefined) return
    this.#sent.delete(clientId)
    const lateMs = clock.now() - sent.at
    this.latestMs = Math.max(this.latestMs, lateMs)
    if (lateMs > sent.boundMs) throw new Violation('D18', `a message came after ${lateMs} ms, not within ${sent.boundMs}`)
  }

  /** Records each poll, and sends a message at the worst moments: just before and just after the cut. */
  #watch (): void {
    const { network, clock } = this.world.setting
    const request = network.request.bind(network)
    network.request = (weather, caller, call, done) => {
      if (call.method !== 'GET' || caller.sessionId !== this.ben.sessionId) return request(weather, caller, call, done)
      const poll: Asked = { askedS: Number(/hold=(\d+)/.exec(call.url)?.[1]), at: clock.now(), end: 'none' }
      this.polls.push(poll)
      if (weather.cut !== null && poll.askedS * 1_000 > weather.cut.ms) this.#sayAround(poll, weather.cut)
      const drop = request(weather, caller, call, result => {
        poll.end = isOurs(result) ? 'answered' : 'failed'
        done(result)
      })
      return () => {
        poll.end = 'dropped'
        drop()
      }
    }
  }

  #sayAround (poll: Asked, { ms, how }: Cut): void {
    const { world: { clock, random } } = this
    const offsets = how === 'silence' ? [500, 5_000] : [0, 2, 20]
    const isFirst = this.failedSince(0).length === 0
    // A message answers the poll before the cut, and some polls have to reach it.
    if (how === 'repeat' && (isFirst || random.chance(0.5))) return
    if (!isFirst) offsets.push(random.whole(-15, -1))
    for (const offset of offsets) {
      clock.after(ms + offset, () => { if (poll.end === 'failed' || poll.end === 'none') this.say() })
    }
  }
}

function isOurs ({ status, body }: Result): boolean { return status === 200 && body.startsWith('{"holdline":1') }
