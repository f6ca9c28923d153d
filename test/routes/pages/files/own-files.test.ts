import t from 'tap'
import { upload } from '#test/file-form.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U264 My files → what one has, the room, and a file deleted after being asked once more', async t => {
  const w = await world(t)
  const { id } = await upload(w.as('ana'), 'Hello', '<b>note</b>.txt')
  const ana = await new Reader(w.as('ana')).switchTo('plain')
  await ana.open('/settings/')
  t.match(ana.text, 'href="../settings/files"')
  await ana.open('/settings/files')
  t.match(ana.words, 'Your files take 5 bytes of 500 MB.')
  t.notMatch(ana.text, '<b>note')
  await ana.open(`/settings/files?delete=${id}`)
  t.match(ana.words, 'It wasn’t sent to anyone.')
  await ana.send('/delete', {})
  t.match(ana.url, '/settings/files?done=file-deleted')
  t.match(ana.words, 'File deleted.')
  t.match(ana.words, 'No files yet')
})

t.test('eve → finds no page of another’s file, and deletes nothing', async t => {
  const w = await world(t)
  const { id } = await upload(w.as('ana'), 'Hello')
  const eve = await new Reader(w.as('eve')).switchTo('plain')
  t.equal((await eve.open(`/settings/files?delete=${id}`)).status, 404)
  await eve.open('/settings/files')
  await eve.post(`/settings/files/${id}/delete`, { form_token: eve.forms()[0]?.hidden['form_token'] ?? '' })
  t.equal(eve.status, 404)
  t.match((await w.as('ana').get('/api/me/files')).body, { files: [{ id }] })
})
