import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U36 sign out everywhere else → this browser, tokens and other people stay', async t => {
  const w = await world(t)
  const [other, token] = [await w.another('ana'), await w.as('ana').post('/api/tokens', { label: 'Script' })]
  const ana = await new Reader(w.as('ana')).open('/settings/sessions')
  await ana.send('end-others')
  t.match([ana.url, ana.words], ['/settings/sessions?done=elsewhere', 'Every other browser is signed out.'])
  t.equal((await other.get('/api/me')).status, 401)
  t.equal((await w.as('eve').get('/api/me')).status, 200)
  const headers = { authorization: `Bearer ${String(token.body['secret'])}` }
  t.equal((await w.stranger().get('/api/me', headers)).status, 200)
  t.notOk(ana.forms().some(({ action }) => action.endsWith('end-others')), 'nothing is left to end')
})
