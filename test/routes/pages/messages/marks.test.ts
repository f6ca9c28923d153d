import t from 'tap'
import { loadScripts } from '../../../client/stage/scripts.ts'
import { world } from '#test/world.ts'

const { readMarkup } = loadScripts()

t.test('N1 every page, fragment and error carries the mark the script checks, with its length', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', body: 'Grüße 你好 😀 <b>' })
  const { test } = (await ana.post('/connection/test/start', {})).body as { test: string }
  const fragments = [`/conversations/${id}?fragment=1`, `/conversations/${id}?before=9&fragment=1`, `/conversations/${id}?fragment=1&side=1`,
    `/messages/${id}?no=2&fragment=1`, '/contacts/?fragment=found&q=ben', '/contacts/?fragment=found&q=', `/connection/lines?test=${test}`]
  for (const address of fragments) {
    const { status, text } = await ana.get(address)
    t.equal(status, 200, address)
    t.equal(readMarkup(text), 'fragment', address)
    t.equal(readMarkup(text.slice(0, -1)), 'cut', `${address}, cut short`)
  }
  const pages = ['/conversations/', `/conversations/${id}`, `/held/${id}`, '/contacts/', '/settings/', '/connection/', '/api/', '/nothing/here',
    '/conversations/none', '/conversations/none?fragment=1', '/connection/frames/together?test=none&n=1&of=4']
  for (const address of pages) t.equal(readMarkup((await ana.get(address)).text), 'page', address)
  for (const address of ['/signin', '/signup']) t.equal(readMarkup((await w.stranger().get(address)).text), 'page', address)
})
