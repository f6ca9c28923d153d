import { seqOf } from '#domain/wire/steps.ts'
import type { Reply } from './client.ts'
import type { Browser, Stage } from './stage.ts'

/** Seconds. Longer than any scene leaves a poll alone. */
const HOLD_S = 60

interface Answer {
  readonly holdline: 1
  readonly status: string
  readonly cursor: string | null
  readonly toSeq: number | null
  readonly events: ReadonlyArray<{ readonly seq: number, readonly message?: { readonly no: number, readonly clientId: string | null } }>
}

/** An open page: polls one at a time, each with the cursor of its last answer, and applies each event once. */
export class PollingTab {
  readonly name: string
  readonly #stage: Pick<Stage, 'parked'>
  readonly #browser: Browser
  #cursor: string | null = null
  #seq = 0
  #n = 0
  #asked: Promise<Reply | null> | null = null

  constructor (name: string, stage: Pick<Stage, 'parked'>, browser: Browser) {
    this.name = name
    this.#stage = stage
    this.#browser = browser
  }

  /** Loads what there is, with the cursor it is true at, and asks what signals there are. */
  async open (): Promise<void> {
    const reply = await this.#browser.client.ask('GET', 'api/snapshot')
    this.#cursor = (reply?.json as { cursor?: string } | null)?.cursor ?? null
    this.#seq = seqOf(this.#cursor)
    await this.take()
  }

  /** Sends a poll, and resolves once the server has parked it, or has answered. */
  async park (): Promise<void> {
    let isOver = false
    this.#asked = this.#poll(HOLD_S).finally(() => { isOver = true })
    await this.#stage.parked(() => isOver)
  }

  /**
   * Resolves with the messages that are new in the answer of the poll that was sent, or of one that does not wait. A poll that was answered
   * by signals alone is sent again. Empty after a cut, or when the server stops.
   */
  async take (): Promise<readonly string[]> {
    const waited = this.#asked
    const reply = await (waited ?? this.#poll(0))
    this.#asked = null
    const answer = reply?.json as Answer | null
    if (answer?.holdline !== 1 || answer.cursor === null || answer.toSeq === null) return []
    const news = answer.events.filter(({ seq }) => seq > this.#seq)
    this.#cursor = answer.cursor
    this.#seq = Math.max(this.#seq, answer.toSeq)
    if (waited !== null && answer.events.length === 0 && answer.status === 'events') {
      await this.park()
      return await this.take()
    }
    return news.flatMap(({ message }) => message === undefined ? [] : [message.clientId ?? String(message.no)])
  }

  #poll (hold: number): Promise<Reply | null> {
    const query = new URLSearchParams({ hold: String(hold), tab: this.name, n: String(++this.#n) })
    if (this.#cursor !== null) query.set('cursor', this.#cursor)
    return this.#browser.client.ask('GET', `poll?${query.toString()}`)
  }
}
