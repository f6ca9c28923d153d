import t from 'tap'
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
  t.match(cho.words, '1 request')
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
  t.match(html, '1 request')
  const reader = new Reader(cho)
  await reader.open('/contacts/')
  await reader.send('/reject')
  await reader.open('/conversations/')
  t.notMatch(reader.words, '1 request')
})
