import t from 'tap'
import { createAssets } from '#server/assets/assets.ts'
import { INSTALLED, world } from '#test/world.ts'

t.test('an emoji used by a call or as a reaction → first of those used last, for oneself', async t => {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  t.same((await ana.get('/api/me/emoji')).body, { emoji: [] })
  const use = async (emoji: string) => {
    w.clock.advance(1)
    return (await ana.post('/api/me/emoji', { emoji })).status
  }
  t.same([await use('🐝'), await use('🎂'), await use('🐝')], [204, 204, 204])
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'client-1', body: 'Cake!' })
  w.clock.advance(1)
  await ana.put(`/api/conversations/${id}/messages/${no}/reactions/${encodeURIComponent('👍')}`)
  t.same((await ana.get('/api/me/emoji')).body, { emoji: ['👍', '🐝', '🎂'] })
  await ana.delete(`/api/conversations/${id}/messages/${no}/reactions/${encodeURIComponent('👍')}`)
  t.same((await ana.get('/api/me/emoji')).body, { emoji: ['👍', '🐝', '🎂'] }, 'taking back uses none')
  for (const other of [ben, eve]) t.same((await other.get('/api/me/emoji')).body, { emoji: [] })
  t.equal((await w.stranger().get('/api/me/emoji')).status, 401)
})

t.test('anything but one emoji → INVALID', async t => {
  const ana = (await world(t)).as('ana')
  for (const emoji of ['a', 'ok', '👍👍', '<b>', '\u200d', '', 'x'.repeat(65)]) {
    t.match(await ana.post('/api/me/emoji', { emoji }), { status: 400, body: { code: 'INVALID' } }, JSON.stringify(emoji))
  }
})

t.test('the table of emoji → one file, packed, of every emoji with a name in both languages', async t => {
  const w = await world(t)
  const { text } = await w.as('ana').get(`/conversations/${(await w.messenger.conversations.direct(w.as('ana').userId, 'ben')).conversation.id}`)
  const address = /data-table="\.\.\/(static\/emoji\.[0-9a-f]+\.json)"/.exec(text)?.[1] ?? ''
  const { status, headers, text: json } = await w.stranger().get(`/${address}`)
  t.match({ status, headers }, { status: 200, headers: { 'content-type': 'application/json' } })
  const rows = (JSON.parse(json) as string[][][]).flat()
  t.equal(rows.length, 1914)
  for (const [char = '', word = '', , chinese = ''] of rows) t.ok(/^\p{RGI_Emoji}$/v.test(char) && /^[\w+-]+$/.test(word) && chinese !== '', char)
  t.notMatch(text.replace(/data-\w+="[^"]*"/g, ''), /emoji\.\w+\.json|picker\.\w+\.(?:js|css)/, 'nothing of it is loaded with a page')
  const packed = await createAssets(INSTALLED).get(address.slice('static/'.length))?.content('br')
  t.ok(packed !== undefined && packed.length < 68_000, String(packed?.length))
})
