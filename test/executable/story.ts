/** A user's program: calls the API with its cookie. */
class Caller {
  readonly #address: string
  cookie = ''

  constructor (address: string) {
    this.#address = address
  }

  async call (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#address}${path}`, {
      method,
      headers: { cookie: this.cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    this.cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie
    return text === '' ? {} : JSON.parse(text) as Record<string, unknown>
  }
}

/** Ana's cookie, the conversation with ben, and the text that ben received. */
export interface Talked { readonly cookie: string, readonly conversationId: string, readonly heard: string }

/** The main story: ana and ben sign up and become contacts, ben parks a poll, ana sends a message. `address` ends in a slash. */
export async function talk (address: string): Promise<Talked> {
  const ana = new Caller(address)
  const ben = new Caller(address)
  await ana.call('POST', 'api/signup', { username: 'ana', password: 'correct horse battery' })
  await ben.call('POST', 'api/signup', { username: 'ben', password: 'correct horse battery' })
  await ana.call('POST', 'api/contact-requests', { username: 'ben' })
  await ben.call('POST', 'api/contact-requests', { username: 'ana' })
  const { conversation } = await ana.call('POST', 'api/conversations', { kind: 'direct', username: 'ben' }) as { conversation: { id: string } }
  const { cursor } = await ben.call('GET', 'api/snapshot')
  const heard = hear(ben, String(cursor))
  await ana.call('POST', `api/conversations/${conversation.id}/messages`, { clientId: 'ana-00000001', body: 'Hello, ben' })
  return { cookie: ana.cookie, conversationId: conversation.id, heard: await heard }
}

/** Polls until a message comes; signals may come before it. */
async function hear (caller: Caller, from: string): Promise<string> {
  for (let cursor = from; ;) {
    const answer = await caller.call('GET', `poll?cursor=${cursor}&hold=30`) as { cursor: string, events: Array<{ message?: { body: string } }> }
    const said = answer.events.find(({ message }) => message !== undefined)
    if (said?.message !== undefined) return said.message.body
    cursor = answer.cursor
  }
}
