import { join } from 'node:path'
import t, { type Test } from 'tap'
import { filesBeside } from '#test/files.ts'
import { world } from '#test/world.ts'

async function talk (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const w = await world(t, { path })
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const files = filesBeside(t, path)
  for (const each of ['a', 'b']) files.add(ana.userId, { id: each })
  files.add(ana.userId, { id: 'p', name: 'cat.jpg', type: 'image/jpeg', width: 4, height: 3 })
  return { w, ana, ben, eve, id, path: `/api/conversations/${id}/messages`, files }
}

t.test('U250 a send with fileIds → 201 with its files; the other is told and reads the same', async t => {
  const { ana, ben, path, id } = await talk(t)
  const { body: { cursor } } = await ben.poll({ hold: 0 })
  const { status, body } = await ana.post(path, { clientId: 'client-1', body: '', fileIds: ['p', 'a'] })
  t.equal(status, 201)
  const picture = { id: 'p', name: 'cat.jpg', type: 'image/jpeg', size: 1_000, width: 4, height: 3 }
  t.match(body, { message: { kind: 'files', body: '', files: [picture, { id: 'a', name: 'a.txt' }] } })
  t.match((await ben.poll({ cursor, hold: 0 })).body, { events: [{ type: 'message', message: body['message'] }] })
  t.same((await ben.get(path)).body['messages'], (await ana.get(path)).body['messages'])
  t.match((await ben.get(path)).body, { messages: [{}, body['message']] })
  t.match((await ben.get(`/api/conversations/${id}`)).body, { conversation: { unread: 1, lastMessage: body['message'] } })
  t.match((await ben.get('/api/snapshot')).text, 'cat.jpg')
})

t.test('D12 fileIds and their order are part of what a clientId was used for', async t => {
  const { ana, path } = await talk(t)
  const send = (fileIds: readonly string[] | undefined, body = 'x') => ana.post(path, { clientId: 'client-1', body, fileIds })
  t.match(await send(['a', 'b']), { status: 201 })
  t.match(await send(['a', 'b']), { status: 200, body: { duplicate: true, message: { files: [{ id: 'a' }, { id: 'b' }] } } })
  for (const other of [['b', 'a'], ['a'], undefined]) t.match(await send(other), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
})

t.test('files of another, sent before or missing → 404 with the reason; eve learns nothing', async t => {
  const { ana, ben, eve, path } = await talk(t)
  const refusal = { status: 404, body: { code: 'NOT_FOUND', reason: 'files-missing', field: 'fileIds' } }
  t.match(await ben.post(path, { clientId: 'client-1', body: '', fileIds: ['a'] }), refusal)
  t.match(await ana.post(path, { clientId: 'client-2', body: '', fileIds: ['none'] }), refusal)
  await ana.post(path, { clientId: 'client-3', body: '', fileIds: ['a'] })
  t.match(await ana.post(path, { clientId: 'client-4', body: '', fileIds: ['a'] }), refusal)
  t.match(await eve.post(path, { clientId: 'client-5', body: '', fileIds: ['a'] }), { status: 404, body: { reason: undefined } })
})

t.test('1,000 files, a file twice, no files, another kind → 400', async t => {
  const { ana, path, files } = await talk(t)
  const thousand = Array.from({ length: 1_000 }, (_, index) => `file-${index}`)
  for (const wrong of [
    { fileIds: thousand }, { fileIds: ['a', 'a'] }, { fileIds: ['../a'] }, { kind: 'files', fileIds: [] }, { kind: 'files' }, { kind: 'text', fileIds: ['a'] }
  ]) t.match(await ana.post(path, { clientId: 'client-1', body: 'x', ...wrong }), { status: 400 }, JSON.stringify(wrong).slice(0, 40))
  t.match(await ana.post(path, { clientId: 'client-1', body: ' ' }), { status: 400, body: { reason: 'message-empty' } })
  t.equal(files.count('message_files'), 0)
})

t.test('an edit of the text beside files → may be empty; files stay', async t => {
  const { ana, path } = await talk(t)
  const { body: { message } } = await ana.post(path, { clientId: 'client-1', body: 'Look', fileIds: ['a'] })
  const { no } = message as { no: number }
  t.match(await ana.patch(`${path}/${no}`, { body: '' }), { status: 200, body: { message: { body: '', files: [{ id: 'a' }] } } })
  const { body: { message: text } } = await ana.post(path, { clientId: 'client-2', body: 'Look' })
  t.match(await ana.patch(`${path}/${(text as { no: number }).no}`, { body: '' }), { status: 400, body: { reason: 'message-empty' } })
})

t.test('U252 a forward of files → the same bytes under other ids; said again, the same', async t => {
  const { w, ana, ben, path, id, files } = await talk(t)
  const { body: { message } } = await ana.post(path, { clientId: 'client-1', body: '', fileIds: ['p'] })
  const { conversation } = await w.messenger.conversations.direct(ben.userId, 'cho')
  const forward = () => ben.post('/api/forwards', {
    clientId: 'client-2', from: { conversationId: id, nos: [(message as { no: number }).no] }, to: [conversation.id]
  })
  const { status, body } = await forward()
  t.match({ status, body }, { status: 201, body: { messages: [{ kind: 'files', body: '', files: [{ name: 'cat.jpg', type: 'image/jpeg' }] }], refused: [] } })
  t.same((await forward()).body, body)
  t.equal(files.count('files'), 4)
})

t.test('pages of messages with files → pictures that lead on, the list and quotes in words', async t => {
  const { ana, ben, path, id } = await talk(t)
  const { body: { message } } = await ana.post(path, { clientId: 'client-1', body: '', fileIds: ['p'] })
  const { no } = message as { no: number }
  await ben.post(path, { clientId: 'client-2', body: 'Sweet', replyTo: no })
  const page = (await ben.get(`/conversations/${id}`)).text
  t.match(page, /<a class="picture" href="[^"]*\/files\/p"[^>]*><img src="[./]*previews\/p\/small" width="4" height="3" alt="[^"]*cat\.jpg/)
  t.match(page, '<span class="quote-text" dir="auto">Photo</span>')
  await ana.post(path, { clientId: 'client-3', body: 'Two', fileIds: ['a', 'b'] })
  t.match((await ben.get('/conversations/')).text, '<bdi>2 files · Two</bdi>')
})

t.test('U251 a refused send of files → its page shows them and sends them again by its form', async t => {
  const { w, ana, eve, files } = await talk(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(eve.userId, 'ana')
  files.add(eve.userId, { id: 'e', name: 'plan.pdf' })
  const path = `/api/conversations/${id}/messages`
  t.match(await eve.post(path, { clientId: 'client-eve', body: '', fileIds: ['e'] }), { status: 403, body: { code: 'NOT_A_CONTACT' } })
  const page = (await eve.get(`/conversations/${id}`)).text
  t.match(page, /<a class="file-link" href="[./]*files\/e\/plan\.pdf"/)
  t.match(page, '<input type="hidden" name="files" value="e">')
  const token = /name="form_token" value="([^"]*)"/.exec(page)?.[1] ?? ''
  const retry = () => eve.form(`/conversations/${id}/bounces/client-eve`, { form_token: token, act: 'retry', kind: 'files', body: '', files: 'e' })
  t.match(await retry(), { status: 403 })
  const { id: requestId } = await w.messenger.contacts.ask(eve.userId, 'ana', '')
  await w.messenger.contacts.accept(ana.userId, requestId)
  t.match(await retry(), { status: 303 })
  t.match((await ana.get(path)).body, { messages: [{}, { kind: 'files', files: [{ id: 'e', name: 'plan.pdf' }] }] })
})
