import t from 'tap'
import { world } from '#test/world.ts'

t.test('/healthz always answers; /readyz only while traffic should come', async t => {
  const w = await world(t)
  t.match(await w.stranger().get('/healthz'), { status: 200, body: { status: 'alive' }, headers: { 'cache-control': 'no-store' } })
  t.match(await w.stranger().get('/readyz'), { status: 200, body: { status: 'ready' } })
  w.drain()
  t.match(await w.stranger().get('/readyz'), { status: 503, body: { code: 'UNAVAILABLE', message: 'Not ready: stopping.' } })
  t.equal((await w.stranger().get('/healthz')).status, 200)
})

t.test('metrics report polls and commits', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { cursor } = (await ana.poll()).body
  const parked = ana.poll({ cursor })
  const { text } = await w.stranger().get('/metrics')
  t.match(text, /^holdline_polls_parked 1$/m)
  t.match(text, /^holdline_commit_events_count [1-9]/m)
  t.match(text, /^holdline_mailboxes \d+$/m)
  t.match(text, /^process_resident_memory_bytes /m)
  await ana.patch('/api/me', { enterSends: false })
  await parked
  const after = await w.stranger().get('/metrics')
  t.match(after.text, /^holdline_polls_parked 0$/m)
  t.match(after.text, /^holdline_poll_hold_seconds_count\{hold="90",end="events"\} 1$/m)
  t.match(after.text, /^holdline_answer_seconds_count 1$/m)
  await ana.poll({ cursor: 'nonsense' })
  t.match((await w.stranger().get('/metrics')).text, /^holdline_resyncs_total\{reason="malformed"\} 1$/m)
})

t.test('metrics are for this machine, or for a caller with the token', async t => {
  const open = await world(t)
  const from = (remoteAddress: string, headers = {}) => open.stranger().send('GET', '/metrics', { remoteAddress, headers })
  t.equal((await from('127.0.0.1')).status, 200)
  t.equal((await from('::1')).status, 200)
  t.equal((await from('192.0.2.1')).status, 404)
  for (const header of ['forwarded', 'x-forwarded-for', 'via', 'x-real-ip']) {
    t.equal((await from('127.0.0.1', { [header]: 'x' })).status, 404, header)
  }
  const behind = await world(t, { config: { baseUrl: new URL('https://chat.example/') } })
  t.equal((await behind.stranger().get('/metrics')).status, 404, 'behind a proxy every caller seems to be this machine')

  const w = await world(t, { config: { metricsToken: 'open sesame' } })
  t.equal((await w.stranger().get('/metrics')).status, 404)
  t.equal((await w.stranger().get('/metrics', { authorization: 'Bearer open sesam' })).status, 404)
  t.equal((await w.stranger().get('/metrics', { authorization: 'Bearer open sesame' })).status, 200)
})
