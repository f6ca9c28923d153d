import { DomainError } from '#domain/errors.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { settingsColumn } from '#views/account/settings.ts'
import { exchangePanel } from '#views/wire/exchange.ts'
import { wireBoard, wirePanel, type WireShown } from '#views/wire/wire.ts'
import { ownPage } from '#routes/pages/page-row.ts'

/** The requests of one's own browsers. Opening it begins to record them. */
export const wirePage = ownPage({
  path: '/wire/',
  query: {},
  needs: 'browser',
  fragments: {
    board: async ({ page }, { recorder }) => wireBoard(page, shownOf(recorder, page.viewer.id))
  },
  draws ({ standing: { page } }, { recorder }) {
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: 'connection', isTop: false }),
      middle: { title: page.say('wire.title'), stage: wirePanel(page, shownOf(recorder, page.viewer.id)), shows: 'stage' }
    }
  }
})

/** One of them, with its headers and bodies. */
export const exchangePage = ownPage({
  path: '/wire/exchanges/:no',
  query: null,
  needs: 'browser',
  draws ({ standing: { page }, request, params: { no } }, { recorder, baseUrl }) {
    const { exchange, raw } = recorder.one(page.viewer.id, no)
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: 'connection', isTop: false }),
      middle: {
        title: page.say('wire.exchange', { n: no }), stage: exchangePanel(page, { exchange, raw, address: siteAddress(request, baseUrl) }), shows: 'stage'
      }
    }
  }
})

function shownOf (recorder: Recorder, userId: string): WireShown {
  if (!recorder.watch(userId)) throw new DomainError('TOO_MANY', 'Too many people watch the wire view now. Try again later.', 60)
  const exchanges = recorder.all(userId).sort((one, other) => one.n - other.n)
  const version = exchanges.reduce((highest, each) => Math.max(highest, each.version), 0)
  return { exchanges, steps: stepsOf(exchanges), board: scoreboardOf(exchanges), version }
}
