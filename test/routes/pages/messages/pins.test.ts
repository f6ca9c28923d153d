import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** Ana has made a group, in which ben wrote; all read without script. */
async function tea (t: Test) {
  const w = await world(t)
  const { messenger } = w
  const { id } = (await messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben', 'cho'])).conversation
  const { message: { no } } = await messenger.messages.send({ senderId: w.as('ben').userId, conversationId: id, clientId: 'client-1', body: 'The *rules*' })
  const reader = async (name: 'ana' | 'ben' | 'eve', mode: 'plain' | 'frame' = 'plain') => await new Reader(w.as(name)).switchTo(mode)
  return { w, messenger, id, no, reader }
}

t.test('U190 a button on the page of a message → a line and a bar that lead to it, until undone', async t => {
  const { id, no, reader } = await tea(t)
  const [ana, ben] = [await reader('ana'), await reader('ben')]
  await ana.open(`/messages/${id}?no=${no}`)
  await ana.send('/pin', {})
  t.match(ana.url, `/conversations/${id}?no=${no}`)
  await ben.open(`/conversations/${id}`)
  t.match(ben.words, /Pinned You The rules All pinned/)
  t.match(ben.words, 'Ana pinned a message')
  t.match(ben.text, `<a href="../conversations/${id}?no=${no}#message-${id}-${no}" data-quotes="${id}-${no}">a message</a>`)
  await ben.open('/conversations/')
  t.match(ben.words, 'Ana pinned a message')
  t.notMatch(ben.text, 'data-quotes', 'a row has no link inside of its link')
  await ben.open(`/messages/${id}?no=${no}`)
  t.notMatch(ben.text, '/pin"')
  await ana.open(`/messages/${id}?no=${no}`)
  await ana.send('/unpin', {})
  await ben.open(`/conversations/${id}`)
  t.match(ben.text, `<p id="pins-${id}" class="pin-bar" data-changed="0" hidden></p>`)
})

t.test('the list → all that is pinned, with who did it; the owner unpins from there', async t => {
  const { w, messenger, id, no, reader } = await tea(t)
  const { message } = await messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-2', body: 'Key: kitchen' })
  for (const each of [no, message.no]) await messenger.pins.pin(w.as('ana').userId, id, each, true)
  const [ana, ben] = [await reader('ana'), await reader('ben')]
  await ben.open(`/conversations/${id}/pins`)
  t.match(ben.words, /Ana .*Key: kitchen Pinned by Ana You .*The rules Pinned by Ana/)
  t.notMatch(ben.text, '/unpin"')
  await ana.open(`/conversations/${id}/pins`)
  await ana.send(`/${no}/unpin`, {})
  t.match(ana.url, `/conversations/${id}/pins`)
  t.notMatch(ana.words.split('Pinned messages').at(-1) ?? '', 'The rules')
  await messenger.messages.edit(w.as('ana').userId, id, message.no, 'Key: hall')
  await ben.open(`/conversations/${id}`)
  t.match(ben.words, 'Pinned Ana Key: hall')
  await messenger.messages.recall(w.as('ana').userId, id, message.no)
  await ben.open(`/conversations/${id}/pins`)
  t.match(ben.words, 'No pinned messages')
})

t.test('a held frame → has the bar, in the place of the page around it, and is woken by an unpin', async t => {
  const { w, messenger, id, no, reader } = await tea(t)
  await messenger.pins.pin(w.as('ana').userId, id, no, true)
  const ben = await reader('ben', 'frame')
  await ben.open(`/conversations/${id}`)
  t.notMatch(ben.text, 'class="pin-bar"')
  await ben.open(`/held/${id}?tab=frame-0001`)
  t.match(ben.words, 'Pinned You The rules All pinned')
})

t.test('the fragment that a live page asks for after an unpin → the bar of the pin before', async t => {
  const { w, messenger, id, no } = await tea(t)
  await messenger.pins.pin(w.as('ana').userId, id, no, true)
  const path = `/conversations/${id}?fragment=pins`
  const { text } = await w.as('cho').get(path)
  t.match(text, /^<p data-holdline="\d+" id="pins-[^"]+" class="pin-bar"/)
  t.equal((await w.as('eve').get(path)).status, 404)
})

t.test('eve, and a member → cannot pin by a form, and eve finds no list', async t => {
  const { id, no, reader } = await tea(t)
  for (const [name, status] of [['eve', 404], ['ben', 403]] as const) {
    const who = await (await reader(name)).open('/conversations/')
    const token = who.forms()[0]?.hidden['form_token'] ?? ''
    await who.post(`/conversations/${id}/messages/${no}/pin`, { form_token: token })
    t.equal(who.status, status, name)
    t.equal((await who.open(`/conversations/${id}/pins`)).status, name === 'eve' ? 404 : 200)
  }
})
