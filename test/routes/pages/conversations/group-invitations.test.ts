import t from 'tap'
import { formFor } from '#test/source/markup.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U150 a contact who wants to be asked is added → invited on their page, joins by a button', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben'])
  const [ana, cho] = [new Reader(w.as('ana')), new Reader(w.as('cho'))]
  await cho.open('/settings/privacy')
  t.match(cho.words, 'Who can add me to groups')
  await cho.send('settings/privacy', { add_to_groups: 'nobody' })
  await ana.open(`/conversations/${id}/add`)
  await ana.send(`conversations/${id}/add`, { usernames: 'cho' })
  t.match(ana.words, 'decide for themselves')
  await cho.open('/conversations/')
  t.match(cho.words, '1 request waiting')
  await cho.open('/contacts/')
  t.match(cho.words, /Group invitations .*Tea Invited by Ana · 2 members/)
  const address = /group-invitations\/\w+\/accept/.exec(cho.text)?.[0] ?? ''
  t.equal((await w.as('eve').post(`/api/${address}`)).status, 404)
  await cho.send('/accept')
  t.match(cho.words, 'You joined the group')
  await cho.open('/contacts/')
  t.notMatch(cho.words, 'Group invitations')
})

t.test('an invitation comes while a page is open → its badge counts it; declined → it does no more', async t => {
  const w = await world(t)
  const cho = w.as('cho')
  await cho.patch('/api/me', { addToGroups: 'nobody' })
  const { cursor } = (await cho.poll({ hold: 0 })).body
  await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['cho'])
  const { html } = (await cho.poll({ cursor, hold: 0, view: 'html' })).body
  t.match(html, 'data-into="people"')
  t.match(html, '1 request waiting')
  const reader = new Reader(cho)
  await reader.open('/contacts/')
  await reader.send('/reject')
  await reader.open('/conversations/')
  t.notMatch(reader.words, '1 request waiting')
})

t.test('U150 typed usernames → people are added as they allow; a name that nobody has is refused', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', ['ben'])
  const [ana, cho] = [new Reader(w.as('ana')), new Reader(w.as('cho'))]
  const inside = async () => (await w.messenger.conversations.members(w.as('ana').userId, id, { limit: 9 })).members.map(({ user }) => user.username).sort()
  await ana.open(`/conversations/${id}/add`)
  await ana.send('/add', { named: 'eve' })
  t.match([ana.status, ana.words], [403, 'There’s nobody you can add with that username.'], 'eve lets contacts alone add her')
  t.match(ana.text, /name="named" type="text" value="eve"[^>]* aria-invalid="true"/)
  await ana.send('/add', { named: 'Müller & co' })
  t.match([ana.status, ana.text], [400, /value="Müller &amp; co"/])
  t.same(await inside(), ['ana', 'ben'])
  t.equal((await w.as('eve').patch('/api/me', { addToGroups: 'everybody' })).status, 200)
  await ana.send('/add', { named: ' @EVE，nobody-here', usernames: 'cho' })
  t.match(ana.words, /4 members[^]*Added, except for people you can’t add\./)
  t.same(await inside(), ['ana', 'ben', 'cho', 'eve'])
  t.match((await ana.open(`/conversations/${id}/add`)).text, 'name="named"', 'also when no contact is left')
  await w.messenger.groups.change(w.as('ana').userId, id, { adding: 'admins' })
  const { hidden } = formFor(ana.text, '/add', ana.url)
  await cho.open(`/conversations/${id}`)
  await cho.post(`/conversations/${id}/add`, { ...hidden, form_token: cho.forms()[0]?.hidden['form_token'] ?? '', named: 'eve' })
  t.equal(cho.status, 403, 'not by those who may not add')
})

t.test('a new group with people who are no contacts → made where they let everybody add them', async t => {
  const w = await world(t)
  const ana = await new Reader(w.as('ana')).open('/groups/new')
  await ana.send('groups/new', { title: 'Tea', usernames: 'ben', named: '@EVE' })
  t.equal(ana.status, 403)
  t.match(ana.text, /name="named"[^>]*value="@EVE"/)
  t.match(ana.text, /value="ben" checked/)
  await w.as('eve').patch('/api/me', { addToGroups: 'everybody' })
  await ana.send('groups/new', { title: 'Tea', usernames: 'ben', named: '@EVE' })
  t.match(ana.words, 'You created the group “Tea”')
  t.match(await w.as('eve').get('/api/conversations'), { body: { conversations: [{ title: 'Tea', memberCount: 3 }] } })
})
