import { settingFields } from '#domain/account/settings.ts'
import { keptPanel } from '#views/account/own-data.ts'
import { sectionName, sectionPanel, settingsColumn, SECTIONS, type Section, type SectionShown } from '#views/account/settings.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { reasonText } from '#views/site/errors.ts'
import { emptyStage, shell, type Shell } from '#views/site/shell.ts'
import * as sample from './sample.ts'

/** States of the settings, and of the end of an account. */
export function settingsStates (live: Shell['live']): Readonly<Record<string, (page: OwnPage) => Html>> {
  function stand (page: OwnPage, section: Section, more: Partial<SectionShown> = {}): Html {
    const stage = sectionPanel(page, {
      section,
      refusal: null,
      typed: () => '',
      done: section === 'privacy' ? page.say('done.saved') : null,
      fields: settingFields(section),
      sessions: { rows: sample.sessions, more: true, next: '1.s1' },
      blocks: { rows: [sample.eve], more: false, next: null },
      ownData: sample.ownData,
      mostHoldS: 90,
      ...more
    })
    const list = settingsColumn(page, { open: section, isTop: false })
    return shell(page, { area: 'settings', list, live, middle: { title: sectionName(page, section), stage, shows: 'stage' } })
  }

  const { size } = sample.ownData
  return {
    settings: page => shell(page, {
      area: 'settings',
      list: settingsColumn(page, { open: null, isTop: true }),
      live,
      middle: { title: page.say('settings.title'), stage: emptyStage(page.say('settings.pick'), page.say('settings.pick-text')), shows: 'list' }
    }),
    ...Object.fromEntries(SECTIONS.map(section => [`settings-${section}`, (page: OwnPage) => stand(page, section)])),
    'settings-deleting': page => stand(page, 'account', {
      ownData: { size, progress: null, formerMessages: 'recall', graceDays: 7 },
      refusal: { field: 'password', text: reasonText(page, 'password-wrong', {}) }
    }),
    kept: page => shell(page, {
      area: 'conversations',
      list: settingsColumn(page, { open: null, isTop: false }),
      live,
      middle: { title: page.say('kept.title'), stage: keptPanel(page, sample.NOW), shows: 'stage' }
    })
  }
}
