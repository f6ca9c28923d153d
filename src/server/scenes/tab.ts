import { seqOf } from '#domain/wire/steps.ts'
import type { Reply } from './client.ts'
import type { Answer, OpenPage } from './page.ts'
import type { Browser, Stage } from './stage.ts'

/** Seconds. Longer than any scene leaves a poll alone. */
const HOLD_S = 60

const isEvent = ({ status, events }: Answer): boolean => status !== 'events' || events.length > 0

/** An open page: polls one at a time, each with the cursor of its last answer, and applies each event once. */
export class PollingTab implements OpenPage {
  readonly name: string
  readonly #stage: Pick<Stage, 'settled'>
  readonly #browser: Browser
  #cursor: string | null = null
  #seq = 0
  #n = 0
  #asked: Promise<Answer | null> | null = null

  constructor (name: string, stage: Pick<Stage, 'settled'>, browser: Browser) {
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

  /** Sends a poll, and resolves once the server has parked it, or has answered. Polls again at once after news that nobody waits for. */
  async park (isWanted: (answer: Answer) => boolean = isEvent): Promise<void> {
    let isOver = false
    this.#asked = this.#wait(isWanted).finally(() => { isOver = true })
    await this.#stage.settled(() => isOver)
  }

  /** Resolves with the new messages of what was waited for, or of a poll that does not wait. None after a cut, or when the server stops. */
  async take (): Promise<readonly string[]> {
    const news = await (this.#asked ?? this.#poll(0).then(reply => this.#apply(reply)))
    this.#asked = null
    return news?.events.flatMap(({ message }) => message === undefined ? [] : [message.clientId ?? String(message.no)]) ?? []
  }

  async #wait (isWanted: (answer: Answer) => boolean): Promise<Answer | null> {
    for (;;) {
      const answer = this.#apply(await this.#poll(HOLD_S))
      if (answer === null || isWanted(answer)) return answer
    }
  }

  /** Returns the answer with the events that are new; null for none that can be continued. */
  #apply (reply: Reply | null): Answer | null {
    const answer = reply?.json as Answer | null | undefined
    if (answer?.holdline !== 1 || answer.cursor === null || answer.toSeq === null) return null
    const events = answer.events.filter(({ seq }) => seq > this.#seq)
    this.#cursor = answer.cursor
    this.#seq = Math.max(this.#seq, answer.toSeq)
    return { ...answer, events }
  }

  #poll (hold: number): Promise<Reply | null> {
    const query = new URLSearchParams({ hold: String(hold), tab: this.name, n: String(++this.#n) })
    if (this.#cursor !== null) query.set('cursor', this.#cursor)
    return this.#browser.client.ask('GET', `poll?${query.toString()}`)
  }
}
