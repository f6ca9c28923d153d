import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U212 labels without script → made, given, shown, renamed, moved, deleted by forms', async t => {
  const w = await world(t)
  const ana = await new Reader(w.as('ana')).open('/contacts/')
  t.match(ana.text, 'href="../labels/">Add labels')
  await ana.open('/labels/')
  await ana.send('labels/', { name: 'Choir' })
  t.match(ana.words, /Saved\..*Choir/)
  await ana.send('labels/', { name: 'choir' })
  t.match(ana.words, 'You already have a label with this name.')
  t.match(ana.text, 'name="name" type="text" value="choir"', 'nothing typed is lost')
  await ana.send('labels/', { name: 'Work' })
  const [choir = '', work = ''] = (await w.messenger.labels.list(w.as('ana').userId)).map(({ id }) => id)

  await ana.open('/contacts/ben')
  await ana.send('contacts/ben/labels', { labels: choir })
  t.match(ana.words, 'Saved.')
  t.match(ana.text, `value="${choir}" checked`)
  t.match((await ana.open('/contacts/')).text, /presence-line[^]*?<span class="tag"><bdi>Choir<\/bdi><\/span>/)
  t.match((await ana.open(`/contacts/?label=${choir}`)).text, `href="../contacts/?label=${choir}" aria-current="true"`)
  t.match(ana.text, 'contacts/ben')
  t.notMatch(ana.text, 'contacts/cho')
  t.match((await ana.open(`/contacts/?label=${work}`)).words, 'No contact has this label yet')
  t.match((await ana.open('/contacts/?label=gone')).text, 'contacts/cho', 'a label that is gone shows all')

  await ana.open('/labels/')
  await ana.send(`labels/${work}`, { new_name: 'Choir' })
  t.match(ana.text, /<details open><summary><bdi>Work<\/bdi>[^]*You already have a label with this name/)
  await ana.send(`labels/${work}`, { new_name: 'Office' })
  await ana.send(`labels/${work}/move`)
  t.same((await w.messenger.labels.list(w.as('ana').userId)).map(({ name }) => name), ['Office', 'Choir'])
  await ana.send(`labels/${choir}/delete`)
  t.match(ana.words, 'Label deleted.')
  t.notMatch((await ana.open('/contacts/')).text, 'Choir')
})

t.test('U212 labels are nobody else’s: eve sends ana’s forms → 404, no page shows them', async t => {
  const w = await world(t)
  const { id } = await w.messenger.labels.make(w.as('ana').userId, 'Secret society')
  await w.messenger.contacts.change(w.as('ana').userId, 'ben', { labels: [id] })
  const eve = await new Reader(w.as('eve')).open('/labels/')
  const token = /name="form_token" value="([^"]+)"/.exec(eve.text)?.[1] ?? ''
  for (const [path, fields] of Object.entries({ '': { new_name: 'Mine' }, '/move': { place: '0' }, '/delete': {} })) {
    t.equal((await w.as('eve').form(`/labels/${id}${path}`, { form_token: token, ...fields })).status, 404, path)
  }
  for (const address of ['/labels/', '/contacts/', `/contacts/?label=${id}`, '/contacts/ana', '/groups/new']) {
    for (const name of ['ben', 'eve'] as const) t.notMatch((await w.as(name).get(address)).text, 'Secret society', `${name} ${address}`)
  }
  t.same(await w.messenger.labels.list(w.as('ana').userId), [{ id, name: 'Secret society' }])
})

t.test('U212 a new group of a label → its contacts are shown, or ticked besides others', async t => {
  const w = await world(t)
  const { userId } = w.as('ana')
  const { id } = await w.messenger.labels.make(userId, 'Choir')
  await w.messenger.contacts.change(userId, 'cho', { labels: [id] })
  const ana = await new Reader(w.as('ana')).open('/groups/new')
  const ticked = () => [...ana.text.matchAll(/name="usernames" value="(\w+)" checked/g)].map(([, name]) => name)
  await ana.send('groups/new', { title: 'Tea', label: id, find: 'Find' })
  t.notMatch(ana.text, 'value="ben"')
  t.same(ticked(), [])
  await ana.send('groups/new', { title: 'Tea', usernames: 'ben', label: id, all: 'Tick' })
  t.same(ticked(), ['ben', 'cho'])
  t.match(ana.text, 'value="Tea"')
  await ana.send('groups/new', { title: 'Tea', usernames: 'ben', label: 'another', all: 'Tick' })
  t.same(ticked(), ['ben'], 'a label that is not one’s own ticks nobody')
})
