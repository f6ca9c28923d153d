import { Times } from '../../load/times.ts'

export interface Group { readonly id: string, size: number }

/** As many as one call takes. */
const ADD_MAX = 500
const HALF = 5_000
/** Numbers of people are told in these steps. */
const ADD_ROUND = 10
const LOOKS = 9

/** The owner of the groups: makes and changes them by the API, and measures each call. */
export class Owner {
  readonly #port: number
  readonly #cookie: string
  readonly #times = new Map<string, Times>()
  #ids = 0

  constructor (port: number, cookie: string) {
    this.#port = port
    this.#cookie = cookie
  }

  newId (): string { return `owner-${Date.now().toString(36)}-${String(++this.#ids).padStart(6, '0')}` }

  /** A group of the owner and these people, as many at once as may be. */
  async make (title: string, usernames: readonly string[]): Promise<Group> {
    const { conversation } = await this.#ask(`creation with ${Math.min(ADD_MAX, usernames.length)}`, 'POST', '/api/conversations',
      { kind: 'group', title, usernames: usernames.slice(0, ADD_MAX) }) as { conversation: { id: string } }
    const group = { id: conversation.id, size: 1 + Math.min(ADD_MAX, usernames.length) }
    for (let from = ADD_MAX; from < usernames.length; from += ADD_MAX) await this.add(group, usernames.slice(from, from + ADD_MAX))
    return group
  }

  async add (group: Group, usernames: readonly string[], isBeside = false): Promise<void> {
    const size = group.size < HALF ? 'fewer than 5,000' : '5,000 or more'
    const count = Math.ceil(usernames.length / ADD_ROUND) * ADD_ROUND
    const { members } = await this.#ask(`adding ${count} to ${size}${isBeside ? ', beside all that' : ''}`, 'POST',
      `/api/conversations/${group.id}/members`, { usernames }) as { members: unknown[] }
    if (members.length !== usernames.length) throw new Error(`${members.length} of ${usernames.length} were added`)
    group.size += usernames.length
  }

  async rename ({ id, size }: Group): Promise<void> {
    const title = `${size > ADD_MAX ? 'large' : 'small'} ${++this.#ids}`
    await this.#ask(`another title for ${size > ADD_MAX ? 'the large' : 'the small'}, beside all that`, 'PATCH', `/api/conversations/${id}`, { title })
  }

  /** Reads lists of members and searches in them, as a program and as a page. */
  async look ({ id }: Group): Promise<void> {
    const looks: ReadonlyArray<readonly [string, string]> = [
      ['members, 50 of all (json)', `/api/conversations/${id}/members?limit=50`],
      ['members, the last 50 (json)', `/api/conversations/${id}/members?limit=50&after=u9940`],
      ['members named u8999 (json)', `/api/conversations/${id}/members?q=u8999`],
      ['members named User (json)', `/api/conversations/${id}/members?q=User`],
      ['members, nobody of the name (json)', `/api/conversations/${id}/members?q=nobody`],
      ['members (page)', `/conversations/${id}?side=1`],
      ['members named u8999 (page)', `/conversations/${id}?side=1&q=u8999`],
      ['the conversation (page)', `/conversations/${id}`]
    ]
    for (let i = 0; i < LOOKS; i++) for (const [what, path] of looks) await this.#ask(what, 'GET', path)
  }

  /** By kind of call the ms it took: the median, and the longest. */
  times (): Readonly<Record<string, { count: number, median: number, longest: number }>> {
    return Object.fromEntries([...this.#times].map(([what, times]) =>
      [what, { count: times.length, median: times.percentileMs(0.5), longest: times.percentileMs(1) }]))
  }

  async #ask (what: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const from = performance.now()
    const response = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      method,
      headers: { cookie: this.#cookie, ...body !== undefined && { 'content-type': 'application/json' } },
      ...body !== undefined && { body: JSON.stringify(body) }
    })
    const text = await response.text()
    const times = this.#times.get(what) ?? new Times()
    times.add((performance.now() - from) * 1000)
    this.#times.set(what, times)
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status} ${text.slice(0, 300)}`)
    return response.headers.get('content-type')?.startsWith('application/json') === true ? JSON.parse(text) : text
  }
}
