import type { LedgerEvent } from '#domain/delivery/events.ts'
import type { Signal } from '#domain/delivery/signals.ts'
import type { Answer, Client, Entry, Outbox, Result } from '../../client/stage/scripts.ts'
import type { Act } from '../acts.ts'
import type { Browser } from './browser.ts'
import type { Call } from '../network/network.ts'
import { drawn } from '../server/server.ts'
import type { Setting } from '../setting.ts'
import { Violation } from '../judges/trace.ts'

interface Loaded { readonly cursor: string, readonly seq: number, readonly conversations: ReadonlyArray<{ id: string, lastNo: number }> }
interface Heard { readonly presence: Array<Extract<Signal, { kind: 'presence' }>>, readonly receipts: Array<Extract<Signal, { kind: 'receipt' }>> }

const RELOAD_MS = 2_000

/** One open page: the shipped scripts, and everything they have shown to the user. */
export class Tab {
  outbox: Outbox | null = null
  isFrozen = false
  /**
   * Set when a message between tabs was lost, or when two polling tabs overtook each other. The page notices missing events and
   * requests them; signals may be lost without harm.
   */
  hasMissed = false
  /** Everything up to here has been shown. */
  position = 0
  /** The newest message shown, by conversation. */
  readonly newest = new Map<string, number>()
  /** The latest signal, by user or conversation. */
  readonly signals = new Map<string, string>()
  readonly #setting: Setting
  readonly #browser: Browser
  readonly #id: string
  readonly #missed: (() => void)[] = []
  #client: Client | null = null
  #hear: (text: string) => void = () => {}
  #loads = 0
  #cursor: string | null = null
  #shown: number[] = []
  #isClosed = false

  constructor (setting: Setting, browser: Browser) {
    this.#setting = setting
    this.#browser = browser
    this.#id = setting.newId('t')
  }

  get isOpen (): boolean { return this.#client !== null }

  /** Runs now, or once the tab is thawed, or never when it is closed. */
  when (run: () => void): void {
    if (this.#isClosed) return
    if (this.isFrozen) this.#missed.push(run)
    else run()
  }

  hear (text: string): void { this.#hear(text) }

  /** Loads the page: only what the browser stores survives. */
  load (): void {
    this.#leave()
    const load = ++this.#loads
    this.act({ do: 'snapshot' }, result => {
      if (load !== this.#loads) return
      const loaded = read(result)
      if (loaded !== null) return this.#show(loaded)
      this.#setting.clock.after(RELOAD_MS, () => this.when(() => { if (load === this.#loads) this.load() }))
    })
  }

  /** Makes a request once, as a page does for actions that have no outbox. */
  act (act: Act, done: (result: Result) => void = () => {}): void {
    this.#request({ method: 'POST', url: 'act', body: JSON.stringify(act), timeoutMs: 20_000 }, done)
  }

  freeze (): void { this.isFrozen = true }

  thaw (): void {
    this.isFrozen = false
    for (const run of this.#missed.splice(0)) this.when(run)
    this.wake(true)
  }

  wake (hasMoved: boolean): void {
    this.#client?.wake(hasMoved)
    this.outbox?.poke()
  }

  setActive (active: boolean): void { this.#client?.setActive(active) }

  close (): void {
    this.#leave()
    this.#isClosed = true
  }

  #leave (): void {
    this.#loads++
    this.#client?.end()
    this.outbox?.end()
    this.#client = null
    this.outbox = null
    this.#hear = () => {}
    this.#browser.unlock(this)
  }

  #show ({ cursor, seq, conversations }: Loaded): void {
    const { userId } = this.#browser.person
    this.position = seq
    this.#cursor = cursor
    this.newest.clear()
    this.signals.clear()
    this.hasMissed = false
    const { oracle } = this.#setting
    for (const { id, lastNo } of conversations) {
      const newestNo = oracle.newestNo(userId, id, seq)
      // Beyond all that they may see, it is no matter of the moment.
      const rule = lastNo > oracle.newestNo(userId, id, oracle.head) ? 'D32' : 'D16'
      if (lastNo !== newestNo) throw new Violation(rule, `the page of ${userId} at ${seq} ends with ${lastNo} of ${id}, not ${newestNo}`)
      this.newest.set(id, lastNo)
    }
    this.#open(cursor, seq)
  }

  #open (cursor: string, seq: number): void {
    const { clock, random, cores, newId } = this.#setting
    const browser = this.#browser
    const shared = {
      now: () => clock.now(),
      // Browsers truncate delays to whole milliseconds.
      setTimer: (run: () => void, ms: number) => clock.after(Math.trunc(ms), () => this.when(run)),
      clearTimer: (stop: () => void) => stop(),
      random: random.next,
      newId: () => newId('k'),
      root: '',
      request: (call: Call, done: (result: Result) => void) => this.#request(call, done),
      storage: browser.storageOf(this),
      tab: this.#id
    }
    let asked: Answer | null = null
    let link = 'ok'
    this.#client = cores.createClient({
      ...shared,
      cursor,
      seq,
      view: browser.view,
      ladder: cores.createLadder(shared),
      session: browser.sessionId,
      marks: { get: () => null, set: () => true, remove: () => {} },
      channel: { post: (text: string) => browser.tell(this, text), hear: (hear: (text: string) => void) => { this.#hear = hear } },
      locks: browser.hasLocks ? { request: (_name: string, granted: (release: () => void) => void) => browser.lock(this, granted) } : null,
      items: (answer: Answer) => {
        asked = answer
        return answer.html === null ? answer.events : drawn(answer.html)
      },
      apply: (event: LedgerEvent) => this.#apply(event),
      skip: (_event: LedgerEvent, error: unknown) => { throw error },
      signals: (heard: Heard) => {
        for (const { username, state } of heard.presence) this.signals.set(`p ${username}`, state)
        for (const { conversationId, username, deliveredNo, readNo } of heard.receipts) {
          this.signals.set(`r ${conversationId} ${username}`, `${deliveredNo} ${readNo}`)
        }
        if (asked !== null) this.#moved(asked)
      },
      onLink: (state: string) => {
        link = state
        if (state === 'ok') this.outbox?.poke()
      },
      onEnd: () => this.load(),
      onStale: () => this.load()
    })
    this.outbox = cores.createOutbox({
      ...shared,
      user: browser.person.userId,
      link: () => link,
      onOffline: () => this.#client?.doubt(),
      onProxy: () => this.#client?.wake(false),
      onChange: (entry: Entry) => this.#letterChanged(entry)
    })
    this.#client.start()
    this.outbox.poke()
  }

  #request (call: Call, done: (result: Result) => void): () => void {
    const { person, sessionId, weatherNow } = this.#browser
    let isDropped = false
    if (call.method === 'GET') this.#browser.polls++
    const drop = this.#setting.network.request(weatherNow, { userId: person.userId, sessionId }, call, result => this.when(() => {
      if (isDropped) return
      if (call.url !== 'act') this.#judgeSent(call, result)
      done(result)
    }))
    return () => {
      isDropped = true
      drop()
    }
  }

  /** A send answered with 2xx is stored, under the number in that answer (D6). */
  #judgeSent ({ method }: Call, { status, body }: Result): void {
    if (method !== 'POST' || status !== 200 || !body.startsWith('{')) return
    const { userId } = this.#browser.person
    const { message } = JSON.parse(body) as { message: { clientId: string, no: number, conversationId: string } }
    const said = this.#setting.oracle.sent(userId, message.clientId)
    if (said?.no === message.no && said.conversationId === message.conversationId) return
    throw new Violation('D6', `${userId} was answered no ${message.no} for ${message.clientId}, stored is ${said?.no ?? 'nothing'}`)
  }

  #apply (event: LedgerEvent): void {
    const last = this.#shown.at(-1) ?? this.position
    if (event.seq <= last) throw new Violation('D4', `${this.#name} is shown ${event.seq} after ${last}`)
    this.#shown.push(event.seq)
    if (event.type !== 'message') return
    const { message, conversationId } = event
    this.newest.set(conversationId, message.no)
    if (message.sender.id === this.#browser.person.userId && message.clientId !== null) this.outbox?.arrived(message.clientId)
  }

  /** After an applied answer: it held every event this user may see, and nothing else. */
  #moved ({ toSeq, cursor }: Answer): void {
    const shown = this.#shown
    this.#shown = []
    if (isOlder(cursor, this.#cursor)) this.hasMissed = true
    this.#cursor = cursor
    const to = Math.max(this.position, toSeq)
    const due = this.#setting.oracle.visible(this.#browser.person.userId, this.position, to).map(row => row.seq)
    if (due.length !== shown.length || due.some((seq, index) => seq !== shown[index])) {
      throw new Violation('D4', `${this.#name} was shown [${shown.join()}] in (${this.position}, ${to}], due were [${due.join()}]`)
    }
    this.position = to
  }

  #letterChanged (entry: Entry): void {
    this.#browser.noteLetter(entry)
    const { userId } = this.#browser.person
    if (entry.state !== 'stored' || this.#setting.oracle.sent(userId, entry.clientId) !== undefined) return
    throw new Violation('D12', `${this.#name} believes that ${entry.clientId} is stored`)
  }

  get #name (): string { return `${this.#browser.person.username}/${this.#id}` }
}

function read ({ status, body }: Result): Loaded | null {
  return status === 200 && body.startsWith('{') ? JSON.parse(body) as Loaded : null
}

/** Whether this tab's signals are older, as far as the cursors tell. */
function isOlder (cursor: string | null, than: string | null): boolean {
  const [run, , signal] = cursor?.split('.') ?? []
  const [thanRun, , thanSignal] = than?.split('.') ?? []
  return run === thanRun && Number(signal) < Number(thanSignal)
}
