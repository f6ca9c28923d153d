import { writeFileSync } from 'node:fs'
import { Crowd } from './crowd.ts'
import type { Credentials } from './drivers/holdline.ts'

export const PASSWORD = 'bench-password'
/** One user in so many has a second browser. */
const SECOND_BROWSER_EVERY = 10
/** Crowds in which somebody has one, and pages are read: larger ones are for figures that need neither. */
const SMALL = 1_000
/** Messages that stand in a conversation whose page is read. */
const SAID = 40
const SAYINGS = [
  'ok', 'see you at the usual place at six', 'Has anybody seen my umbrella? It must be somewhere between the tea house and the station.',
  'on my way', 'The timetable is at https://example.org/lines/4?from=north, they changed it again.', 'Thanks!', '好的,六点见',
  'I will bring the papers tomorrow, and the two books that you asked for last week. Say so if you need anything else from the shelf.'
]

/** Signs in u0 … u<size-1> of seeded data, finds their conversations, lets a few speak: for all later loads on that data. Not measured. */
export async function signIn (port: number, size: number, file: string): Promise<void> {
  const base = `http://127.0.0.1:${port}`
  const cookies = new Array<string>(size).fill('')
  const directs = new Array<string>(size).fill('')
  const seconds: { who: number, cookie: string }[] = []
  const people = cookies.map((_, who) => who)

  await Crowd.each(people, async who => { cookies[who] = await enter(base, who) })
  await Crowd.each(people.filter(who => who % 2 === 0), async who => {
    const answer = await asJson(`${base}/api/conversations`, { kind: 'direct', username: `u${who + 1}` }, cookies[who])
    const { conversation } = await answer.json() as { conversation: { id: string } }
    directs[who] = directs[who + 1] = conversation.id
  })
  const answer = await fetch(`${base}/api/conversations`, { headers: { cookie: cookies[0] ?? '' } })
  type Listed = { readonly id: string, readonly kind: string, readonly title: string | null }
  const { conversations } = await answer.json() as { conversations: readonly Listed[] }
  const group = conversations.find(({ kind, title }) => kind === 'group' && title === 'all')
  if (group === undefined) throw new Error('u0 is in no group named all: was this data made by bench/seed.ts?')

  await talk(group.id, people.slice(0, 5))
  if (size <= SMALL) {
    await Crowd.each(people.filter(who => who % SECOND_BROWSER_EVERY === 0), async who => {
      seconds.push({ who, cookie: await enter(base, who) })
    })
    const readers = people.filter(who => who % 2 === 0 && (who < 16 || who >= size - 4))
    await Crowd.each(readers, async who => await talk(directs[who] ?? '', [who, who + 1]))
  }

  const credentials: Credentials = { cookies, directs, group: group.id, seconds }
  writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 })

  async function talk (conversation: string, speakers: readonly number[]): Promise<void> {
    for (let said = 0; said < SAID; said++) {
      const message = { clientId: `before-${conversation}-${said}`, body: SAYINGS[said % SAYINGS.length] }
      const who = speakers[Math.floor(said / 2) % speakers.length] ?? 0
      await (await asJson(`${base}/api/conversations/${conversation}/messages`, message, cookies[who])).arrayBuffer()
    }
  }
}

/** Returns the cookie of a new session. */
async function enter (base: string, who: number): Promise<string> {
  const answer = await asJson(`${base}/api/login`, { username: `u${who}`, password: PASSWORD })
  await answer.arrayBuffer()
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
}

async function asJson (url: string, body: object, cookie = ''): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...cookie === '' ? {} : { cookie } },
    body: JSON.stringify(body)
  })
  if (!answer.ok) throw new Error(`${url} was answered ${answer.status} ${(await answer.text()).slice(0, 300)}`)
  return answer
}
