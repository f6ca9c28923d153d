import { join } from 'node:path'
import t, { type Test } from 'tap'
import { filesBeside } from '#test/files.ts'
import { world } from '#test/world.ts'

const DAY = 86_400_000

async function album (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const w = await world(t, { path })
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const { conversation: { id } } = await w.messenger.conversations.group(ana.userId, 'Harbour', ['ben'])
  const files = filesBeside(t, path)
  let sent = 0
  async function send (who: typeof ana, ...names: readonly string[]): Promise<number> {
    const ids = names.map(name => {
      const type = /jpg$/.test(name) ? 'image/jpeg' : /mp4$/.test(name) ? 'video/mp4' : /ogg$/.test(name) ? 'audio/ogg' : 'application/pdf'
      const size = type === 'image/jpeg' ? { width: 4, height: 3 } : {}
      return files.add(who.userId, { id: `f${++sent}`, name, type, ...size })
    })
    const { body } = await who.post(`/api/conversations/${id}/messages`, { clientId: `client-${sent}`, body: '', fileIds: ids })
    return (body as { message: { no: number } }).message.no
  }
  async function names (who: typeof ana, query: string) {
    const { body } = await who.get(`/api/conversations/${id}/files?${query}`)
    const { files: found = [], ...rest } = body as { files?: ReadonlyArray<{ file: { name: string } }>, more: boolean, next: string | null }
    return { ...rest, names: found.map(({ file }) => file.name) }
  }
  return { w, ana, ben, eve, id, send, names }
}

t.test('U260 files of a conversation → each kind by itself, the latest first, with its message', async t => {
  const { ana, ben, id, send, names } = await album(t)
  const no = await send(ana, 'first.jpg', 'second.jpg', 'plan.pdf')
  await send(ben, 'tide.mp4', 'horn.ogg')
  t.match(await names(ben, 'kind=pictures'), { names: ['tide.mp4', 'second.jpg', 'first.jpg'], more: false, next: null })
  t.match(await names(ben, 'kind=files'), { names: ['plan.pdf'] })
  t.match(await names(ben, 'kind=voice'), { names: ['horn.ogg'] })
  t.match((await ben.get(`/api/conversations/${id}/files?kind=files`)).body, { files: [{ file: { id: 'f3', type: 'application/pdf' }, no, sender: { username: 'ana' } }] })
})

t.test('a page of them → goes on where it ended, also amid the files of one message', async t => {
  const { ana, send, names } = await album(t)
  await send(ana, ...[1, 2, 3, 4, 5].map(n => `${n}.jpg`))
  const { next, more, ...first } = await names(ana, 'limit=2')
  t.same(first.names, ['5.jpg', '4.jpg'])
  t.equal(more, true)
  t.match(await names(ana, `limit=5&after=${next}`), { names: ['3.jpg', '2.jpg', '1.jpg'], more: false })
  t.equal((await ana.get(`/api/conversations/none/files?after=${next}`)).status, 404)
})

t.test('a part of a name, without case and accents → found in any script', async t => {
  const { ana, send, names } = await album(t)
  await send(ana, 'Étage 2.jpg', '港口办公室.jpg', 'Landing.jpg')
  t.match(await names(ana, `q=${encodeURIComponent('etage')}`), { names: ['Étage 2.jpg'] })
  t.match(await names(ana, `q=${encodeURIComponent('办公')}`), { names: ['港口办公室.jpg'] })
  t.match(await names(ana, 'q=LAND'), { names: ['Landing.jpg'] })
  t.same((await names(ana, 'q=none')).names, [])
})

t.test('a month → its files in the time zone of the caller', async t => {
  const { w, ana, ben, send, names } = await album(t)
  const month = (at: number) => new Date(at).toISOString().slice(0, 'yyyy-mm'.length)
  const began = month(w.clock.now())
  await send(ana, 'before.jpg')
  // In steps, so that nobody's session ends.
  for (const each of [20, 20]) {
    w.clock.advance(each * DAY)
    for (const who of [ana, ben]) await who.get('/api/me')
  }
  await send(ana, 'after.jpg')
  t.same((await names(ben, `month=${began}`)).names, ['before.jpg'])
  t.same((await names(ben, `month=${month(w.clock.now())}`)).names, ['after.jpg'])
  t.same((await names(ben, 'month=1999-01')).names, [])
  t.equal((await ben.get('/api/conversations/x/files?month=1999-13')).status, 400)
})

t.test('D32 a recall, a removal, eve → files of no message that one may see', async t => {
  const { w, ana, ben, eve, id, send, names } = await album(t)
  const no = await send(ana, 'recalled.jpg')
  await send(ana, 'seen.jpg')
  await w.messenger.messages.recall(ana.userId, id, no)
  t.same((await names(ben, '')).names, ['seen.jpg'])
  await w.messenger.groups.removeMember(ana.userId, id, 'ben')
  await send(ana, 'later.jpg')
  t.same((await names(ben, '')).names, ['seen.jpg'])
  t.same((await names(ana, '')).names, ['later.jpg', 'seen.jpg'])
  t.equal((await eve.get(`/api/conversations/${id}/files`)).status, 404)
})
