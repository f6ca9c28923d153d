import { join } from 'node:path'
import t, { type Test } from 'tap'
import { filesBeside } from '#test/files.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** Ana has sent three pictures and a plan to a group with ben; all read without script. */
async function album (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const w = await world(t, { path })
  const ana = w.as('ana')
  const { id } = (await w.messenger.conversations.group(ana.userId, 'Harbour', ['ben'])).conversation
  const files = filesBeside(t, path)
  for (const name of ['one', 'two', 'three']) files.add(ana.userId, { id: name, name: `${name}.jpg`, type: 'image/jpeg', width: 4_000, height: 3_000, size: 2_000_000 })
  files.add(ana.userId, { id: 'plan', name: 'plan.pdf', type: 'application/pdf' })
  for (const ids of [['one', 'two'], ['plan'], ['three']]) {
    await ana.post(`/api/conversations/${id}/messages`, { clientId: `client-${ids[0]}`, body: '', fileIds: ids })
  }
  const reader = async (name: 'ana' | 'ben' | 'eve') => await new Reader(w.as(name)).switchTo('plain')
  return { w, ana, id, reader }
}

t.test('U261 a picture in a chat → its page: large, whose, when, to be saved, back', async t => {
  const { id, reader } = await album(t)
  const ben = await reader('ben')
  await ben.open(`/conversations/${id}`)
  t.match(ben.text, `<a class="picture" href="../conversations/${id}/files/one"`)
  await ben.open(`/conversations/${id}/files/one`)
  t.match(ben.text, '<img src="../../../previews/one/large" width="2048" height="1536" alt="Photo “one.jpg”">')
  t.match(ben.words, /one\.jpg Ana · .* · 2 MB/)
  t.match(ben.text, 'href="../../../files/one/one.jpg" download')
  t.match(ben.text, `href="../../../conversations/${id}?no=2#message-${id}-2"`)
})

t.test('pictures beside it → previous and next in the order of the chat, past other files', async t => {
  const { id, reader } = await album(t)
  const ben = await reader('ben')
  const steps = async (file: string) => {
    await ben.open(`/conversations/${id}/files/${file}`)
    return [...ben.text.matchAll(/files\/(\w+)" data-viewer="(previous|next)"/g)].map(([, to, way]) => `${way} ${to}`)
  }
  t.same(await steps('one'), ['next two'])
  t.same(await steps('two'), ['previous one', 'next three'])
  t.same(await steps('three'), ['previous two'])
  t.same(await steps('plan'), ['previous two', 'next three'])
})

t.test('the fragment that a live page asks for → the file alone', async t => {
  const { w, id } = await album(t)
  const { text, status } = await w.as('ben').get(`/conversations/${id}/files/two?fragment=viewer`)
  t.equal(status, 200)
  t.match(text, /^<div data-holdline="\d+" id="viewer" class="viewer"/)
  t.equal((await w.as('eve').get(`/conversations/${id}/files/two?fragment=viewer`)).status, 404)
})

t.test('eve, a file of another chat, one that was recalled → not found', async t => {
  const { w, ana, id, reader } = await album(t)
  const { conversation: other } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const [ben, eve] = [await reader('ben'), await reader('eve')]
  t.equal((await ben.open(`/conversations/${id}/files/three`)).status, 200)
  t.equal((await eve.open(`/conversations/${id}/files/three`)).status, 404)
  t.equal((await ben.open(`/conversations/${other.id}/files/three`)).status, 404)
  await w.messenger.messages.recall(ana.userId, id, 4)
  t.equal((await ben.open(`/conversations/${id}/files/three`)).status, 404)
})
