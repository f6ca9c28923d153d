import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { upload } from '#test/file-form.ts'
import { world, type Name } from '#test/world.ts'

const SECRET = 'the bytes of a secret'
const MINUTE = 60_000

/** Ana's group of ben. `seen`: the people who can fetch a file. */
async function group (t: Test) {
  const folder = t.testdir()
  const w = await world(t, { files: folder })
  const [ana, ben, cho] = [w.as('ana'), w.as('ben'), w.as('cho')]
  const { conversation: { id } } = await w.messenger.conversations.group(ana.userId, 'Tea', ['ben'])
  const path = `/api/conversations/${id}`
  let count = 0
  async function send (bytes: string): Promise<{ readonly file: string, readonly no: number }> {
    const { id: file } = await upload(ana, bytes)
    const { status, body } = await ana.post(`${path}/messages`, { clientId: `client-${++count}`, body: '', fileIds: [file] })
    t.equal(status, 201)
    return { file, no: (body as { message: { no: number } }).message.no }
  }
  async function seen (file: string): Promise<string> {
    const names: Name[] = []
    for (const name of ['ana', 'ben', 'cho', 'eve'] as const) {
      const { status } = await w.as(name).get(`/files/${file}/any`)
      const head = (await w.as(name).send('HEAD', `/files/${file}/any`, {})).status
      const part = (await w.as(name).get(`/files/${file}/any`, { range: 'bytes=0-3' })).status
      t.same([head, part], status === 200 ? [200, 206] : [status, status], `${name}: HEAD and a part as the whole`)
      if (status === 200) names.push(name)
      else t.equal(status, 404)
    }
    t.equal((await w.stranger().get(`/files/${file}/any`)).status === 200, false, 'nobody without a session')
    return names.join()
  }
  const kept = () => readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(SECRET)).length
  return { w, ana, ben, cho, id, path, send, seen, kept }
}

t.test('U240 a sent file by HTTP → members by their periods, removed ones what they could see', async t => {
  const { w, ana, ben, path, send, seen } = await group(t)
  const first = await send('first')
  t.equal(await seen(first.file), 'ana,ben')
  await ana.post(`${path}/members`, { usernames: ['cho'] })
  const second = await send('second')
  await ana.delete(`${path}/members/ben`)
  const third = await send('third')
  t.same([await seen(first.file), await seen(second.file), await seen(third.file)], ['ana,ben', 'ana,ben,cho', 'ana,cho'])
  await ben.delete(path)
  t.equal(await seen(first.file), 'ana', 'removed from the list, the group shows ben nothing')
  await w.messenger.contacts.block(w.as('cho').userId, 'ana')
  t.equal(await seen(third.file), 'ana,cho', 'a block takes nothing back')
})

t.test('D15 a recall → the file is nobody’s at once, its bytes go with the last copy', async t => {
  const { w, ana, ben, id, path, send, seen, kept } = await group(t)
  const { file, no } = await send(SECRET)
  const { conversation } = await w.messenger.conversations.direct(ben.userId, 'cho')
  const forward = { clientId: 'client-fw', from: { conversationId: id, nos: [no] }, to: [conversation.id] }
  const { body } = await ben.post('/api/forwards', forward)
  const [copy] = (body as { messages: Array<{ no: number, files: Array<{ id: string }> }> }).messages
  if (copy === undefined) throw new Error('There is no copy.')
  await ana.delete(`${path}/messages/${no}`)
  t.same([await seen(file), await seen(copy.files[0]?.id ?? '')], ['', 'ben,cho'])
  const collected = async () => {
    for (let minutes = 0; minutes < 15; minutes++) {
      w.clock.advance(MINUTE)
      await pause(20)
    }
    return kept()
  }
  t.equal(await collected(), 1, 'a copy has them still')
  await ben.delete(`/api/conversations/${conversation.id}/messages/${copy.no}`)
  await ben.get('/api/me')
  t.equal(await seen(copy.files[0]?.id ?? ''), 'ben,cho', 'too late to recall it')
  await w.messenger.store.files.remove(ben.userId, copy.files[0]?.id ?? '', w.clock.now())
  t.equal(await seen(copy.files[0]?.id ?? ''), '')
  t.equal(await collected(), 0)
})
