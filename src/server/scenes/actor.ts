import { clientIdOf } from '#domain/wire/played/scenes.ts'
import type { OpenPage } from './page.ts'
import type { Fate } from './proxy.ts'
import type { Browser, Stage } from './stage.ts'

/** Somebody in a scene, at one open page. Each act is one beat of the play, and resolves when it is over. */
export interface Actor {
  /** Loads the page. */
  opens (): Promise<void>
  /** Asks for news, and is parked because there is none. */
  waits (): Promise<void>
  /** The same, for a receipt: delivered up to the newest message. */
  waitsForReceipt (): Promise<void>
  /** Takes the answer of what waits; else asks for what there is, without waiting. */
  hears (): Promise<void>
  /** Sends a message of the scene; a second time it is a retry. */
  says (message: number, body?: string): Promise<void>
  /** Reads up to the newest message. */
  reads (): Promise<void>
  /** Removes this contact, or becomes one again. */
  shuts (other: Actor): Promise<void>
  lets (other: Actor): Promise<void>
  /** The fate of the next poll or send: lost on its way back, or refused on its way there. */
  meets (fate: Exclude<Fate, 'passed' | 'buffered'>, way: 'poll' | 'send'): Promise<void>
  /** The network cuts the poll that waits. */
  isCut (): Promise<void>
  /** Everything goes through an old proxy from here on. */
  isBuffered (): Promise<void>
  readonly browser: Browser
}

export interface ActorNeeds {
  readonly stage: Stage
  readonly browser: Browser
  readonly page: OpenPage
  readonly conversationId: string
  /** Runs an act when it is its turn and nothing moves any more. */
  readonly step: (act: () => unknown) => Promise<void>
  readonly suffix: string
}

export function createActor ({ stage, browser, page, conversationId, step, suffix }: ActorNeeds): Actor {
  const { client, fates } = browser
  const at = `api/conversations/${conversationId}`
  async function lastNo (): Promise<number> {
    const { conversation } = (await client.ask('GET', at))?.json as { conversation: { lastNo: number } }
    return conversation.lastNo
  }
  return {
    browser,
    opens: () => step(() => page.open()),
    waits: () => step(() => page.park()),

    waitsForReceipt: () => step(async () => {
      const no = await lastNo()
      await page.park(({ signals }) => signals.receipts.some(({ deliveredNo }) => deliveredNo >= no))
    }),

    hears: () => step(() => page.take()),
    says: (message, body = `Message ${message}`) => step(() => client.ask('POST', `${at}/messages`, { clientId: clientIdOf(message), body })),

    reads: () => step(async () => { await client.ask('POST', `${at}/read`, { no: await lastNo() }) }),

    shuts: other => step(() => client.ask('POST', `api/contacts/${other.browser.username}${suffix}?method=DELETE`, {})),
    lets: other => step(() => stage.acquaint(browser, other.browser)),
    meets: (fate, way) => step(() => fates.set(way, fate)),
    isCut: () => step(() => stage.cut(browser)),
    isBuffered: () => step(() => { browser.isBuffered = true })
  }
}
