import t from 'tap'
import { createGuests } from '#server/demo/guests.ts'
import { world, type World } from '#test/world.ts'

/** Polls of ana and ben, and of eve, who signed up by herself; returns the titles of the bars that ana sees. */
async function barsFor (w: World): Promise<string[]> {
  const board = async (): Promise<string> => (await w.as('ana').get('/wire/?fragment=board')).text
  await board()
  for (const name of ['ana', 'ben', 'eve'] as const) {
    const { cursor } = (await w.as(name).poll({ hold: 0 })).body as { cursor: string }
    await w.as(name).poll({ cursor, hold: 0, tab: name })
  }
  return [...(await board()).matchAll(/<title>([^<]*)<\/title>/g)].map(([, title = '']) => title.replace(/\d+$/, 'n'))
}

const about = { en: '', zh: '' }
const demo = {
  cast: ['ana', 'ben', 'cho'].map(username => ({ username, about })), door: { key: 'open', username: 'ana', partner: 'ben' }
}

t.test('U223 in a demo -> the polls of its cast are drawn, and none of those who signed up', async t => {
  const w = await world(t, { demo })
  t.same(await barsFor(w), ['Request n', '@ben'])
  const { text } = await w.as('ana').get('/wire/')
  const own = ((await w.as('ana').get('/api/wire')).body as { exchanges: unknown[] }).exchanges
  t.equal(text.match(/<tr class="end-/g)?.length, own.length, 'the table and the scores are of one’s own')
})

t.test('U223 in a public demo -> nothing of its cast, to whom all the guests write', async t => {
  const w = await world(t, { demo: { ...demo, guests: createGuests({ until: 0, now: () => 0 }) } })
  t.same(await barsFor(w), ['Request n'])
})

t.test('U223 on any other server -> nothing of others is drawn or recorded', async t => {
  const w = await world(t)
  t.same(await barsFor(w), ['Request n'])
  t.same(((await w.as('ben').get('/api/wire')).body as { exchanges: unknown[] }).exchanges, [])
})
