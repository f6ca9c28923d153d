import t from 'tap'
import { upload } from '#test/file-form.ts'
import { world } from '#test/world.ts'

t.test('U264 own files → the latest first, sent or not, with the room that they take', async t => {
  const w = await world(t, { config: { maxUserFileBytes: 100 } })
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const sent = await upload(ana, 'x'.repeat(30), 'sent.txt')
  await upload(ana, 'x'.repeat(20), 'kept.txt')
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: '', fileIds: [sent.id] })
  t.match((await ana.get('/api/me/files')).body, {
    files: [{ name: 'kept.txt', size: 20, sent: false }, { name: 'sent.txt', size: 30, sent: true }],
    room: { used: 50, most: 100, left: 50 },
    more: false
  })
  t.match((await ben.get('/api/me/files')).body, { files: [], room: { used: 0 } })
})

t.test('a sent file that its owner deletes → gone for everybody, its place kept, room again', async t => {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const { id: file } = await upload(ana, 'Hello', 'note.txt')
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: 'See', fileIds: [file] })
  for (const other of [ben, eve]) t.equal((await other.delete(`/api/me/files/${file}`)).status, 404)
  t.equal((await ben.get(`/files/${file}/note.txt`)).status, 200)
  t.equal((await ana.delete(`/api/me/files/${file}`)).status, 204)
  for (const who of [ana, ben]) t.equal((await who.get(`/files/${file}/note.txt`)).status, 404)
  t.match((await ben.get(`/api/conversations/${id}`)).body, { conversation: { lastMessage: { body: 'See', files: [{ id: file, deleted: true }] } } })
  t.match((await ana.get('/api/me/files')).body, { files: [], room: { used: 0 } })
  t.equal((await ana.delete(`/api/me/files/${file}`)).status, 404)
})
