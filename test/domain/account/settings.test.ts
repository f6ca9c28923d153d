import t from 'tap'
import { changedSettings, DEFAULT_SETTINGS, settingsOf } from '#domain/account/settings.ts'

t.test('stored settings → those that are possible, and the default for every other', async t => {
  t.same(settingsOf({}), DEFAULT_SETTINGS)
  t.same(settingsOf({ language: 'zh', typing: false }), { ...DEFAULT_SETTINGS, language: 'zh', typing: false })
  t.same(settingsOf({ language: 'xx', typing: 'no', timeZone: '', mode: 'plain' }), DEFAULT_SETTINGS, 'of another version')
})

t.test('a change → the settings that it makes different', async t => {
  t.same(changedSettings(DEFAULT_SETTINGS, {}), [])
  t.same(changedSettings(DEFAULT_SETTINGS, { typing: false, presence: true, language: null }), ['typing'])
})
