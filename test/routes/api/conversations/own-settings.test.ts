import t from 'tap'
import { world, type World } from '#test/world.ts'

const settled = () => new Promise(resolve => { setImmediate(resolve) })

/** Ben and cho have each written to ana. */
async function written (w: World) {
  const direct = async (name: 'ben' | 'cho', texts: readonly string[]) => {
    const { conversation: { id } } = await w.messenger.conversations.direct(w.as(name).userId, 'ana')
    for (const body of texts) {
      await w.messenger.messages.send({ senderId: w.as(name).userId, conversationId: id, clientId: `client-${name}-${body}`, body })
    }
    return id
  }
  return { ben: await direct('ben', ['one', 'two']), cho: await direct('cho', ['three']) }
}

t.test('U133 PATCH mine → the conversation with these fields; those not named stay; eve gets 404', async t => {
  const w = await world(t)
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  const { ben: id } = await written(w)
  const { status, body } = await ana.patch(`/api/conversations/${id}/mine`, { pinned: true })
  t.equal(status, 200)
  t.match(body, { conversation: { id, pinned: true, notify: 'all', mutedUntil: null, archived: false, hidden: false, unread: 2 } })
  const mutedUntil = w.clock.now() + 60_000
  t.match((await ana.post(`/api/conversations/${id}/mine?method=PATCH`, { mutedUntil, notify: 'mentions' })).body, {
    conversation: { pinned: true, notify: 'mentions', mutedUntil }
  })
  t.match((await ana.patch(`/api/conversations/${id}/mine`, {})).body, { conversation: { pinned: true, mutedUntil } })
  for (const wrong of [{ pinned: 'yes' }, { notify: 'some' }, { mutedUntil: 'tomorrow' }, { colour: 'red' }]) {
    t.equal((await ana.patch(`/api/conversations/${id}/mine`, wrong)).status, 400, JSON.stringify(wrong))
  }
  t.equal((await eve.patch(`/api/conversations/${id}/mine`, { pinned: true })).status, 404)
  t.match((await w.as('ben').get(`/api/conversations/${id}`)).body, { conversation: { pinned: false, mutedUntil: null } }, 'it is ana’s alone')
})

t.test('muted until the end of times → the panel still says when; later than dates go → refused', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { ben: id } = await written(w)
  for (const mutedUntil of [253_402_300_800_000, 8_640_000_000_000_000, Number.MAX_SAFE_INTEGER]) {
    t.equal((await ana.patch(`/api/conversations/${id}/mine`, { mutedUntil })).status, 400, String(mutedUntil))
  }
  t.equal((await ana.patch(`/api/conversations/${id}/mine`, { mutedUntil: 253_402_300_799_999 })).status, 200)
  t.match(await ana.get(`/conversations/${id}?side=_own`), { status: 200, text: /9999|10000/ })
  t.match((await ana.patch(`/api/conversations/${id}/mine`, { mutedUntil: -1 })).body, { conversation: { mutedUntil: null } }, 'it has passed')
})

t.test('pinned ones come first, page by page, each once; archived ones have a list of their own', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { ben, cho } = await written(w)
  const ids = [ben, cho]
  for (const title of ['a', 'b', 'c', 'd', 'e']) ids.push((await w.messenger.conversations.group(ana.userId, title, [])).conversation.id)
  const [, , a = '', b = '', c = '', d = '', e = ''] = ids
  for (const id of [b, ben]) await ana.patch(`/api/conversations/${id}/mine`, { pinned: true })
  await ana.patch(`/api/conversations/${d}/mine`, { archived: true })
  await ana.patch(`/api/conversations/${c}/mine`, { hidden: true })
  const whole = async (query: string) => {
    const found: string[] = []
    for (let after = ''; ;) {
      const { body } = await ana.get(`/api/conversations?limit=2${query}${after}`)
      found.push(...(body['conversations'] as Array<{ id: string }>).map(({ id }) => id))
      if (body['next'] === null) return found
      after = `&after=${encodeURIComponent(String(body['next']))}`
    }
  }
  t.same(await whole(''), [b, ben, e, a, cho])
  t.same(await whole('&archived=true'), [d])
  t.match((await ana.get('/api/snapshot')).body, { conversations: [{ id: b }, { id: ben }, { id: e }, { id: a }, { id: cho }] })
})

t.test('D14 a mute ends by the clock → the total is right again, everywhere, also over a restart', async t => {
  const path = `${t.testdir({})}/holdline.db`
  const w = await world(t, { path })
  const ana = w.as('ana')
  const { ben, cho } = await written(w)
  const total = async (world = w) => (await world.as('ana').get('/api/conversations')).body['unread']
  t.equal(await total(), 3)
  await ana.patch(`/api/conversations/${ben}/mine`, { mutedUntil: w.clock.now() + 3 * 3_600_000 })
  await ana.patch(`/api/conversations/${cho}/mine`, { mutedUntil: w.clock.now() + 5_000 })
  const { cursor } = (await ana.poll({ hold: 0 })).body
  t.equal(await total(), 0)
  w.clock.advance(4_999)
  await settled()
  t.equal(await total(), 0)
  w.clock.advance(1)
  while (await total() === 0) await settled()
  t.equal(await total(), 1)
  const { body } = await ana.poll({ cursor, hold: 0, view: 'html' })
  t.match(String(body['html']), 'data-how="unread" data-count="1"', 'open pages are told')
  const { clock } = w
  await w.close()
  clock.jump(3 * 3_600_000)
  const again = await world(t, { path, clock })
  while (await total(again) === 1) await settled()
  t.equal(await total(again), 3)
})

t.test('POST read-all → 200 {unread}, one event for one’s own browsers, nothing for others', async t => {
  const w = await world(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  await written(w)
  const other = await w.another('ana')
  const cursors = [(await other.poll({ hold: 0 })).body['cursor'], (await ben.poll({ hold: 0 })).body['cursor']]
  const { status, body } = await ana.post('/api/read-all')
  t.same([status, body], [200, { unread: 0 }])
  const { events } = (await other.poll({ cursor: cursors[0], hold: 0 })).body
  t.match(events, [{ type: 'read-all', conversations: [{}, {}] }])
  t.equal((events as unknown[]).length, 1)
  t.same((await ben.poll({ cursor: cursors[1], hold: 0 })).body['events'], [])
  t.same((await ana.post('/api/read-all')).body, { unread: 0 })
  t.equal((await w.stranger().post('/api/read-all')).status, 401)
})
