import { Agent, request, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { Check } from 'typebox/value'
import { EXPORT_LINES } from '#routes/api/account/export-lines.ts'
import { world, type Name, type World } from '#test/world.ts'

let sent = 0

async function talk (t: Test) {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const say = (name: Name, conversationId: string, body: string, more = {}) => sayIn(w, name, conversationId, body, more)
  return { w, ana, ben, eve, id, say }
}

async function sayIn (w: World, name: Name, conversationId: string, body: string, more = {}): Promise<number> {
  const { message } = await w.messenger.messages.send({ senderId: w.as(name).userId, conversationId, clientId: `export-${++sent}`, body, ...more })
  return message.no
}

interface Line { readonly type: keyof typeof EXPORT_LINES, readonly [name: string]: unknown }

function linesOf (text: string): Line[] {
  return text.trimEnd().split('\n').map(line => JSON.parse(line) as Line)
}

t.test('JSONL → one documented object a line, from the first to the end', async t => {
  const { w, ana, id, say } = await talk(t)
  const first = await say('ana', id, 'Tea *now*?')
  await say('ben', id, 'Yes', { replyTo: first })
  await ana.put(`/api/conversations/${id}/messages/${first}/reactions/%F0%9F%91%8D`)
  const { id: label } = await w.messenger.labels.make(ana.userId, 'Choir')
  await w.messenger.contacts.change(ana.userId, 'ben', { remark: 'Benny', labels: [label] })
  await ana.patch('/api/me', { about: 'In the hills' })
  const { conversation: group } = await w.messenger.conversations.group(ana.userId, 'Harbour', ['ben', 'cho'])
  await say('cho', group.id, 'Hello all')

  const answer = await ana.get('/api/me/export?format=jsonl')
  t.match(answer, { status: 200, headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': /no-store/ } })
  t.match(answer.headers['content-disposition'], /^attachment; filename="ana-\d{4}-\d\d-\d\d\.jsonl"$/)
  const lines = linesOf(answer.text)
  for (const line of lines) t.ok(Check(EXPORT_LINES[line.type], line), line.type)
  t.same([...new Set(lines.map(({ type }) => type))], ['export', 'settings', 'label', 'contact', 'conversation', 'member', 'message', 'end'])
  t.match(lines.find(line => line.type === 'contact' && JSON.stringify(line).includes('"ben"')), { contact: { remark: 'Benny', labels: [label] } })
  t.match(lines.filter(({ type }) => type === 'member').length, 7, 'two of each direct one, and three of the group')
  const texts = lines.filter(({ type }) => type === 'message').map(line => (line['message'] as { body: string }).body)
  t.ok(texts.includes('Tea *now*?') && texts.includes('Hello all'))
  t.match(lines.find(line => (line['message'] as { no?: number, conversationId?: string } | undefined)?.no === first + 1),
    { message: { replyTo: { no: first, excerpt: 'Tea *now*?' } } })
  t.match(lines.at(-1), { type: 'end', messages: texts.length })
  t.match(lines[0], { user: { username: 'ana', about: 'In the hills' }, messages: texts.length })
  const read = await ana.get(`/api/conversations/${id}/messages?limit=200`)
  t.same(lines.filter(line => (line['message'] as { conversationId?: string } | undefined)?.conversationId === id).map(line => line['message']),
    read.body['messages'], 'the same as a read, reactions and all')
})

t.test('an export holds what its reader may see, and nothing private of others', async t => {
  const { w, ana, ben, eve, say } = await talk(t)
  const { conversation: { id } } = await w.messenger.conversations.group(ben.userId, 'Harbour', ['cho'])
  await say('ben', id, 'before ana')
  await ben.post(`/api/conversations/${id}/members`, { usernames: ['ana'] })
  await say('ben', id, 'while ana is in')
  const gone = await say('ben', id, 'taken back')
  await ben.delete(`/api/conversations/${id}/messages/${gone}`)
  await ana.post(`/api/conversations/${id}/leave`)
  await say('ben', id, 'after ana')
  await w.messenger.contacts.change(ben.userId, 'ana', { remark: 'a private remark' })
  await ben.post(`/api/conversations/${id}/draft`, { body: 'a private draft' })

  for (const format of ['jsonl', 'html']) {
    const { text } = await ana.get(`/api/me/export?format=${format}`)
    t.match(text, 'while ana is in')
    for (const hidden of ['before ana', 'after ana', 'taken back', 'private', 'lastSeen', 'deliveredNo']) t.notMatch(text, hidden, `${format}: ${hidden}`)
    const others = (await eve.get(`/api/me/export?format=${format}`)).text
    t.notMatch(others, 'while ana is in', 'eve exports her own')
  }
  await ana.delete(`/api/conversations/${id}`)
  t.notMatch((await ana.get('/api/me/export?format=jsonl')).text, 'while ana is in', 'nor a conversation that she removed')
})

t.test('HTML → one file with its style, marks, quotes, edits and recalls, and nothing to load', async t => {
  const { w, ana, id, say } = await talk(t)
  await w.people.accounts.change(ana.userId, { language: 'en', timeZone: 'Asia/Shanghai', about: 'In the <hills>' })
  const { id: label } = await w.messenger.labels.make(ana.userId, 'Choir')
  await w.messenger.contacts.change(ana.userId, 'ben', { labels: [label] })
  const first = await say('ana', id, 'Tea *now*?')
  await ana.patch(`/api/conversations/${id}/messages/${first}`, { body: 'Tea *now* at https://tea.example/ <b>?' })
  await say('ben', id, '`yes`', { replyTo: first })
  const gone = await say('ana', id, 'secret')
  await ana.delete(`/api/conversations/${id}/messages/${gone}`)
  const { headers, text } = await ana.get('/api/me/export')
  t.match(headers, { 'content-type': 'text/html; charset=utf-8' })
  t.match(text, /^<!DOCTYPE html>\n<html lang="en">/)
  t.match(text, /<style>[^<]*prefers-color-scheme: ?dark[^<]*<\/style>/)
  t.match(text, '<strong>now</strong>')
  t.match(text, '&lt;b&gt;?')
  t.match(text, '<code>yes</code>')
  t.match(text, `href="#m-${id}-${first}"`)
  t.match(text, 'edited')
  t.match(text, 'You recalled a message')
  t.match(text, 'Asia/Shanghai')
  t.match(text, 'In the &lt;hills&gt;')
  t.match(text, /Ben.*<td><bdi>Choir<\/bdi><\/td>/)
  t.notMatch(text, 'secret')
  t.match(text, /<\/html>\n$/)
  t.notMatch(text, /<script|<link|<img|<iframe|url\(|@import| src=/)
  const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? '')
  t.same(links.filter(href => !href.startsWith('#')), ['https://tea.example/'], 'only what somebody wrote leads out')
  const ids = new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, each]) => each))
  t.same(links.filter(href => href.startsWith('#') && !ids.has(href.slice(1))), [], 'all others lead to places of the file')

  await w.people.accounts.change(ana.userId, { language: 'zh' })
  t.match((await ana.get('/api/me/export')).text, /<html lang="zh-CN">[^]*你撤回了一条消息/)
})

t.test('the line of a pin → its words alone in HTML, since no page of the site is there', async t => {
  const { w, ana, id, say } = await talk(t)
  await w.messenger.pins.pin(ana.userId, id, await say('ben', id, 'The key is under the pot'), true)
  const { text } = await ana.get('/api/me/export?format=html')
  t.match(text, 'You pinned a message')
  t.notMatch(text, 'href="../')
})

t.test('eve, another site, or too many → refused before anything is read', async t => {
  const { w, ana, eve } = await talk(t)
  t.match(await w.stranger().get('/api/me/export'), { status: 401 })
  t.match(await w.stranger().get('/settings/account/export'), { status: 303 })
  t.match(await ana.get('/api/me/export', { 'sec-fetch-site': 'cross-site' }), { status: 403, body: { code: 'FORBIDDEN' } })
  t.match(await ana.get('/api/me/export?format=exe'), { status: 400 })
  t.match((await eve.get('/api/me/export/progress')).body, { export: null }, 'of others one learns nothing')
  const statuses: number[] = []
  for (let n = 0; n < 12; n++) statuses.push((await eve.get('/settings/account/export?format=jsonl')).status)
  t.same(statuses, [...Array(10).fill(200), 429, 429])
})

t.test('progress → done with all messages and bytes; a long history comes page by page', async t => {
  const { w, ana, id } = await talk(t)
  for (let n = 0; n < 350; n++) await sayIn(w, n % 2 === 0 ? 'ana' : 'ben', id, `line ${n}`)
  const { text } = await ana.get('/api/me/export?format=jsonl')
  const bodies = linesOf(text).filter(({ type }) => type === 'message').map(line => line['message'] as { conversationId: string, no: number })
    .filter(({ conversationId }) => conversationId === id).map(({ no }) => no)
  t.same(bodies, Array.from({ length: bodies.length }, (_, index) => index + 1), 'none is missing, none comes twice')
  const { body: { export: progress } } = await ana.get('/api/me/export/progress')
  t.match(progress, { format: 'jsonl', state: 'done', bytes: Buffer.byteLength(text) })
  const { messages, total } = progress as { messages: number, total: number }
  t.equal(messages, total)
})

/** An export over real HTTP, of which the reader takes only as much as it asks for. */
async function reading (t: Test, messages: number) {
  const { w, ana, id } = await talk(t)
  const body = 'x'.repeat(8_000)
  for (let n = 0; n < messages; n++) await sayIn(w, 'ana', id, body)
  const site = await w.listen()
  const agent = new Agent()
  t.teardown(() => agent.destroy())
  const answer = await new Promise<IncomingMessage>(resolve => {
    request(`${site}/api/me/export?format=jsonl`, { agent, headers: { cookie: ana.cookie ?? '' } }, resolve).end()
  })
  // A cut answer ends in an error.
  answer.on('error', () => {})
  answer.pause()
  const progress = async () => (await ana.get('/api/me/export/progress')).body['export'] as { state: string, bytes: number, messages: number }
  /** Waits until nothing more is made. */
  async function settled (): Promise<number> {
    for (let before = -1; ;) {
      const { bytes } = await progress()
      if (bytes === before) return bytes
      before = bytes
      for (let turn = 0; turn < 50; turn++) await new Promise(resolve => { setImmediate(resolve) })
      await pause(20)
    }
  }
  const closed = () => new Promise<void>(resolve => { if (answer.closed) resolve(); else answer.once('close', () => resolve()) })
  return { w, ana, answer, progress, settled, closed }
}

t.test('a reader that stops → the export waits and holds little; a second one is refused meanwhile', async t => {
  const { ana, answer, progress, settled, closed } = await reading(t, 2_000)
  const bytes = await settled()
  t.ok(bytes > 0 && bytes < 12_000_000, `${bytes} of 16 MB are made`)
  t.match(await progress(), { state: 'running' })
  t.match(await ana.get('/api/me/export'), { status: 409, body: { reason: 'export-running' } })
  t.match((await ana.get('/settings/account')).text, /data-state="running"/)
  answer.resume()
  await closed()
  t.ok(answer.complete)
  t.match(await progress(), { state: 'done', messages: 2_002 }, 'and the two lines of new contacts')
})

t.test('a reader that goes, or whose session ends → the export ends', async t => {
  const { w, ana, answer, progress, settled, closed } = await reading(t, 2_000)
  await settled()
  const another = await w.another('ana')
  await another.delete(`/api/sessions/${ana.sessionId}`)
  answer.resume()
  await closed()
  t.notOk(answer.complete, 'cut')
  t.match((await another.get('/api/me/export/progress')).body, { export: { state: 'broken' } })
  t.match((await another.get('/api/me/export?format=jsonl')).status, 200, 'another may begin')
  t.rejects(progress().then(each => { if (each === undefined) throw new Error('signed out') }))
})
