import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function opened (t: Parameters<typeof world>[0]) {
  const w = await world(t)
  const ana = w.as('ana')
  const { conversation: { id } } = await w.messenger.conversations.group(ana.userId, 'Tea', ['ben'])
  let n = 0
  const say = (body: string) => w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId: id, clientId: `message-${n++}`, body })
  const own = async () => await w.messenger.conversations.one(ana.userId, id)
  return { w, ana, id, say, own }
}

for (const mode of ['live', 'frame', 'plain'] as const) {
  t.test(`U133 without script, ${mode} → pinned, muted, archived, hidden and back, by forms`, async t => {
    const { w, ana, id, say, own } = await opened(t)
    const reader = new Reader(ana)
    if (mode !== 'live') await reader.switchTo(mode)
    const token = () => ({ form_token: String(reader.forms()[0]?.hidden['form_token']) })
    await reader.open(`/conversations/${id}`)
    const [, address = ''] = /href="([^"]*side=_own)"/.exec(reader.text) ?? []
    await reader.open(address)
    await reader.post(`/conversations/${id}/mine`, { ...token(), pinned: 'on' })
    t.match(await own(), { pinned: true })
    t.match(reader.words, 'Saved')
    await reader.post(`/conversations/${id}/mine`, { ...token(), notify: 'none' })
    t.match(await own(), { notify: 'none', mutedUntil: null })
    await reader.post(`/conversations/${id}/mine`, { ...token(), notify: 'none-8' })
    const until = w.clock.now() + 8 * 3_600_000
    t.match(await own(), { notify: 'all', mutedUntil: Math.ceil(until / 60_000) * 60_000, hidden: false })
    t.match(reader.text, 'value="keep" selected')
    await reader.post(`/conversations/${id}/mine`, { ...token(), notify: 'keep' })
    t.match(await own(), { mutedUntil: Math.ceil(until / 60_000) * 60_000 }, 'kept')
    await reader.open('/conversations/')
    t.match(reader.words, 'Muted')
    t.match(reader.words, 'Pinned')
    await reader.open(address)
    const form = reader.forms().find(({ hidden }) => hidden['archived'] === 'on')
    await reader.post(String(form?.action), { ...form?.hidden })
    t.match(reader.url, /^\/conversations\/(\?.*)?$/)
    t.notMatch(reader.text, `id="conversation-${id}"`)
    await reader.open('/conversations/?archived=1')
    t.match(reader.text, `id="conversation-${id}"`)
    await say('tea?')
    await reader.open('/conversations/?archived=1')
    t.match(reader.text, `id="conversation-${id}"`, 'muted, it stays')
    await w.messenger.conversations.choose(ana.userId, id, { notify: 'all', mutedUntil: null })
    await say('now?')
    await reader.open('/conversations/?archived=1')
    t.notMatch(reader.text, `id="conversation-${id}"`, 'else it comes back')
    t.match(reader.words, 'No archived chats')
  })
}

t.test('next unread → from one chat to the next, to the list when all is read; a stranger signs in', async t => {
  const { w, ana, id, say } = await opened(t)
  await say('tea?')
  const where = async (path: string) => (await ana.get(path)).headers['location']
  t.equal(await where('/conversations/next'), `../conversations/${id}#divider`)
  t.equal(await where(`/conversations/next?after=${id}`), '../conversations/')
  await ana.post('/api/read-all')
  t.equal(await where('/conversations/next'), '../conversations/')
  t.match((await w.stranger().get('/conversations/next')).headers['location'], 'signin')
})

t.test('eve sends the form of a chat of others → not found, and nothing is kept', async t => {
  const { w, id, own } = await opened(t)
  const eve = w.as('eve')
  const reader = await new Reader(eve).open('/conversations/')
  await reader.post(`/conversations/${id}/mine`, { form_token: String(reader.forms()[0]?.hidden['form_token']), pinned: 'on' })
  t.equal(reader.status, 404)
  t.match(await own(), { pinned: false })
})

t.test('the menu of the list → in a list that reloads itself, a page of its entries', async t => {
  const { ana } = await opened(t)
  const reader = new Reader(ana)
  const menu = () => [/<a class="icon-button[^>]*href="[^"]*go\/"/.test(reader.text), reader.text.includes('<details class="menu">')]
  await reader.open('/conversations/')
  t.same(menu(), [true, true], 'styles choose one of the two')
  await reader.switchTo('frame')
  await reader.open('/conversations/')
  t.same(menu(), [true, false])
  await reader.open('/go/')
  for (const entry of ['Mark all as read', 'Next unread chat', 'Mentions of you', 'Starred messages', 'Find groups']) t.match(reader.words, entry)
  await reader.switchTo('plain')
  await reader.open('/conversations/')
  t.same(menu(), [false, true])
})
