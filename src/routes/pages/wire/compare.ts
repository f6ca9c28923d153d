import { Type } from '@fastify/type-provider-typebox'
import { mayMeasure } from '#domain/site/demo.ts'
import { EVERY_S, loadOf, WAITINGS } from '#domain/wire/played/comparison.ts'
import { beginMeasurement } from '#routes/api/wire/comparison.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'
import { settingsColumn } from '#views/account/settings.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { compareBoard, comparePanel, type CompareShown } from '#views/wire/compare.ts'

/** Bounds of the calculator, as its form has them: no network lets a poll wait for longer, and more people are more than one server. */
const BOUNDS = { hold: [5, 90], people: [1, 20_000] } as const
const QUERY = {
  hold: Type.Optional(Type.Integer({ minimum: BOUNDS.hold[0], maximum: BOUNDS.hold[1] })),
  people: Type.Optional(Type.Integer({ minimum: BOUNDS.people[0], maximum: BOUNDS.people[1] }))
}
const FIRST = { hold: 60, people: 1_000 } as const

/** Ways to wait for messages, side by side, and what so many people cost in each. */
export const comparePage = ownPage({
  path: '/wire/compare',
  query: QUERY,
  needs: 'browser',
  fragments: { board: async ({ page, query }, services) => compareBoard(page, shownOf(services, page, query)) },
  draws ({ standing: { page }, query }, services) {
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: 'connection', isTop: false }),
      middle: { title: page.say('compare.title'), stage: comparePanel(page, shownOf(services, page, query)), shows: 'stage' }
    }
  },
  forms: [
    form({
      path: '/wire/compare',
      needs: 'browser',
      body: {},
      does: ({ viewer }, { comparisons, demo }) => beginMeasurement(viewer, { comparisons, demo }),
      leadsTo: () => 'wire/compare',
      refused: 'error-page',
      sentTwice: 'same-answer'
    })
  ]
})

interface Chosen { readonly hold?: number, readonly people?: number }

function shownOf ({ comparisons, demo }: PageServices, { viewer }: OwnPage, chosen: Chosen): CompareShown {
  const { hold, people } = { ...FIRST, ...chosen }
  const measuring = comparisons.now()
  const { cpuUsPerRequest } = measuring.comparison
  const loads = WAITINGS.map(waiting => {
    const everyS = EVERY_S[waiting]
    return { waiting, everyS, ...loadOf(people, everyS ?? hold, cpuUsPerRequest) }
  })
  return { measuring, bench: comparisons.bench, hold, people, bounds: BOUNDS, loads, mayMeasure: mayMeasure(demo, viewer) }
}
