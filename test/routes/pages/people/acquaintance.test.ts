import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U12 a search → contacts marked, by remark; its words kept in a hit and on the way back', async t => {
  const w = await world(t)
  await w.as('ana').patch('/api/contacts/ben', { remark: 'Uncle' })
  const ana = await new Reader(w.as('ana')).open('/contacts/?q=%40ben')
  t.match(ana.words, /Results Uncle @ben contact/)
  await ana.open('/contacts/ben?q=%40ben')
  t.match(ana.text, 'name="q" value="@ben"')
  t.match(ana.words, 'Results')
  t.match(ana.text, 'class="icon-button back" href="../contacts/?q=%40ben"')
  const eve = await new Reader(w.as('eve')).open('/contacts/?q=ben')
  t.match(eve.words, /Results Ben @ben(?! contact)/)
  t.notMatch(eve.text, 'Uncle')
  t.notMatch(eve.words, 'No contacts yet')
  await eve.open('/contacts/?fragment=found&q=')
  t.match(eve.words, 'No contacts yet', 'and back when the field is empty')
})

t.test('a line about oneself → by a form, on the profile for everybody who opens it', async t => {
  const w = await world(t)
  const ben = await new Reader(w.as('ben')).open('/settings/profile')
  await ben.send('settings/profile', { display_name: 'Ben', about: ' On a <b>train</b> ' })
  t.match(ben.words, 'Saved')
  t.match(ben.text, 'name="about" type="text" value="On a &lt;b&gt;train&lt;/b&gt;"')
  for (const name of ['ana', 'eve'] as const) {
    const reader = await new Reader(w.as(name)).open('/contacts/ben')
    t.match(reader.text, 'data-about-of="ben">On a &lt;b&gt;train&lt;/b&gt;</p>', name)
    t.match((await reader.open('/contacts/?q=ben')).text, '<bdi class="row-about" data-about-of="ben">On a &lt;b&gt;train&lt;/b&gt;</bdi>', name)
  }
  await ben.send('settings/profile', { display_name: 'Ben' })
  t.match((await w.as('ben').get('/api/me')).body, { about: 'On a <b>train</b>' }, 'a form without it changes nothing of it')
  await ben.send('settings/profile', { display_name: 'Ben', about: '' })
  t.match((await w.as('ana').get('/contacts/ben')).text, 'data-about-of="ben"></p>')
})

t.test('U13 a request → in the title and above the chats; once accepted, one can write', async t => {
  const w = await world(t)
  const ana = await new Reader(w.as('ana')).open('/conversations/')
  const { cursor } = (await w.as('ana').poll({ hold: 0 })).body
  t.match(ana.text, '<title>Chats')
  const eve = await new Reader(w.as('eve')).open('/contacts/ana')
  await eve.send('ask', { note: '' })
  t.match(eve.words, 'Request sent.')
  const asked = eve.url
  await ana.open('/conversations/')
  t.match(ana.text, '<title>(1) Chats')
  t.match(ana.words, '1 request')
  t.match((await ana.open('/groups/new')).words, '1 request', 'beside a new group, too')
  const html = String((await w.as('ana').poll({ cursor, hold: 0, view: 'html' })).body['html'])
  t.match(html, 'data-how="asking" data-count="1"')
  t.match(html, 'data-into="asking-note"><p id="asking-line" class="note asking"><a href="../contacts/">1 request')
  await ana.open('/contacts/')
  await ana.send('accept')
  t.equal(ana.url, '/contacts/eve?done=accepted')
  t.match(ana.words, /You’re now contacts\..*Write a message/)
  await eve.open(asked)
  t.notMatch(eve.words, 'Request sent.')
  t.match(eve.words, 'Write a message')
  t.notMatch((await w.as('ben').get('/conversations/')).text, '1 request')
})

t.test('U42 added to a group → its row marked and counted at once and after a reload, until opened', async t => {
  const w = await world(t)
  const [ana, ben, eve] = [w.as('ana'), w.as('ben'), w.as('eve')]
  const cursors = await Promise.all([ana, ben, eve].map(async of => (await of.poll({ hold: 0 })).body['cursor']))
  const { conversation: { id } } = await w.messenger.conversations.group(ana.userId, 'Tea', ['ben'])
  const [own, told, none] = await Promise.all([ana, ben, eve].map(async (of, at) => String((await of.poll({ cursor: cursors[at], hold: 0, view: 'html' })).body['html'])))
  const row = new RegExp(`id="conversation-${id}" class="row unread"`)
  t.match(told, row)
  t.match(told, 'data-how="unread" data-count="1"')
  t.notMatch(own, row, 'not for its maker')
  t.equal(none, '', 'and nothing for eve')
  const reader = await new Reader(ben).open('/conversations/')
  t.match(reader.text, row)
  t.match(reader.text, '<title>(1) Chats')
  t.match((await ana.get('/conversations/')).text, '<title>Chats')
  await reader.open(`/conversations/${id}`)
  t.match(reader.text, 'id="divider"', 'which the row leads to')
  await reader.send(`${id}/read`)
  await reader.open('/conversations/')
  t.notMatch(reader.text, row)
  t.match(reader.text, '<title>Chats')
})

t.test('U13 an accepted request → the asker’s chat is marked and counted, the accepter’s is not', async t => {
  const w = await world(t)
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  const { id } = await w.messenger.contacts.ask(eve.userId, 'ana', '')
  await w.messenger.contacts.accept(ana.userId, id)
  const asker = (await eve.get('/conversations/')).text
  t.match(asker, 'class="row unread"')
  t.match(asker, '<title>(1) Chats')
  t.match((await ana.get('/conversations/')).text, '<title>Chats')
})

t.test('U28 notes to self → above the chats until used; one’s picture leads to one’s profile', async t => {
  const ana = await new Reader((await world(t)).as('ana')).open('/conversations/')
  t.match(ana.text, '<a class="rail-me" href="../contacts/ana"')
  await ana.send('conversations/', { username: 'ana' })
  t.match(ana.words, 'Only you see this')
  await ana.open('/conversations/')
  t.notMatch(ana.text, 'notes-to-self')
})

t.test('U5 nobody chosen → refused with a sentence in both languages, and what was typed is kept', async t => {
  const w = await world(t)
  const ana = await new Reader(w.as('ana')).open('/groups/new')
  await ana.send('groups/new', { title: 'Tea' })
  t.equal(ana.status, 400)
  t.match(ana.words, 'Choose at least one person.')
  t.match(ana.text, 'value="Tea"')
  await w.people.accounts.change(w.as('ana').userId, { language: 'zh' })
  await ana.send('groups/new', { title: 'Tea' })
  t.match(ana.words, '请至少选择一位成员。')
  await ana.send('groups/new', { title: 'Tea', usernames: 'ben' })
  t.match(ana.words, '你和另外 1 人')
})
