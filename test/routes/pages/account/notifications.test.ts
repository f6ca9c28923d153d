import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U132 sound and quiet hours → chosen by form, told to the pages of this user alone', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const reader = await new Reader(ana).open('/settings/notifications')
  t.match(reader.words, 'Sound for new messages')
  t.notMatch(reader.text, 'data-sound=', 'off by default')
  await w.people.accounts.change(ana.userId, { timeZone: 'Europe/Berlin' })
  await reader.open('/settings/notifications')
  await reader.send('settings/notifications', { sound: 'chime', quiet_from: '22:00', quiet_to: '07:30' })
  t.match(reader.words, 'Saved')
  t.match((await ana.get('/api/me')).body, { settings: { sound: 'chime', quietFrom: '22:00', quietTo: '07:30' } })
  t.match(reader.text, /<body[^>]* data-sound="chime" data-quiet="\d{13}( \d{13}){15}"/)
  t.match(reader.words, 'Europe/Berlin')
  t.notMatch((await new Reader(w.as('ben')).open('/conversations/')).text, /data-sound=|data-quiet="1/)
  t.equal((await ana.patch('/api/me', { quietFrom: '22:15' })).status, 400)
  await reader.switchTo('plain')
  await reader.open('/settings/notifications')
  t.match(reader.words, 'need the live version')
})
