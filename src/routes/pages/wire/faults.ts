import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { EndingSchema, FAULT_NAMES, FaultNameSchema, FAULTS } from '#domain/wire/faults/fault-table.ts'
import type { Faults } from '#domain/wire/faults/faults.ts'
import { browserOf } from '#plugins/session/session.ts'
import { settingsColumn } from '#views/account/settings.ts'
import { rulePanel, type FaultsShown } from '#views/wire/faults.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'

declare module 'fastify' {
  interface FastifyInstance { readonly faults: Faults }
}

/** Returns what the wire view shows of the fault switches. */
export function faultsOf (request: FastifyRequest): FaultsShown {
  const { server: { faults } } = request
  const viewer = browserOf(request)
  return { allowed: faults.isAllowed(viewer), canRestart: faults.canRestart, faults: faults.of(viewer.session.id) }
}

/** The fault switches as forms. */
export const faultForms = [
  form({
    path: '/wire/faults',
    needs: 'browser',
    body: {
      fault: FaultNameSchema,
      seconds: Type.Optional(Type.String({ pattern: '^[1-9][0-9]?$' })),
      ending: Type.Optional(EndingSchema)
    },
    does: ({ request, viewer, body: { fault, seconds, ending } }) =>
      request.server.faults.arm(viewer, { fault, ending, seconds: seconds === undefined ? undefined : Number(seconds) }),
    leadsTo: () => 'wire/',
    refused: 'error-page',
    sentTwice: 'harmless'
  }),
  form({
    path: '/wire/faults/off',
    needs: 'browser',
    body: {},
    does: ({ request, viewer }) => request.server.faults.forget(viewer.session.id),
    leadsTo: () => 'wire/',
    refused: 'error-page',
    sentTwice: 'harmless'
  })
]

/** One rule that saves a message from a fault, in plain words. */
export const rulePage = ownPage({
  path: '/wire/rules/:rule',
  query: null,
  needs: 'browser',
  draws ({ standing: { page }, params: { rule } }) {
    const keeps = FAULT_NAMES.flatMap(name => FAULTS[name].rule === rule ? [FAULTS[name].keeps] : [])
    return {
      page,
      area: 'settings',
      list: settingsColumn(page, { open: 'connection', isTop: false }),
      middle: { title: page.say('faults.rule', { rule }), stage: rulePanel(page, rule, [...new Set(keeps)]), shows: 'stage' }
    }
  }
})
