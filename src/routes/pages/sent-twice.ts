import type { FastifyReply, FastifyRequest } from 'fastify'
import { onceOfForm, type Once, type RepeatStore } from '#domain/site/repeats.ts'

/** A form under way: its answer, and whether its browser still waits for it. */
interface Running { readonly led: Promise<string | null>, readonly reply: FastifyReply }

/**
 * One form that was sent. `does` returns the address that it leads to; null draws the page again. With `again`, which runs for a repeat,
 * the domain keeps that the form was done, in the write that does it.
 */
interface Act {
  readonly once: Once
  readonly reply: FastifyReply
  does (): Promise<string | null>
  again?: (() => Promise<string | null>) | undefined
}

export type SentForms = ReturnType<typeof createSentForms>

/** Recognises forms that arrive twice, and leads the repeat where the first one led. */
export function createSentForms ({ repeats, now }: { readonly repeats: RepeatStore, readonly now: () => number }) {
  // By caller and id. Forms that were answered are in the store, so they are recognised after a restart as well.
  const running = new Map<string, Running>()

  async function led ({ once, does, again }: Act): Promise<string | null> {
    const repeat = await repeats.find(once)
    if (repeat !== null && repeat !== 'reused') return again === undefined ? repeat.result : await again()
    const to = await does()
    if (to !== null && again === undefined) await repeats.keep(once, to, now())
    return to
  }

  async function start (key: string, act: Act): Promise<string | null> {
    const begun = { led: led(act), reply: act.reply }
    running.set(key, begun)
    try {
      return await begun.led
    } finally {
      running.delete(key)
    }
  }

  /** Returns where the form leads. A second press shares the answer of the first one, cookie and refusal included. */
  async function take (act: Act): Promise<string | null> {
    const key = `${act.once.caller} ${act.once.id}`
    for (;;) {
      const first = running.get(key)
      if (first === undefined) return await start(key, act)
      const outcome = await first.led.then(to => ({ to }), (error: unknown) => ({ error }))
      if ('to' in outcome) {
        act.reply.copyCookie(first.reply)
        return outcome.to
      }
      // A press whose connection closed may have been refused for that alone, so the next one tries by itself.
      if (!first.reply.raw.destroyed) throw outcome.error
    }
  }

  return { take }
}

/** Returns the key of the form that was sent; undefined when it carried no form id. */
export function onceOf ({ sentForm, url, body }: FastifyRequest): Once | undefined {
  if (sentForm === null) return undefined
  const fields = Object.entries(body ?? {}).sort(([one], [other]) => one < other ? -1 : 1)
  return onceOfForm(sentForm.caller, sentForm.id, [url.split('?', 1)[0], fields])
}

/** Returns the key of a form with files, which are not read for it; undefined for a caller who is not signed in. */
export function onceOfFiles ({ viewer, url }: FastifyRequest): Once | undefined {
  const [path, query] = url.split('?', 2)
  const id = new URLSearchParams(query).get('form') ?? ''
  return viewer === null ? undefined : onceOfForm(viewer.userId, id, [path])
}
