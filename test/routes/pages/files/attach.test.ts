import t, { type Test } from 'tap'
import type { Config } from '#server/config/config.ts'
import { FORM_TYPE, formOf, type Part } from '#test/file-form.ts'
import { heldBody } from '#test/held-body.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function table (t: Test, config: Partial<Config> = {}) {
  const w = await world(t, { config })
  const { id } = (await w.messenger.conversations.direct(w.as('ana').userId, 'ben')).conversation
  const reader = async (name: 'ana' | 'ben' | 'eve') => await new Reader(w.as(name)).switchTo('plain')
  /** Sends the form of a page as its browser would, with these fields and files in their order. */
  async function send (name: 'ana' | 'ben' | 'eve', page: { readonly text: string }, parts: readonly Part[]) {
    const [, to = ''] = /action="(?:\.\.\/)+(conversations\/[^"]*\/attach\?form=[^"]*)"/.exec(page.text) ?? []
    const [, token = ''] = /name="form_token" value="([^"]+)"/.exec(page.text) ?? []
    return await w.as(name).send('POST', `/${to}`, { headers: { 'content-type': FORM_TYPE }, payload: formOf([['form_token', token], ...parts]) })
  }
  const last = async () => ((await w.as('ben').get(`/api/conversations/${id}`)).body as { conversation: { lastMessage: unknown } }).conversation.lastMessage
  return { w, id, reader, send, last }
}

const note = { name: 'note.txt', bytes: 'Hello' }

t.test('U262 a text and a press on the way to files → their form, with the text and the limits', async t => {
  const { id, reader } = await table(t)
  const ana = await reader('ana')
  await ana.open(`/conversations/${id}`)
  await ana.send('/messages', { body: 'See these', attach: '+' })
  t.match(ana.url, `/conversations/${id}/attach`)
  t.match(ana.text, />\nSee these<\/textarea>/)
  t.match(ana.words, 'Up to 20 MB each, 20 at a time. Your files may still take 500 MB.')
  t.match(ana.text, 'enctype="multipart/form-data"')
})

t.test('two files and a text → one message in their order; sent again → the same one', async t => {
  const { w, id, reader, send, last } = await table(t)
  const page = await (await reader('ana')).open(`/conversations/${id}/attach`)
  const parts: Part[] = [['body', 'Two of them'], ['alt', 'A note'], ['file', note], ['file', { name: 'b.pdf', bytes: '%PDF-' }]]
  const answers = [await send('ana', page, parts), await send('ana', page, parts)]
  for (const { status, headers } of answers) t.match([status, headers['location']], [303, new RegExp(`conversations/${id}\\?at=end#end$`)])
  t.match(await last(), { no: 2, kind: 'files', body: 'Two of them', files: [{ name: 'note.txt', alt: 'A note' }, { name: 'b.pdf' }] })
  t.match((await w.as('ana').get(`/api/conversations/${id}`)).body, { conversation: { draft: null } })
})

t.test('a file that is too large → its name, the number, the text kept, nothing sent', async t => {
  const { w, id, reader, send, last } = await table(t, { maxFileBytes: 10 })
  const page = await (await reader('ana')).open(`/conversations/${id}/attach`)
  const { status, text } = await send('ana', page, [['body', 'Dear Ben'], ['file', note], ['file', { name: 'large.tiff', bytes: 'x'.repeat(11) }]])
  t.equal(status, 413)
  t.match(text, '“large.tiff”: This file is too large: at most 10 bytes here.')
  t.match(text, />\nDear Ben<\/textarea>/)
  t.match(text, 'aria-describedby="field-file-refusal field-file-hint"')
  t.match(await last(), { no: 1 })
  t.match((await w.as('ana').get('/api/me/files')).body, { files: [], room: { used: 0 } }, 'nor is the file before it kept')
})

t.test('no file, or more than a message has → said beside the field', async t => {
  const { id, reader, send } = await table(t)
  const page = await (await reader('ana')).open(`/conversations/${id}/attach`)
  t.match((await send('ana', page, [['body', 'Hello'], ['file', { name: '', bytes: '' }]])).text, 'Choose a file first.')
  const many = await send('ana', page, [['body', ''], ...Array.from({ length: 21 }, (): Part => ['file', note])])
  t.match(many.text, 'At most 20 files at a time.')
})

t.test('eve, a stranger’s form, a page without a form id → refused, and nothing is sent', async t => {
  const { w, id, reader, send, last } = await table(t)
  const page = await (await reader('ana')).open(`/conversations/${id}/attach`)
  t.equal((await (await reader('eve')).open(`/conversations/${id}/attach`)).status, 404)
  t.equal((await send('eve', page, [['file', note]])).status, 404)
  const payload = formOf([['form_token', 'none'], ['file', note]])
  const headers = { 'content-type': FORM_TYPE }
  t.equal((await w.as('ana').send('POST', `/conversations/${id}/attach?form=form-1`, { headers, payload })).status, 403)
  t.equal((await w.as('ana').send('POST', `/conversations/${id}/attach`, { headers, payload })).status, 400)
  t.match(await last(), { no: 1 })
})

t.test('S3 a session that ends while the files of a form come → nothing is sent, its text is shown', async t => {
  const { w, id, last } = await table(t)
  const browser = await w.another('ana')
  const token = /name="form_token" value="([^"]+)"/.exec((await browser.get(`/conversations/${id}/attach`)).text)?.[1] ?? ''
  const headers = { cookie: browser.cookie ?? '', 'content-type': FORM_TYPE }
  const body = String(formOf([['form_token', token], ['body', 'After the end'], ['file', note]]))
  const origin = await w.listen()
  const attempt = async (form: string) => {
    return await heldBody(origin, { method: 'POST', path: `/conversations/${id}/attach?form=${form}`, headers, body })
  }
  t.match(await (await attempt('form-1')).finish(), { status: 303, location: /at=end#end$/ }, 'in time it is sent')
  const held = await attempt('form-2')
  t.equal((await browser.post('/api/logout')).status, 204)
  t.match(await held.finish(), { status: 401, text: />\nAfter the end<\/textarea>[^]*signin\?back=conversations%2F[\w-]+%2Fattach"/ })
  t.match(await last(), { no: 2 })
  t.match((await w.as('ana').get('/api/me/files')).body, { files: { length: 1 } })
})

t.test('a limit that the connection test found → said in the form; one that it did not, not', async t => {
  const { w, id, reader } = await table(t)
  const ana = await reader('ana')
  await ana.open(`/conversations/${id}/attach`)
  t.notMatch(ana.words, 'tested your connection')
  const begun = async () => ((await w.as('ana').post('/connection/test/start', {})).body as { test: string }).test
  await w.as('ana').get(`/connection/lines?test=${await begun()}&bodyBytes=262144&triedBytes=1048576`)
  await ana.open(`/conversations/${id}/attach`)
  t.match(ana.words, 'it let 262 kB through at once')
  await w.as('ana').get(`/connection/lines?test=${await begun()}&bodyBytes=1048576&triedBytes=1048576`)
  await ana.open(`/conversations/${id}/attach`)
  t.notMatch(ana.words, 'tested your connection')
})
