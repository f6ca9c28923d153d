// Three users talking through one proxy: everything that some proxy was once seen to break.
import type { Test } from 'tap'
import { Caller, type Way } from '#test/caller.ts'
import { unescape } from '#test/source/markup.ts'
import type { Answer } from '#test/person.ts'
import { Reader } from '../routes/pages/reader.ts'

const PASSWORD = 'correct horse'
/** The server's limit for one body (`plugins/bodies/bodies.ts`). */
const BODY_LIMIT_BYTES = 512 * 1024
/** The longest hold of the servers; it also limits held pages, which are otherwise held for 15 s. */
export const HOLD_S = 8
/** A held request answered this soon was woken, even on a busy machine. */
const SOON_MS = 5_000
const QUIET_HOLD_S = 3
const PATIENCE_MS = 40_000

export interface Talk {
  readonly ana: Caller
  readonly ben: Caller
  readonly conversation: string
  /** The cursor of ben's page. */
  cursor: string
}

interface Told {
  readonly holdline?: number
  readonly status?: string
  readonly cursor?: string
  readonly events?: readonly { readonly message?: { readonly body: string } }[]
}

/** The message bodies in a poll's answer. */
function bodies (answer: Answer): string[] {
  return ((answer.body as Told).events ?? []).flatMap(({ message }) => message === undefined ? [] : [message.body])
}

/** `name` must be unused. */
async function signUp (way: Way, name: string): Promise<Caller> {
  const caller = new Caller(way)
  const { status, text } = await caller.post('api/signup', { username: name, password: PASSWORD })
  if (status !== 201) throw new Error(`${name} could not sign up: ${status} ${text.slice(0, 300)}`)
  return caller
}

/** Signs up, out and in, by forms and by the API. */
export async function comeIn (t: Test, way: Way, names: readonly [string, string]): Promise<Talk> {
  const [anaName, benName] = names
  const ana = new Caller(way)
  const reader = await new Reader(ana).open(new URL('signup', way.site).pathname)
  await reader.send('signup', { username: anaName, password: PASSWORD, display_name: 'Ana' })
  t.match(reader.url, /\/conversations\/$/, 'ana signs up by a form')
  t.equal(ana.cookie?.path, new URL(way.site).pathname, 'her cookie is for the site alone')
  await (await reader.open('../settings/')).send('signout')
  t.match(reader.url, /\/signin$/, 'signs out')
  await reader.send('signin', { username: anaName, password: PASSWORD })
  t.match([reader.url, reader.status], [/\/conversations\/$/, 200], 'and in again')

  const ben = await signUp(way, benName)
  t.equal((await ben.post('api/logout')).status, 204)
  t.equal((await ben.post('api/login', { username: benName, password: PASSWORD })).status, 200, 'ben signs in by the API')
  const { request } = (await ana.post('api/contact-requests', { username: benName })).body as { request: { id: string } }
  t.equal((await ben.post(`api/contact-requests/${request.id}/accept`)).status, 200)
  const made = (await ana.post('api/conversations', { kind: 'direct', username: benName })).body as { conversation: { id: string } }
  const { cursor } = (await ben.get('poll')).body as { cursor: string }
  return { ana, ben, conversation: made.conversation.id, cursor }
}

/** A message wakes its recipient's poll; a stranger's poll beside it waits out its whole hold. */
export async function wakeOne (t: Test, talk: Talk, stranger: string): Promise<void> {
  const { ana, ben, conversation, cursor } = talk
  const eve = await signUp(ana.way, stranger)
  const { cursor: hers } = (await eve.get('poll')).body as { cursor: string }
  const asked = performance.now()
  const quiet = eve.get(`poll?cursor=${hers}&hold=${QUIET_HOLD_S}&tab=eve&n=1`).then(answer => ({ answer, heldMs: performance.now() - asked }))
  const parked = ben.get(`poll?cursor=${cursor}&hold=${HOLD_S}&tab=ben&n=1`)
  await new Promise(resolve => setTimeout(resolve, 300))
  const message = { clientId: 'the-first', body: 'Hello, 世界' }
  const sent = performance.now()
  t.equal((await ana.post(`api/conversations/${conversation}/messages`, message)).status, 201)
  const woken = await parked
  t.ok(performance.now() - sent < SOON_MS, 'a parked poll wakes')
  t.same(bodies(woken), ['Hello, 世界'])
  t.match(woken.headers, { 'content-length': /^\d+$/, 'cache-control': /no-store/ }, 'its answer is whole and forbids caching')
  t.match(await ana.post(`api/conversations/${conversation}/messages`, message), { status: 200, body: { duplicate: true } }, 'sent twice it is stored once')

  const { answer, heldMs } = await quiet
  t.match(answer.body, { holdline: 1, status: 'idle' })
  t.ok(heldMs >= QUIET_HOLD_S * 900 - 50, `the stranger's is held to its end (${Math.round(heldMs)} ms) and gets no event`)
  eve.close()
}

/** A repeated address is answered anew, and a page is never returned for its fragment. */
export async function nothingKept (t: Test, talk: Talk): Promise<void> {
  const { ana, ben, conversation, cursor } = talk
  const address = `poll?cursor=${cursor}&hold=0&tab=ben&n=2`
  t.same(bodies(await ben.get(address)), ['Hello, 世界'], 'the same cursor gets the same events')
  await ana.post(`api/conversations/${conversation}/messages`, { clientId: 'the-second', body: 'again' })
  const again = await ben.get(address)
  t.same(bodies(again), ['Hello, 世界', 'again'], 'and the newer ones')
  talk.cursor = (again.body as { cursor: string }).cursor

  const page = `conversations/${conversation}`
  t.match((await ben.get(page)).text, /^<!DOCTYPE html>/)
  const fragment = (await ben.get(`${page}?fragment=1`)).text
  t.notMatch(fragment, '<!DOCTYPE')
  t.match(fragment, '世界')
  t.match((await ana.get(page)).text, new RegExp(`data-username="${(await me(ana)).username}"`), 'everybody gets their own page')
  const style = /href="([^"]*\.css)"/.exec((await ben.get(page)).text)?.[1] ?? ''
  t.match(await ben.get(new URL(style, new URL(page, ben.way.site)).href), { status: 200, headers: { 'content-type': /^text\/css/ } })
}

/** Without script: a page is held, redirects to the next when no event comes, and returns at once when a message does. */
export async function heldPage (t: Test, way: Way, name: string): Promise<void> {
  const cho = await signUp(way, name)
  const made = (await cho.post('api/conversations', { kind: 'group', title: 'Notes', usernames: [] })).body as { conversation: { id: string } }
  const page = new URL(`conversations/${made.conversation.id}`, way.site)
  await (await new Reader(cho).open(page.pathname)).switchTo('frame')
  const frame = new URL(/<iframe[^>]* src="([^"]*)"/.exec((await cho.get(page.href)).text)?.[1] ?? '', page)
  const first = await cho.get(frame.href)
  const next = new URL(unescape(/http-equiv="refresh" content="\d+;url=([^"]*)"/.exec(first.text)?.[1] ?? ''), frame)
  const asked = performance.now()
  const quiet = await cho.get(next.href)
  t.match(quiet, { status: 302, headers: { location: String } }, 'no event: it redirects to the next page')
  t.ok(performance.now() - asked >= HOLD_S * 900 - 50, 'after its hold')
  const waiting = cho.get(new URL(String(quiet.headers['location']), next).href)
  await new Promise(resolve => setTimeout(resolve, 300))
  const sent = performance.now()
  t.equal((await cho.post(`api/conversations/${made.conversation.id}/messages`, { clientId: 'the-held-one', body: 'to myself' })).status, 201)
  t.match(await waiting, { status: 200, text: /http-equiv="refresh"[^]*to myself/ }, 'a new message is in the next page')
  t.ok(performance.now() - sent < SOON_MS, 'soon')
  cho.close()
}

async function me (caller: Caller): Promise<{ username: string }> {
  return ((await caller.get('api/me')).body as { user: { username: string } }).user
}

/** The largest body, and one byte more; HEAD. */
export async function sizes (t: Test, { ana, conversation }: Talk): Promise<void> {
  const largest = JSON.stringify({ clientId: 'the-largest', body: 'padded' }).padEnd(BODY_LIMIT_BYTES)
  t.equal((await ana.post(`api/conversations/${conversation}/messages`, largest)).status, 201, 'the largest body arrives')
  t.match(await ana.post(`api/conversations/${conversation}/messages`, `${largest} `), { status: 413, body: { code: 'TOO_LARGE' } })
  t.match(await ana.send('HEAD', 'poll'), { status: 405, text: '' })
  t.match(await ana.send('HEAD', 'signin'), { status: 303, text: '' })
}

/** The caller's address as the site sees it, whatever headers the request adds. */
export async function addresses (t: Test, { ana, ben }: Talk, seen: string): Promise<void> {
  const { username } = await me(ben)
  t.equal((await ben.send('POST', 'api/login', {
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' }, body: JSON.stringify({ username, password: PASSWORD })
  })).status, 200)
  for (const caller of [ana, ben]) {
    const { sessions } = (await caller.get('api/sessions')).body as { sessions: { current: boolean, address: string }[] }
    t.equal(sessions.find(({ current }) => current)?.address, seen, 'the session has the caller’s own address')
  }
}

/** Polls as the page does, whatever the proxy answers, until `last` arrives. Returns all message bodies. */
export async function goOn (talk: Talk, last: string): Promise<string[]> {
  const deadline = Date.now() + PATIENCE_MS
  const told: string[] = []
  for (let n = 100; !told.includes(last); n++) {
    if (Date.now() > deadline) throw new Error(`${last} was never told`)
    const answer = await talk.ben.get(`poll?cursor=${talk.cursor}&hold=${HOLD_S}&tab=ben&n=${n}`).catch(() => null)
    const { holdline, status, cursor = '' } = (answer?.body ?? {}) as Told
    if (answer !== null && holdline === 1 && status === 'events') {
      told.push(...bodies(answer))
      talk.cursor = cursor
    } else {
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  return told
}

/** Sends until it is accepted. */
export async function insist ({ ana, conversation }: Talk, body: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    const answer = await ana.post(`api/conversations/${conversation}/messages`, { clientId: body.replaceAll(' ', '-'), body }).catch(() => null)
    if (answer?.status === 201 || answer?.status === 200) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`${body} was never taken`)
}
