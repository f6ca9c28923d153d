import Fastify from 'fastify'
import fp from 'fastify-plugin'
import t from 'tap'
import type { Viewer } from '#domain/account/sessions.ts'
import { createExchanges } from '#routes/delivery/exchanges.ts'
import { recording } from '#routes/delivery/recording.ts'

t.test('U220 nobody watches, then ana alone -> a call of ben’s by the router makes no tape', async t => {
  const exchanges = createExchanges({ level: 'info', debug () {} }, () => {}, () => null)
  const asked: string[] = []
  const taped: string[] = []
  const observer = {
    watches: (id: string) => { asked.push(id); return id === 'ana' },
    tape: ({ userId }: Viewer) => { taped.push(userId); return null }
  }
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(fp(async () => {
    app.decorateRequest('viewer', null)
    app.addHook('onRequest', (request, _reply, done) => {
      request.viewer = { userId: String(request.headers['x-user']) } as unknown as Viewer
      done()
    })
  }, { name: 'session' }))
  await app.register(recording, { exchanges })
  app.get('/api/me', async () => ({}))
  const call = (user: string) => app.inject({ url: '/api/me', headers: { 'x-user': user } })

  await call('ben')
  t.same(asked, [], 'no observer is called')
  exchanges.observe(observer)
  await call('ben')
  t.same([asked, taped], [['ben'], []], 'one look for each request')
  await call('ana')
  t.same([asked, taped], [['ben', 'ana'], ['ana']])
})
