import { writeFileSync } from 'node:fs'
import { Crowd } from './crowd.ts'
import type { Credentials } from './drivers/holdline.ts'

export const PASSWORD = 'bench-password'

/** Signs in u0 … u<size-1> of seeded data and finds their conversations, for all later loads on that data. Not measured. */
export async function signIn (port: number, size: number, file: string): Promise<void> {
  const base = `http://127.0.0.1:${port}`
  const cookies = new Array<string>(size).fill('')
  const directs = new Array<string>(size).fill('')
  const people = cookies.map((_, who) => who)

  await Crowd.each(people, async who => {
    const answer = await asJson(`${base}/api/login`, { username: `u${who}`, password: PASSWORD })
    cookies[who] = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    await answer.arrayBuffer()
  })
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

  const credentials: Credentials = { cookies, directs, group: group.id }
  writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 })
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
