/** A scene as the wire view is told of it. */
export interface Planned { readonly rule: string, readonly title: string, readonly via: string }

/** The wire view of `holdline wire`, which is told of a run and shows each scene with its requests. */
export interface Wire {
  /** The proxy's address, which is used in place of the server's. */
  readonly address: string
  /** Returns the address under which the players of a scene reach the server. Its number is in the path, which passes every proxy. */
  addressOf (scene: number): string
  /** Tells which scenes there will be; each is known by its place from here on. */
  begin (scenes: readonly Planned[]): Promise<void>
  end (scene: number, end: { readonly outcome: string, readonly sentence: string, readonly ms: number }): Promise<void>
}

const SENTENCE_MAX = 8_000

/** Finds a wire view by its address. Throws when there is none. */
export async function findWire (view: string): Promise<Wire> {
  const { through } = await tell(view, 'conformance.json') as { through: string }
  const { origin, pathname } = new URL(through)
  return {
    address: through,
    addressOf: scene => `${origin}/conformance/${scene}${pathname}`,

    async begin (scenes) {
      await tell(view, 'conformance', { scenes: scenes.map(({ rule, title, via }) => ({ rule, title, via })) })
    },

    async end (scene, { outcome, sentence, ms }) {
      await tell(view, `conformance/${scene}`, { outcome, sentence: sentence.slice(0, SENTENCE_MAX), ms })
    }
  }
}

/** Asks the view for something as JSON, or tells it something. */
async function tell (view: string, path: string, told?: object): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' }
  const reply = await fetch(new URL(path, view), told === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(told) })
    .catch(() => { throw new Error(`${view} is not reached`) })
  if (!reply.ok) throw new Error(`${view} is no wire view: it answered ${path} with ${reply.status}`)
  return reply.status === 204 ? null : await reply.json()
}
