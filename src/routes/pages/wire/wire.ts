import { FAULT_NAMES } from '#domain/wire/faults/fault-table.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { settingsColumn } from '#views/account/settings.ts'
import { exchangePanel } from '#views/wire/exchange.ts'
import { wireBoard } from '#views/wire/board.ts'
import { faultSection, faultsTold } from '#views/wire/faults.ts'
import { wirePanel } from '#views/wire/wire.ts'
import { ownPage } from '#routes/pages/page-row.ts'
import { faultForms, faultsOf } from './faults.ts'
import { shownOf } from './shown.ts'

/** The requests of one's own browsers. Opening it begins to record them. */
export const wirePage = ownPage({
  path: '/wire/',
  query: {},
  needs: 'browser',
  fragments: {
    board: async ({ page }, services) => wireBoard(page, await shownOf(services, page.viewer.id)),
    faults: async ({ page, request }) => faultsTold(page, faultsOf(request).faults)
  },
  forms: faultForms,
  async draws ({ standing: { page }, request }, services) {
    const { feeds, newId } = services
    const frame = feeds.blocksFrames(page.viewer.sessionId) ? null : newId()
    const switches = faultSection(page, faultsOf(request), FAULT_NAMES)
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: 'connection', isTop: false }),
      middle: { title: page.say('wire.title'), stage: wirePanel(page, await shownOf(services, page.viewer.id), frame, switches), shows: 'stage' }
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
