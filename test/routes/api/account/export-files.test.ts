import t from 'tap'
import { upload } from '#test/file-form.ts'
import type { Person } from '#test/person.ts'
import { unzipped } from '#test/unzipped.ts'
import { world } from '#test/world.ts'

t.test('U255 an export of messages with files → an archive of a page and its files, nobody else’s', async t => {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const address = await w.listen()
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const { conversation: { id: tea } } = await w.messenger.conversations.group(ben.userId, 'Tea', ['cho'])
  async function send (who: Person, conversationId: string, clientId: string, names: readonly string[]): Promise<number> {
    const files = await Promise.all(names.map(name => upload(who, `bytes of ${name}`, name)))
    const { body } = await who.post(`/api/conversations/${conversationId}/messages`, { clientId, body: '', fileIds: files.map(({ id }) => id) })
    return (body['message'] as { no: number }).no
  }
  const exported = async (who: Person, format: string) => {
    const answer = await fetch(`${address}/api/me/export?format=${format}`, { headers: { cookie: who.cookie ?? '' } })
    return { type: answer.headers.get('content-type'), name: answer.headers.get('content-disposition') ?? '', bytes: Buffer.from(await answer.arrayBuffer()) }
  }

  t.equal((await exported(ana, 'html')).type, 'text/html; charset=utf-8', 'one page while there are no files')
  const no = await send(ana, id, 'client-1', ['plan & list.txt', '会议记录.txt'])
  const gone = await send(ben, id, 'client-2', ['secret.txt'])
  await ben.delete(`/api/conversations/${id}/messages/${gone}`)
  await send(ben, tea, 'client-3', ['of others.txt'])

  const html = await exported(ana, 'html')
  t.equal(html.type, 'application/zip')
  t.match(html.name, /^attachment; filename="ana-\d{4}-\d\d-\d\d\.zip"$/)
  const files = unzipped(html.bytes)
  const [page = '', ...paths] = files.keys()
  t.match(page, /^ana-.*\.html$/)
  t.same(paths, [`files/${id}/${no}-1-plan & list.txt`, `files/${id}/${no}-2-会议记录.txt`])
  t.equal(files.get(paths[1] ?? '')?.toString(), 'bytes of 会议记录.txt')
  const text = files.get(page)?.toString() ?? ''
  for (const path of paths) t.ok(text.includes(`href="${path.split('/').map(encodeURIComponent).join('/')}"`), path)
  t.notMatch(text, /secret|of others/)

  const lines = await exported(ana, 'jsonl')
  const told = [...unzipped(lines.bytes).entries()][0]?.[1].toString().trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>) ?? []
  t.match(told.filter(({ type }) => type === 'file'), [
    { conversationId: id, no, file: { name: 'plan & list.txt' }, path: paths[0] }, { file: { name: '会议记录.txt' }, path: paths[1] }
  ])
  t.match(told.at(-1), { type: 'end' })
  t.match((await ana.get('/api/me/export/progress')).body, { export: { state: 'done' } })
  t.equal((await exported(eve, 'html')).type, 'text/html; charset=utf-8', 'eve has nothing of it')
  t.same([...unzipped((await exported(w.as('cho'), 'html')).bytes).keys()].filter(name => name.startsWith('files/')).length, 1)
})
