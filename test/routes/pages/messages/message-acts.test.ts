import t from 'tap'
import { DEFAULT_WINDOWS } from '#domain/messages/change-windows.ts'
import { world, type Name, type World } from '#test/world.ts'
import { Reader } from '../reader.ts'

const MINUTE_MS = 60_000
const EDIT_WINDOW_MS = (DEFAULT_WINDOWS.editWindowS ?? 0) * 1_000
const RECALL_WINDOW_MS = (DEFAULT_WINDOWS.recallWindowS ?? 0) * 1_000

/** Ana has sent ben a message; both have the conversation open. */
async function saidToBen (t: Parameters<typeof world>[0], body = 'helo') {
  const w = await world(t)
  const [ana, ben] = [new Reader(w.as('ana')), new Reader(w.as('ben'))]
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-1', body })
  await ana.open(`/conversations/${id}`)
  await ben.open(`/conversations/${id}`)
  return { w, ana, ben, id, no, page: `/messages/${id}?no=${no}` }
}

// Changes of the message itself; every message takes reactions.
function acts (reader: Reader): string[] {
  return reader.forms().flatMap(({ action }) => /messages\/\d+\/(?!react)(\w+)$/.exec(action)?.[1] ?? [])
}

async function patchesFor (w: World, name: Name, reader: Reader): Promise<string> {
  const cursor = /data-cursor="([^"]+)"/.exec(reader.text)?.[1] ?? ''
  return String((await w.as(name).poll({ cursor, hold: 0, view: 'html' })).body['html'])
}

t.test('a message has a page of its own, where its sender edits it; the other sees it at once', async t => {
  const { w, ana, ben, id, no, page } = await saidToBen(t)
  t.match(ana.text, `href="../messages/${id}?no=${no}"`)
  await ana.open(page)
  t.match(ana.text, '\nhelo</textarea>')
  await ana.send('/edit', { body: 'hello & <all>' })
  t.equal(ana.url, `/conversations/${id}`)
  t.match(ana.words, 'hello & <all> edited')
  t.match(await patchesFor(w, 'ben', ben), /data-how="replace"[^]*hello &amp; &lt;all&gt;[^]*edited/)
})

t.test('a refused edit stands in the field again, with the reason', async t => {
  const { ana, page } = await saidToBen(t)
  await ana.open(page)
  await ana.send('/edit', { body: 'ü'.repeat(8_000) })
  t.equal(ana.status, 413)
  t.match(ana.text, `\n${'ü'.repeat(8_000)}</textarea>`)
  t.match(ana.words, 'Too long')
})

t.test('an edit without a word → the page answers in its own words, the text stands still', async t => {
  const { ana, page } = await saidToBen(t)
  await ana.open(page)
  t.notMatch(/<textarea id="edit-body"[^>]*>/.exec(ana.text)?.[0], 'required', 'the browser would say it in its own language')
  await ana.send('/edit', { body: '' })
  t.equal(ana.status, 400)
  t.match(ana.words, 'Write something first.')
  t.match(ana.text, '\nhelo</textarea>')
})

t.test('a message can be recalled for two minutes, and then no longer', async t => {
  const { w, ana, ben, page } = await saidToBen(t, 'SECRET')
  await ana.open(page)
  t.same(acts(ana), ['star', 'pin', 'edit', 'recall'])
  await ana.send('/recall')
  t.match(ana.words, 'You recalled a message')
  t.notMatch(ana.text, 'SECRET')
  t.match(await patchesFor(w, 'ben', ben), /data-how="replace"[^]*recalled a message/)
  await ana.open(page)
  t.same(acts(ana), [], 'nothing is left to edit')
})

t.test('a page left open past the limits says so; a fresh one offers the acts still allowed', async t => {
  const { w, ana, page } = await saidToBen(t)
  await ana.open(page)
  w.clock.advance(RECALL_WINDOW_MS + 1)
  await ana.send('/recall')
  t.equal(ana.status, 409)
  t.match(ana.words, 'too late')
  t.same(acts(ana), ['star', 'pin', 'edit'], 'it is drawn again with the acts still allowed')
  w.clock.advance(EDIT_WINDOW_MS)
  await ana.open(page)
  t.same(acts(ana), ['star', 'pin'])
  t.match(ana.words, 'messages can be edited for 24 hours after sending', 'its sender is told why')
  t.notMatch((await new Reader(w.as('ben')).open(page)).words, 'can be edited')
})

t.test('unread from here → back to the list, marked there; opening it begins at the mark', async t => {
  const { w, ana, ben, id, no, page } = await saidToBen(t)
  await ben.send('messages', { body: 'hi', read_no: String(no) })
  await ben.open(page)
  t.same(acts(ben), ['star', 'pin', 'unread'], 'ben changes nothing of ana’s')
  await ben.send('/unread')
  t.equal(ben.url, '/conversations/')
  t.match(ben.text, new RegExp(`<li id="conversation-${id}" class="row unread"[^]*?•</b>`))
  await ben.open(`/conversations/${id}`)
  t.match(ben.text, new RegExp(`id="divider"[^]*id="message-${id}-${no}"`))
  t.notMatch((await ana.open('/conversations/')).text, 'class="row unread"[^]*•', 'it is nobody else’s mark')
  t.equal((await w.messenger.conversations.one(w.as('ben').userId, id)).unreadFrom, no)
})

t.test('eve sees and changes nothing of it, nor does ben change ana’s message', async t => {
  const { w, ana, ben, id, no, page } = await saidToBen(t, 'between us')
  const eve = new Reader(w.as('eve'))
  await eve.open('/settings/')
  for (const way of [page, `${page}&fragment=1`]) {
    await eve.open(way)
    t.equal(eve.status, 404, way)
    t.notMatch(eve.text, 'between us')
  }
  await ben.open(page)
  for (const [reader, status] of [[eve, 404], [ben, 403]] as const) {
    const token = reader.forms()[0]?.hidden['form_token'] ?? ''
    for (const [act, fields] of [['edit', { body: 'x' }], ['recall', {}]] as const) {
      await reader.post(`/conversations/${id}/messages/${no}/${act}`, { ...fields, form_token: token })
      t.equal(reader.status, status, act)
    }
    await reader.open('/settings/')
  }
  await eve.post(`/conversations/${id}/messages/${no}/unread`, { form_token: eve.forms()[0]?.hidden['form_token'] ?? '' })
  t.equal(eve.status, 404)
  t.match((await ana.open(`/conversations/${id}`)).words, 'between us')
  await ana.open(`/messages/${id}?no=99`)
  t.equal(ana.status, 404, 'and a message that does not exist has no page')
})

t.test('the script’s panel holds the page’s own forms', async t => {
  const { ana, page } = await saidToBen(t)
  await ana.open(page)
  // Without the script's own marks and buttons, and the field for other emoji, which the page alone has.
  const bare = (text: string) => text.replace(/ data-(?:holdline|act|emoji|bar|select)="[^"]*"/g, '')
    .replace(/\s*<form class="react"(?:(?!<\/form>)[^])*react-other[^]*?<\/form>/, '').replace(/name="form_token" value="[^"]+"/g, '').replace(/\s*<button type="button"[^]*?<\/button>/g, '').replace(/\s+/g, ' ')
  const whole = bare(ana.text)
  t.notMatch(ana.text.slice(ana.text.indexOf('id="stage"'), ana.text.indexOf('id="connection"')), 'type="button"', 'on the page no button is for the script')
  await ana.open(`${page}&fragment=1`)
  t.match(ana.text, /^<div data-holdline="\d+" class="message-acts">/)
  // In the menu the sentence under “Mark unread” is left out.
  const forms = bare(ana.text).replace(/<\/form><\/div>\s*<\/div>\s*$/, '')
  t.notMatch(forms, '/unread"', 'one’s own is not marked as unread')
  t.ok(whole.includes(forms))
})

t.test('a member who left a group changes nothing in it', async t => {
  const w = await world(t)
  const ana = new Reader(w.as('ana'))
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben'])
  await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-1', body: 'bye' })
  await w.messenger.groups.leave(w.as('ana').userId, id, 'ben')
  await ana.open(`/messages/${id}?no=2`)
  t.same(acts(ana), ['star'], 'her own star changes nothing')
})

t.test('one button marks everything as read, and is there while something is unread', async t => {
  const { w, ana, ben, id } = await saidToBen(t)
  const button = (reader: Reader) => /<form id="read-all"[^>]*>/.exec(reader.text)?.[0]
  w.clock.advance(MINUTE_MS)
  await ben.open('/conversations/')
  t.notMatch(button(ben), 'hidden')
  await ben.send('conversations/read')
  t.equal(ben.url, '/conversations/')
  t.match(button(ben), 'hidden')
  t.notMatch(ben.text, 'class="row unread"')
  await ana.open(`/conversations/${id}`)
  t.match(ana.text, 'data-receipt="read"')

  const token = ben.forms()[0]?.hidden['form_token'] ?? ''
  const answer = await w.as('ben').form('/conversations/read?fragment=1', { form_token: token })
  t.equal(answer.status, 204, 'the script asks for no page')
})

t.test('an admin of a group removes a member’s message from its page → the line names them', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben', 'cho'])
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId: id, clientId: 'client-1', body: 'SPAM' })
  w.clock.advance(EDIT_WINDOW_MS)
  const [ana, ben, cho] = [new Reader(w.as('ana')), new Reader(w.as('ben')), new Reader(w.as('cho'))]
  await cho.open(`/messages/${id}?no=${no}`)
  t.same(acts(cho), ['star', 'unread'], 'other members have no such button')
  await cho.open(`/conversations/${id}`)
  await ana.open(`/messages/${id}?no=${no}`)
  t.match(ana.words, 'Remove for everyone')
  await ana.send('/recall')
  t.match(ana.words, 'Removed by you')
  t.match(await patchesFor(w, 'cho', cho), /data-how="replace"[^]*Removed by <[^>]+>Ana</)
  for (const reader of [cho, ben]) {
    await reader.open(`/conversations/${id}`)
    t.match(reader.words, 'Removed by Ana')
    t.notMatch(reader.text, 'SPAM')
  }
  t.match(await w.as('ben').get(`/api/conversations/${id}/messages?limit=1`), { body: { messages: [{ no, body: '', recalledBy: { username: 'ana' } }] } })
})
