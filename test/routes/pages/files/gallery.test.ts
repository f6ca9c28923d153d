import { join } from 'node:path'
import t, { type Test } from 'tap'
import { filesBeside } from '#test/files.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function album (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const w = await world(t, { path })
  const ana = w.as('ana')
  const { id } = (await w.messenger.conversations.group(ana.userId, 'Harbour', ['ben'])).conversation
  const files = filesBeside(t, path)
  files.add(ana.userId, { id: 'cat', name: 'cat.jpg', type: 'image/jpeg', width: 40, height: 30 })
  files.add(ana.userId, { id: 'plan', name: '<b>plan</b>.pdf', type: 'application/pdf' })
  files.add(ana.userId, { id: 'horn', name: 'horn.ogg', type: 'audio/ogg' })
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: 'See https://example.org/tide', fileIds: ['cat', 'plan', 'horn'] })
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-2', body: 'And https://example.org/moon' })
  const reader = async (name: 'ana' | 'ben' | 'eve') => await new Reader(w.as(name)).switchTo('plain')
  return { w, id, reader }
}

t.test('U260 the panel of a group → its pictures, files, voice and links, each under its tab', async t => {
  const { id, reader } = await album(t)
  const ben = await reader('ben')
  await ben.open(`/conversations/${id}?side=1`)
  t.match(ben.text, `href="../conversations/${id}/files"`)
  await ben.open(`/conversations/${id}/files`)
  t.match(ben.text, '<img src="../../previews/cat/small"')
  await ben.open(`/conversations/${id}/files?kind=files`)
  t.match(ben.words, /<b>plan<\/b>\.pdf 1 kB Ana · \S+ · In the chat/)
  t.notMatch(ben.text, '<b>plan')
  await ben.open(`/conversations/${id}/files?kind=voice`)
  t.match(ben.text, '<audio controls preload="none" src="../../files/horn/horn.ogg"')
  await ben.open(`/conversations/${id}/files?kind=links`)
  t.match(ben.words, 'https://example.org/moon')
})

t.test('a search and a month → kept in the links to each other; nothing found is said', async t => {
  const { w, id, reader } = await album(t)
  const ben = await reader('ben')
  const month = new Date(w.clock.now()).toISOString().slice(0, 'yyyy-mm'.length)
  await ben.open(`/conversations/${id}/files?kind=files&q=plan`)
  t.match(ben.text, `kind=files&amp;month=${month}&amp;q=plan`)
  await ben.open(`/conversations/${id}/files?kind=files&q=plan&month=${month}`)
  t.match(ben.words, 'Earlier month · All months · Later month')
  t.match(ben.words, '<b>plan</b>.pdf')
  await ben.open(`/conversations/${id}/files?kind=files&q=plan&month=1999-01`)
  t.match(ben.words, 'Nothing found')
  await ben.open(`/conversations/${id}/files?kind=links&q=${encodeURIComponent('!')}`)
  t.match(ben.words, 'Nothing found')
})

t.test('eve → finds no page', async t => {
  const { id, reader } = await album(t)
  const eve = await reader('eve')
  t.equal((await eve.open(`/conversations/${id}/files`)).status, 404)
})
