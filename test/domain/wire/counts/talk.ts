import type { World } from '#test/world.ts'
import { Random } from '../../../simulation/random.ts'
import { openCountingProxy, type CountingProxy, type Fate } from './counting-proxy.ts'

/** Fates by weight. */
const POLL_FATES: Readonly<Partial<Record<Fate, number>>> = { pass: 8, lose: 2 }
const SEND_FATES: Readonly<Partial<Record<Fate, number>>> = { pass: 7, lose: 2, twice: 1 }
/** Share of waiting polls whose connection is cut. */
const CUT = 0.15

export interface Talk {
  readonly proxy: CountingProxy
  /** Goes on until the server has seen this many more exchanges. */
  play (exchanges: number): Promise<void>
}

/** Ana, in one tab behind the counting proxy, and ben, who writes at any moment: between her polls, and while one waits. */
export async function openTalk (w: World, seed: number): Promise<Talk> {
  const random = new Random(seed)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const proxy = await openCountingProxy(await w.listen())
  const headers = { cookie: ana.cookie ?? '', 'content-type': 'application/json' }
  let [cursor, clientIds, texts] = ['', 0, 0]

  const place = { senderId: ben.userId, sessionId: ben.sessionId, conversationId: id }
  const says = async (): Promise<unknown> =>
    await w.messenger.messages.send({ ...place, kind: 'text', clientId: `ben-says-${seed}-${++texts}`, body: `text ${texts}` })

  /** Returns null where no answer arrives. */
  async function ask (path: string, fate: Fate, options: RequestInit = {}): Promise<{ cursor?: string } | null> {
    proxy.next(fate)
    const told = fetch(proxy.address + path, { headers, ...options })
    return await told.then(async answer => await answer.json() as { cursor?: string }, () => null)
  }

  async function poll (holdS: number): Promise<void> {
    const told = await ask(`/poll?tab=page&hold=${holdS}${cursor === '' ? '' : `&cursor=${cursor}`}`, random.weighted(POLL_FATES))
    cursor = told?.cursor ?? cursor
  }

  const parked = (): number => w.messenger.mailboxes.parkedCount

  /** Waits while there is nothing, until ben writes or the connection is cut. */
  async function wait (): Promise<void> {
    const before = proxy.seen.length
    const waiting = poll(60)
    await turnsUntil(() => parked() > 0 || (proxy.seen[before]?.status ?? null) !== null)
    const each = proxy.seen[before]
    if (each !== undefined && each.status === null) {
      each.isParked = true
      if (random.chance(CUT)) each.cut()
      else await says()
    }
    await waiting
    await turnsUntil(() => parked() === 0)
  }

  async function send (): Promise<void> {
    const body = JSON.stringify({ clientId: `ana-says-${seed}-${++clientIds}`, body: 'hello' })
    // As the outbox does it: the same again until it is answered.
    while (await ask(`/api/conversations/${id}/messages`, random.weighted(SEND_FATES), { method: 'POST', body }) === null);
  }

  return {
    proxy,
    async play (exchanges) {
      const end = proxy.seen.length + exchanges
      if (cursor === '') await poll(0)
      while (proxy.seen.length < end) {
        switch (random.weighted({ wait: 4, gap: 2, send: 3, idle: 1 })) {
          case 'wait': await wait(); break
          case 'send': await send(); break
          case 'gap':
            for (let n = random.whole(1, 3); n > 0; n--) await says()
            await poll(0)
            break
          default: await poll(0)
        }
      }
      // The last answer is acked.
      await poll(0)
      await poll(0)
    }
  }
}

async function turnsUntil (isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => { setImmediate(resolve) })
}
