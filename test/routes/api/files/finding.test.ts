import { join } from 'node:path'
import t from 'tap'
import { filesBeside } from '#test/files.ts'
import { world } from '#test/world.ts'

t.test('U253 a search for a file’s name → the file and its message, for those who see it alone', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const w = await world(t, { path })
  const [ana, ben, cho, eve] = [w.as('ana'), w.as('ben'), w.as('cho'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const files = filesBeside(t, path)
  const fileIds = ['Café plan.pdf', 'Café list.pdf', '会议记录.docx'].map((name, index) => files.add(ana.userId, { id: `f${index}`, name }))
  const { body: { message } } = await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: 'plan of the cafe', fileIds })
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-2', body: 'cafe' })
  const search = async (who: typeof ana, q: string, more = '') => (await who.get(`/api/search?q=${encodeURIComponent(q)}&kind=files${more}`)).body
  t.match(await search(ben, 'cafe'), { hits: [{ file: { id: 'f0', name: 'Café plan.pdf' }, message }, { file: { id: 'f1' }, message }], next: null })
  t.match(await search(ben, '记录'), { hits: [{ file: { id: 'f2' }, message }], more: false, complete: true })
  t.equal(((await search(ben, '', `&conversationId=${id}`))['hits'] as unknown[]).length, 3)
  t.same((await search(ben, 'of the'))['hits'], [], 'the text is none of a name')
  for (const [who, q] of [[cho, 'cafe'], [eve, 'cafe'], [eve, '会议']] as const) t.same((await search(who, q))['hits'], [])
  t.match(await eve.get(`/api/search?q=cafe&kind=files&conversationId=${id}`), { status: 404 })
  t.match((await ben.get(`/search/?q=${encodeURIComponent('会议')}`)).text, '<mark>会议</mark>记录.docx', 'the page of messages finds it as well')
})
