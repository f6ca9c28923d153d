import t from 'tap'
import { DEFAULT_SETTINGS } from '#domain/account/settings.ts'
import { bodyOf } from '#store/sqlite/delivery/ledger-rows.ts'

t.test('a settings event of an earlier version → the settings of this one', async t => {
  t.same(bodyOf('{"type":"settings","settings":{"mode":"plain","typing":false}}'), {
    type: 'settings', settings: { ...DEFAULT_SETTINGS, typing: false }
  })
})
