import t from 'tap'
import { world } from '#test/world.ts'

t.test('U212 labels → made, renamed, moved, given, deleted by their owner; eve finds none', async t => {
  const w = await world(t)
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  const { cursor } = (await ana.poll({ hold: 0 })).body
  const cursors = { ben: (await w.as('ben').poll({ hold: 0 })).body['cursor'], eve: (await eve.poll({ hold: 0 })).body['cursor'] }
  const made = await ana.post('/api/labels', { name: ' Choir\u200b ', clientId: 'label-0001' })
  t.match(made, { status: 201, body: { label: { name: 'Choir' } } })
  const { id } = (made.body as { label: { id: string } }).label
  t.same((await ana.post('/api/labels', { name: ' Choir\u200b ', clientId: 'label-0001' })).body, made.body, 'said twice, made once')
  t.match(await ana.post('/api/labels', { name: 'Work', clientId: 'label-0001' }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
  t.match(await ana.post('/api/labels', { name: 'choir' }), { status: 409, body: { code: 'CONFLICT', field: 'name' } })
  for (const name of ['', ' \u3164', 'x'.repeat(33)]) t.match(await ana.post('/api/labels', { name }), { status: 400, body: { code: 'INVALID', field: 'name' } })
  t.match(await ana.post('/api/labels', { name: 'Work' }), { status: 201 })
  t.match(await ana.post(`/api/labels/${id}?method=PATCH`, { place: 1, name: 'The choir' }), { status: 200, body: { label: { id, name: 'The choir' } } })
  t.match((await ana.get('/api/labels')).body, { labels: [{ name: 'Work' }, { id, name: 'The choir' }] })
  t.match((await ana.patch('/api/contacts/ben', { labels: [id] })).body, { contact: { remark: '', labels: [id] } })
  t.match((await ana.patch('/api/contacts/ben', { remark: 'Benny' })).body, { contact: { remark: 'Benny', labels: [id] } })
  t.match((await ana.get(`/api/contacts?label=${id}`)).body, { contacts: [{ user: { username: 'ben' } }] })
  t.match((await ana.get(`/api/contacts?label=${id}&q=cho`)).body, { contacts: [] })
  t.match((await ana.get('/api/contacts?q=benny')).body, { contacts: [{ user: { username: 'ben' }, labels: [id] }] })

  t.same((await eve.get('/api/labels')).body, { labels: [] })
  for (const { status, body } of [
    await eve.patch(`/api/labels/${id}`, { name: 'Mine' }), await eve.delete(`/api/labels/${id}`), await w.as('ben').patch('/api/contacts/ana', { labels: [id] }),
    await eve.patch('/api/contacts/ana', { labels: [] })
  ]) t.match([status, body['code']], [404, 'NOT_FOUND'])
  t.same((await w.as('ben').get(`/api/contacts?label=${id}`)).body['contacts'], [])

  t.equal((await ana.delete(`/api/labels/${id}`)).status, 204)
  t.equal((await ana.delete(`/api/labels/${id}`)).status, 404)
  t.match((await ana.get('/api/contacts?q=benny')).body, { contacts: [{ labels: [] }] })
  const told = (await (await w.another('ana')).poll({ cursor, hold: 0 })).body['events'] as ReadonlyArray<{ readonly type: string }>
  t.same(told.map(({ type }) => type).filter(type => type !== 'session'), ['labels', 'labels', 'labels', 'contact', 'contact', 'labels'])
  for (const [name, from] of Object.entries(cursors)) t.same((await w.as(name as 'ben').poll({ cursor: from, hold: 0 })).body['events'], [], name)
})

t.test('U212 more labels than one may have → refused; all of them on one contact → taken', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const ids: string[] = []
  for (let n = 0; n < 50; n++) ids.push((await w.messenger.labels.make(ana.userId, `Label ${n}`)).id)
  t.match(await ana.post('/api/labels', { name: 'One more' }), { status: 429, body: { code: 'TOO_MANY' } })
  t.match((await ana.patch('/api/contacts/ben', { labels: ids })).body, { contact: { labels: { length: 50 } } })
  t.equal((await ana.patch('/api/contacts/ben', { labels: [...ids, 'l-more'] })).status, 400)
})
