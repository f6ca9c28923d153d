import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

const REMARK = 'Uncle Ben'
const inside = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, words]) => words)

/** Ana knows ben as Uncle Ben; the two and cho are in a group in which ben spoke last, and ben wrote to ana. */
async function remarked (t: Test, of = REMARK) {
  const w = await world(t)
  const [ana, ben, cho] = [w.as('ana'), w.as('ben'), w.as('cho')]
  await ana.patch('/api/contacts/ben', { remark: of })
  const { conversation: { id: direct } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const { conversation: { id: group } } = await w.messenger.conversations.group(ben.userId, 'Tea', ['ana', 'cho'])
  const say = (body: string, conversationId: string) =>
    w.messenger.messages.send({ senderId: ben.userId, conversationId, clientId: `said-${conversationId}-${body}`, body })
  await say('hello', direct)
  await say('all', group)
  return { w, ana, ben, cho, direct, group, say }
}

t.test('B23 a remark → shown wherever its owner sees the person, and to nobody else', async t => {
  const { w, ana, direct, group } = await remarked(t)
  await w.messenger.signals.typing(w.as('ben').userId, group)
  const places: ReadonlyArray<readonly [string, string, RegExp]> = [
    ['the list of chats', '/conversations/', /row-name"><bdi data-name-of="ben">([^<]*)/],
    ['the last line in the list', '/conversations/', /class="said"><bdi data-name-of="ben">([^<]*)<\/bdi>: <bdi>all/],
    ['the title', `/conversations/${direct}`, /<title>(?:\(\d\) )?([^·]*) ·/],
    ['the head of the chat', `/conversations/${direct}`, /<h1><bdi data-name-of="ben">([^<]*)/],
    ['its avatar', `/conversations/${direct}`, /data-avatar-of="ben" data-initials="([^"]*)/],
    ['the label of the composer', `/conversations/${direct}`, /Message to <bdi data-name-of="ben">([^<]*)/],
    ['above messages', `/conversations/${group}`, /class="name" title="@ben"><bdi data-name-of="ben">([^<]*)/],
    ['a system line', `/conversations/${group}`, /class="line"><bdi data-name-of="ben">([^<]*)<\/bdi> created/],
    ['the members', `/conversations/${group}?side=1`, /members">[^]*<bdi data-name-of="ben">([^<]*)/],
    ['a held page', `/held/${group}?tab=frame-1`, /class="name" title="@ben"><bdi data-name-of="ben">([^<]*)/],
    ['its typing line', `/held/${group}?tab=frame-1`, /<em><bdi data-name-of="ben">([^<]*)<\/bdi> is typing/],
    ['choosing members', '/groups/new', /pick-name"><bdi data-name-of="ben">([^<]*)/],
    ['a page about one message', `/messages/${group}?no=2`, /class="name" title="@ben"><bdi data-name-of="ben">([^<]*)/],
    ['contacts', '/contacts/', /row-name"><bdi data-name-of="ben">([^<]*)/],
    ['search', '/contacts/?q=uncle', /id="found"[^]*row-name"><bdi data-name-of="ben">([^<]*)/]
  ]
  for (const [place, address, pattern] of places) {
    const shown = pattern.exec((await ana.get(address)).text)?.[1]
    t.equal(shown, place === 'its avatar' ? 'UB' : REMARK, place)
    for (const name of ['ben', 'cho', 'eve'] as const) t.notMatch((await w.as(name).get(address)).text, REMARK, `${place}: not to ${name}`)
  }
})

t.test('U4 remarks and presence → one read of each for a page, and each person once', async t => {
  const { w, ana, direct, group } = await remarked(t)
  const asked: (readonly string[])[] = []
  const { contacts, store } = w.messenger
  const { remarks } = contacts
  const { presencesOf } = store.signals
  contacts.remarks = async (userId, userIds) => {
    asked.push(userIds.map(id => `name of ${id}`))
    return await remarks(userId, userIds)
  }
  store.signals.presencesOf = async (userId, userIds) => {
    asked.push(userIds.map(id => `presence of ${id}`))
    return await presencesOf(userId, userIds)
  }
  contacts.profile = async () => { throw new Error('A whole profile is read.') }
  for (const [address, reads] of [[`/held/${group}?tab=frame-1`, 2], [`/held/${direct}?tab=frame-1`, 2], [`/conversations/${direct}?fragment=1`, 2], [`/conversations/${direct}`, 2], [`/conversations/${group}`, 2]] as const) {
    asked.length = 0
    t.equal((await ana.get(address)).status, 200, address)
    t.equal(asked.length, reads, `${address}: one read of names, one of presence`)
    t.same(asked.flat().filter((one, at) => asked.flat().indexOf(one) !== at), [], 'nobody is asked for twice')
  }
})

t.test('U4 the profile alone shows the name that the person chose beside the remark', async t => {
  const { ana, direct } = await remarked(t)
  const profile = (await ana.get('/contacts/ben')).text
  t.match(profile, '<h1><bdi data-name-of="ben">Uncle Ben</bdi></h1>')
  t.match(profile, '<bdi data-own-name-of="ben">Ben</bdi> ·')
  t.notMatch((await ana.get(`/conversations/${direct}`)).text, '>Ben</bdi>')
})

t.test('U4 a remark given on another device → every open page of its owner is told, no other', async t => {
  const { w, ana, ben } = await remarked(t, '')
  const cursor = async (name: 'ana' | 'ben') => (await w.as(name).poll({ hold: 0 })).body['cursor']
  const [hers, his] = [await cursor('ana'), await cursor('ben')]
  await ana.patch('/api/contacts/ben', { remark: REMARK })
  const html = String((await ana.poll({ cursor: hers, hold: 0, view: 'html' })).body['html'])
  t.match(html, 'data-how="name" data-target="ben" data-leads="1"><b>Uncle Ben</b><i>UB</i><u>Ben</u>')
  const told = await ben.poll({ cursor: his, hold: 0, view: 'html' })
  t.same(told.body['html'], '')
})

t.test('U4 another name of the person → the remark stays in patches, the profile learns the name', async t => {
  const { w, ana, ben, say, group } = await remarked(t)
  const { cursor } = (await ana.poll({ hold: 0 })).body
  await w.people.accounts.change(ben.userId, { displayName: 'Benjamin' })
  await say('later', group)
  const html = String((await ana.poll({ cursor, hold: 0, view: 'html' })).body['html'])
  t.match(html, 'data-how="name" data-target="ben" data-leads="1"><b>Uncle Ben</b><i>UB</i><u>Benjamin</u>')
  t.same([...new Set(inside(html, /data-name-of="ben">([^<]*)/g))], [REMARK])
})

t.test('U26 a system line about oneself → “You”, on the page and in previews, for oneself alone', async t => {
  const { w, ben, ana, group } = await remarked(t)
  const lines = async (name: 'ana' | 'ben' | 'cho') => inside((await w.as(name).get(`/conversations/${group}`)).text, /class="line">(.*?) <time/g)
  t.match((await lines('ben'))[0], /^You created the group “<bdi>Tea<\/bdi>”$/)
  await ben.post(`/api/conversations/${group}/leave`, { owner: 'ana' })
  t.same((await lines('ben')).slice(1), ['You left the group'])
  t.match(await lines('ana'), [/Uncle Ben<\/bdi> created/, /Uncle Ben<\/bdi> left the group/, /is now the owner|You’re now the owner/])
  t.match((await ben.get('/conversations/')).text, '<span class="faint">You left the group</span>')
  await w.people.accounts.change(ben.userId, { language: 'zh' })
  t.match(await lines('ben'), ['你创建了群聊“<bdi>Tea</bdi>”', '你退出了群聊'])
  t.equal((await w.as('eve').get(`/conversations/${group}`)).status, 404)
  t.match((await ana.get(`/api/conversations/${group}/messages`)).body, { messages: [{ body: '{"line":"group-made","by":"Ben","title":"Tea"}' }] })
})

t.test('B15 names and texts of the other direction → isolated, so that nothing changes place', async t => {
  const { w, ana, ben, direct, say } = await remarked(t, '')
  await w.people.accounts.change(ben.userId, { displayName: 'דנה לוי' })
  await say('مرحبا، موعد الاجتماع 10:30 في room-42.', direct)
  const reader = await new Reader(ana).open('/conversations/')
  t.match(reader.text, '<span class="row-name"><bdi data-name-of="ben">דנה לוי</bdi></span>')
  t.match(reader.text, '<bdi>مرحبا، موعد الاجتماع 10:30 في room-42.</bdi>')
  await reader.open(`/conversations/${direct}`)
  t.match(reader.text, '<div class="text" dir="auto">مرحبا')
  t.match((await ana.get(/href="([^"]*holdline[^"]*\.css[^"]*)"/.exec(reader.text)?.[1]?.replace('..', '') ?? '')).text, /[};]\.text\{[^}]*text-align:start/)
})
