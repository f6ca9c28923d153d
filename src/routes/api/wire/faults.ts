import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { FaultOrderSchema, FaultSchema } from '#domain/wire/faults/fault-table.ts'
import type { Faults } from '#domain/wire/faults/faults.ts'
import { listOf } from '#domain/schemas.ts'
import { browserOf } from '#plugins/session/session.ts'
import { closed } from '#routes/api/schemas.ts'

/** The fault switches of the wire view. They act on the caller's session alone. */
export const faultRoutes: FastifyPluginAsyncTypebox<{ readonly faults: Faults }> = async (app, { faults }) => {
  app.get('/wire/faults', {
    schema: {
      summary: 'The fault switches that this browser has pressed, the last one first, and whether it may press any.',
      response: { 200: closed({ allowed: Type.Boolean(), canRestart: Type.Boolean(), faults: listOf(FaultSchema) }) }
    }
  }, async request => {
    const viewer = browserOf(request)
    return { allowed: faults.isAllowed(viewer), canRestart: faults.canRestart, faults: faults.of(viewer.session.id) }
  })

  app.post('/wire/faults', {
    schema: {
      summary: 'Switch a fault on for the exchanges of this browser. It happens once, ends by itself, and is judged by what comes after it.',
      body: closed(FaultOrderSchema),
      response: { 200: closed({ fault: FaultSchema }) }
    }
  }, async request => ({ fault: faults.arm(browserOf(request), request.body) }))

  app.delete('/wire/faults', {
    schema: { summary: 'Switch all faults of this browser off.', response: { 204: Type.Null() } }
  }, async (request, reply) => {
    faults.forget(browserOf(request).session.id)
    return reply.code(204).send(null)
  })
}
