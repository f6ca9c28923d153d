import t from 'tap'
import { DEFAULT_SETTINGS } from '#domain/account/settings.ts'
import { bodyOf } from '#store/sqlite/delivery/ledger-rows.ts'

t.test('a settings event of an earlier version → the settings of this one', async t => {
  t.same(bodyOf('{"type":"settings","settings":{"mode":"plain","typing":false}}'), {
    type: 'settings', settings: { ...DEFAULT_SETTINGS, typing: false }
  })
})

t.test('a stored conversation event → its fields in the order they were told, completed', async t => {
  const told = '{"type":"conversation","conversationId":"c","conversation":{"id":"c","kind":"group","title":"Tea","announcement":"x","colour":null,"history":"none"}}'
  t.ok(JSON.stringify(bodyOf(told)).startsWith(told.slice(0, -2)))
  t.match(bodyOf(told), { conversation: { adding: 'members', joining: 'closed', quiet: false } })
})
