import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function talk (t: Test) {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-1', body: 'Cake!' })
  const ben = await new Reader(w.as('ben')).switchTo('plain')
  const draft = async () => (await w.messenger.conversations.one(w.as('ben').userId, id)).draft
  return { w, ben, id, no, draft }
}

t.test('the button beside the composer → keeps the text; an emoji of its page goes into it', async t => {
  const { ben, id, no, draft } = await talk(t)
  await ben.open(`/conversations/${id}?reply=${no}`)
  await ben.send('/messages', { body: 'With cream', emoji: '☺' })
  t.match(ben.url, `/emoji/${id}?reply=${no}`)
  t.equal(await draft(), 'With cream')
  t.match(ben.words, 'Smileys and emotions')
  await ben.open(`/emoji/${id}?q=birthday&reply=${no}`)
  t.match(ben.text, 'value="🎂" title="birthday cake"')
  await ben.send('/emoji', { emoji: '🎂' })
  t.match(ben.url, new RegExp(`^/conversations/${id}\\?reply=${no}`))
  t.equal(await draft(), 'With cream 🎂')
  t.match(ben.text, /<textarea[^>]*>\s*With cream 🎂<\/textarea>/)
  await ben.open(`/emoji/${id}`)
  t.match(ben.text, /<h2>Recently used<\/h2>\s*<form[^>]*>.*<button type="submit" name="emoji" value="🎂">🎂<\/button> <\/form>/)
})

t.test('a form of the emoji page sent twice → one emoji', async t => {
  const { ben, id, draft } = await talk(t)
  await ben.open(`/emoji/${id}`)
  const sent = ben.forms().find(({ action }) => action.endsWith('/emoji'))?.hidden ?? {}
  for (let times = 0; times < 2; times++) await ben.post(`/conversations/${id}/emoji`, { ...sent, emoji: '🎂' })
  t.equal(await draft(), '🎂')
})

t.test('the way from the page of a message → any emoji as a reaction', async t => {
  const { ben, id, no, draft } = await talk(t)
  await ben.open(`/messages/${id}?no=${no}`)
  t.match(ben.text, `emoji/${id}?no=${no}" title="More emoji"`)
  await ben.open(`/emoji/${id}?no=${no}&group=nature`)
  await ben.send('/emoji', { emoji: '🐝' })
  t.match(ben.words, /Cake!.*🐝 1/s)
  t.equal(await draft(), null)
})

t.test('groups, labels and skin tones are as the reader has set them', async t => {
  const { w, ben, id } = await talk(t)
  await w.as('ben').patch('/api/me', { emojiTone: 'dark', language: 'zh' })
  await ben.open(`/emoji/${id}?group=people`)
  t.match(ben.text, '<button type="submit" name="emoji" value="👋🏿" title="挥手">👋🏿</button>')
  t.equal((await ben.open(`/emoji/${id}?group=nothing`)).status, 400)
  t.match((await ben.open(`/emoji/${id}?q=%22*`)).words, '没有找到表情')
})

t.test('eve → has no emoji for a conversation of others, and changes no draft there', async t => {
  const { w, id, no, draft } = await talk(t)
  const eve = await new Reader(w.as('eve')).open('/conversations/')
  const token = eve.forms()[0]?.hidden['form_token'] ?? ''
  for (const address of [`/emoji/${id}`, `/emoji/${id}?fragment=1`]) t.equal((await eve.open(address)).status, 404)
  for (const fields of [{}, { no: String(no) }]) {
    await eve.post(`/conversations/${id}/emoji`, { form_token: token, emoji: '🐝', ...fields })
    t.equal(eve.status, 404)
  }
  t.equal(await draft(), null)
})
