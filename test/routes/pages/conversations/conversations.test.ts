import t from 'tap'
import { world, type Name, type World } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function directWith (reader: Reader, username: string): Promise<string> {
  await reader.open(`/contacts/${username}`)
  await reader.send('conversations/')
  return reader.url
}

function readers (w: World, ...names: Name[]): Reader[] {
  return names.map(name => new Reader(w.as(name)))
}

t.test('two people talk with forms alone', async t => {
  const [ana, ben] = readers(await world(t), 'ana', 'ben') as [Reader, Reader]
  const address = await directWith(ana, 'ben')
  await ana.send('messages', { body: 'Hello <b>Ben</b> & all\r\nsecond line' })
  t.equal(ana.url, address)
  t.match(ana.text, 'Hello &lt;b&gt;Ben&lt;/b&gt; &amp; all<br>second line')
  await ben.open('/conversations/')
  t.match(ben.text, '<title>(1) Chats · Holdline</title>')
  t.match(ben.words, 'Hello <b>Ben</b> & all second line')
  await ben.open(address)
  t.match(ben.text, /id="divider"[^]*Hello/, 'unread begins before it')
  await ben.send('/read')
  t.notMatch(ben.text, 'id="divider"')
  t.match(ben.text, '<title>Ana · Holdline</title>')
  await ana.open(address)
  t.match(ana.text, /data-receipt="read" title="Read">Read</)
})

t.test('D12: a form sent twice → one message; another text in it after "back" → another', async t => {
  const [ana] = readers(await world(t), 'ana') as [Reader]
  const address = await directWith(ana, 'ben')
  const form = ana.forms().find(({ action }) => action.endsWith('messages'))
  if (form === undefined) throw new Error('no composer')
  for (const body of ['one', 'one', 'two']) await ana.post(form.action, { ...form.hidden, body })
  t.equal(ana.url, address)
  t.equal(ana.text.match(/class="message mine/g)?.length, 2)
})

t.test('a refused text stands in the composer again, with the reason and a fresh form', async t => {
  const [ana] = readers(await world(t), 'ana') as [Reader]
  await directWith(ana, 'ben')
  const before = ana.forms().find(({ action }) => action.endsWith('messages'))?.hidden['client_id']
  await ana.send('messages', { body: 'ü'.repeat(8_000) })
  t.equal(ana.status, 413)
  t.match(ana.text, 'ü'.repeat(8_000))
  t.match(ana.words, 'Too long')
  t.not(ana.forms().find(({ action }) => action.endsWith('messages'))?.hidden['client_id'], before)
  await ana.post(ana.url, { body: 'kept <i>text</i>', form_token: 'old' })
  t.equal(ana.status, 403)
  t.match(ana.text, '\nkept &lt;i&gt;text&lt;/i&gt;</textarea>')
})

t.test('an empty send → refused above the field, in the page’s words and not the browser’s', async t => {
  const [ana] = readers(await world(t), 'ana') as [Reader]
  await directWith(ana, 'ben')
  t.notMatch(ana.text, /<textarea id="composer-body"[^>]* required/)
  for (const body of ['', ' \n ']) {
    await ana.send('messages', { body })
    t.equal(ana.status, 400)
    t.match(ana.text, /<form id="composer"[^>]*>\n<p class="note refused" role="alert">Write something first\./)
  }
  await ana.send('messages', { body: 'a word' })
  t.match(ana.words, 'a word')
})

t.test('a text written in a session that has ended is shown, to be copied', async t => {
  const w = await world(t)
  const [ana] = readers(w, 'ana') as [Reader]
  await directWith(ana, 'ben')
  await w.people.sessions.endAll(w.as('ana').userId)
  await ana.send('messages', { body: 'a long <letter>' })
  t.equal(ana.status, 403)
  t.match(ana.text, 'a long &lt;letter&gt;</textarea>')
  t.match(ana.words, 'This form has expired')
})

t.test('a stranger’s message bounces, stays in its place, and can be retried or deleted', async t => {
  const w = await world(t)
  const [eve, ana] = readers(w, 'eve', 'ana') as [Reader, Reader]
  await eve.open('/contacts/ana')
  t.notMatch(eve.words, 'Write a message', 'no button leads there')
  const token = eve.forms()[0]?.hidden['form_token'] ?? ''
  await eve.post('../conversations/', { username: 'ana', form_token: token })
  await eve.send('messages', { body: 'psst' })
  t.equal(eve.status, 403)
  t.match(eve.text, /data-state="bounced"[^]*psst[^]*you’re not contacts/)
  t.match(eve.text, '<textarea id="composer-body"')
  await ana.open('/conversations/')
  t.notMatch(ana.words, 'psst', 'ana sees nothing of it')
  const clientId = /id="outgoing-([^"]+)"/.exec(eve.text)?.[1] ?? ''
  await eve.send(clientId, { act: 'retry' })
  t.equal(eve.status, 403, 'judged again')
  await eve.send(clientId, { act: 'discard' })
  t.notMatch(eve.text, 'psst')
})

t.test('U10 blocked by me → said above the composer, with the way to unblock, and in the bounce', async t => {
  const w = await world(t)
  const [ana, ben] = readers(w, 'ana', 'ben') as [Reader, Reader]
  const address = await directWith(ana, 'ben')
  await ben.open(address)
  t.notMatch(ben.words, 'You’ve blocked')
  await w.messenger.contacts.block(w.as('ana').userId, 'ben')
  await ana.open(address)
  t.match(ana.text, /class="gate"[^]*You’ve blocked Ben\.[^]*unblock[^]*<textarea/)
  await ana.send('messages', { body: 'Ben?' })
  t.match(ana.text, /data-state="bounced"[^]*Ben\?[^]*You’ve blocked Ben\./)
  t.notMatch(ana.words, 'you’re not contacts')
  t.match(ana.text, /<li id="conversation-[^>]* data-bounced="1" data-outgoing="failed"/, 'U23 its row is marked by the server')
  await ben.open(address)
  t.notMatch(ben.words, /blocked|not contacts/i, 'ben is not told')
  await ana.send('unblock', {})
  t.match(ana.text, '<textarea id="composer-body"', 'back in the conversation')
  t.notMatch(ana.words, 'You’ve blocked')
})

t.test('U23 a bounce after contact was made again → offers to send now', async t => {
  const w = await world(t)
  const [ana] = readers(w, 'ana') as [Reader]
  const address = await directWith(ana, 'ben')
  const { contacts } = w.messenger
  await contacts.remove(w.as('ben').userId, 'ana')
  await ana.open(address)
  await ana.send('messages', { body: 'Why?' })
  t.match(ana.words, 'you’re not contacts')
  const { id } = await contacts.ask(w.as('ben').userId, 'ana', '')
  await contacts.accept(w.as('ana').userId, id)
  await ana.open(address)
  t.match(ana.words, 'You’re contacts again.')
  t.match(ana.text, '>Send now<')
  t.notMatch(ana.words, 'you’re not contacts')
})

t.test('history comes in pages of forty with their days, and links to older and newer ones', async t => {
  const w = await world(t)
  const [ana] = readers(w, 'ana') as [Reader]
  const address = await directWith(ana, 'ben')
  const conversationId = address.split('/').at(-1) ?? ''
  for (let i = 1; i <= 100; i++) {
    await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId, clientId: `client-${i}`, body: `message-${i}.` })
    w.clock.advance(i === 70 ? 86_400_000 : 1_000)
  }
  const shown = () => [...ana.text.matchAll(/data-no="(\d+)"/g)].map(match => Number(match[1]))
  const days = () => ana.text.match(/class="day"/g)?.length
  await ana.open(address)
  t.strictSame([shown()[0], shown().at(-1), shown().length], [62, 101, 40])
  t.equal(days(), 1, 'the day within the page, and not the one that began before it')
  await ana.open(`${address}?before=62`)
  t.strictSame([shown()[0], shown().at(-1)], [22, 61])
  t.match(ana.text, 'id="stretch-', 'new messages are not appended to old ones')
  await ana.open(`${address}?after=61`)
  t.strictSame([shown()[0], shown().at(-1)], [62, 101])
  await ana.open(`${address}?before=22`)
  t.strictSame([shown()[0], shown().at(-1)], [1, 21])
  t.match(ana.words, 'This is the beginning of your chat with Ben.')
  await ana.open(`${address}?before=62&fragment=1`)
  t.match(ana.text, /^<li data-holdline="\d+" id="older"/)
  await ana.open(`${address}?fragment=1`)
  t.match(ana.text, /^<div data-holdline="\d+" id="middle"[^>]* data-conversation="[^"]+" data-last-no="101"/)
})

t.test('eve sees nothing of other people’s conversations at any address', async t => {
  const w = await world(t)
  const [ana, eve] = readers(w, 'ana', 'eve') as [Reader, Reader]
  const address = await directWith(ana, 'ben')
  await ana.send('messages', { body: 'between us' })
  await eve.open('/settings/')
  const token = eve.forms()[0]?.hidden['form_token'] ?? ''
  for (const way of ['', '?before=9', '?after=0', '?fragment=1', '?side=1']) {
    await eve.open(address + way)
    t.equal(eve.status, 404, way)
    t.notMatch(eve.text, 'between us')
  }
  for (const [act, fields] of Object.entries({ messages: { client_id: 'form-12345', body: 'hi' }, read: { no: '1' }, leave: {} })) {
    await eve.post(`${address}/${act}`, { ...fields, form_token: token })
    t.equal(eve.status, 404, act)
  }
  await eve.post(`${address}/messages`, { client_id: 'form-12345', body: 'hi', form_token: ana.forms()[0]?.hidden['form_token'] ?? '' })
  t.equal(eve.status, 403, 'ana’s form token is useless to her')
})

t.test('eve cannot keep a message under a key that no program could have sent', async t => {
  const w = await world(t)
  const [eve] = readers(w, 'eve') as [Reader]
  const { conversation } = (await w.as('eve').post('/api/conversations', { kind: 'direct', username: 'ana' })).body as { conversation: { id: string } }
  const address = `/conversations/${conversation.id}`
  await eve.open(address)
  await eve.send('messages', { body: 'buy this' })
  const form = eve.forms().find(({ action }) => action.includes('/bounces/'))
  if (form === undefined) throw new Error('no bounce')
  for (const key of ['"><script>', 'short', 'x'.repeat(65), 'a b c d e f']) {
    await eve.post(`${address}/bounces/${encodeURIComponent(key)}`, { ...form.hidden, act: 'retry' })
    t.match(eve.text, 'role="alert"', key)
  }
  await eve.open(address)
  t.equal(eve.text.match(/data-state="bounced"/g)?.length, 1, 'the one there was')
})

t.test('D15 a recall while a page reads the nicknames of a large group → it is drawn again', async t => {
  const w = await world(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben'] })).body as { conversation: { id: string } }
  const nicknames = w.messenger.nicknames as { inMemory: unknown, read: (id: string) => Promise<unknown> }
  const { read } = nicknames
  // Hundreds of them are read in several turns of the event loop.
  nicknames.inMemory = () => null
  for (const path of [`/conversations/${id}`, '/conversations/', `/held/${id}`]) {
    const { message: { no } } = (await ana.post(`/api/conversations/${id}/messages`, { clientId: `ana-at-${path}`.replace(/\W/g, '-'), body: 'regretted' })).body as { message: { no: number } }
    nicknames.read = async id => {
      await w.messenger.messages.recall(ana.userId, id, no)
      return await read(id)
    }
    const { status, text } = await ben.get(path)
    t.equal(status, 200)
    t.notMatch(text, 'regretted', path)
  }
})
