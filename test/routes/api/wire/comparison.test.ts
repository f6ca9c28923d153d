import t from 'tap'
import { createGuests } from '#server/demo/guests.ts'
import { formsIn } from '#test/source/markup.ts'
import { world } from '#test/world.ts'
import { Reader } from '../../pages/reader.ts'

t.test('before any measurement → the figures that came with the program, and their machine', async t => {
  const w = await world(t)
  const { status, body } = await w.as('ana').get('/api/wire/comparison?hold=20&after=1')
  t.equal(status, 200)
  t.match(body, { measuring: { state: 'done', isKept: true, comparison: { machine: /×/, sides: [{ waiting: 'asking' }, { waiting: 'long-poll' }, { waiting: 'held-page' }] } } })
  const reader = await new Reader(w.as('ana')).open('/wire/')
  t.match(reader.text, /href="[^"]*wire\/compare"/)
  await reader.open('/wire/compare')
  t.match(reader.words, 'Measured beforehand: ')
})

t.test('an admin measures → it runs, once at a time, and a poll is held for its end', async t => {
  const w = await world(t)
  await w.people.accounts.setAdmin('ana', true)
  const ana = await w.another('ana')
  t.match(await ana.post('/api/wire/comparison', {}), { status: 202, body: { measuring: { state: 'running', isKept: true } } })
  t.match(await ana.post('/api/wire/comparison', {}), { status: 429, body: { code: 'TOO_MANY' } })
  const { body: { measuring } } = await ana.get('/api/wire/comparison') as unknown as { body: { measuring: { version: number } } }
  const reader = await new Reader(ana).open('/wire/compare')
  t.match(reader.words, 'Measuring…')
  t.match(reader.text, `data-version="${measuring.version}" data-news="api/wire/comparison?"`)
  t.match((await ana.get('/wire/compare?hold=60&people=1000&fragment=board')).text, /^<div [^>]*id="wire-board" data-version/)
  const held = ana.get(`/api/wire/comparison?after=${measuring.version}&hold=20&tab=t&n=1`)
  await w.another('ben')
  w.clock.advance(20_000)
  t.match(await held, { status: 200, body: { measuring: { state: 'running', version: measuring.version } } })
})

t.test('eve, a stranger, a token → refused, and eve’s page says why', async t => {
  const w = await world(t)
  const eve = w.as('eve')
  t.match(await eve.post('/api/wire/comparison', {}), { status: 403, body: { code: 'FORBIDDEN', message: 'On this server, admins alone measure.' } })
  const reader = await new Reader(eve).open('/wire/compare')
  t.match(reader.words, 'only administrators measure')
  t.notOk(formsIn(reader.text).some(({ action }) => action.endsWith('wire/compare')))
  await reader.post('/wire/compare', { form_token: 'x' })
  t.equal(reader.status, 403)
  t.equal((await w.stranger().post('/api/wire/comparison', {})).status, 401)
  const { secret } = (await eve.post('/api/tokens', { label: 'program' })).body as { secret: string }
  t.equal((await w.stranger().get('/api/wire/comparison', { authorization: `Bearer ${secret}` })).status, 403)
})

t.test('people and a hold, without script → requests a second; out of bounds → refused', async t => {
  const reader = await new Reader((await world(t)).as('ana')).open('/wire/compare?people=6000&hold=60')
  t.match(reader.words, /Ask every 5\ss 1,200\.0 .* Held poll 100\.0 .* Held page 400\.0/)
  for (const query of ['hold=0', 'hold=91', 'people=0', 'people=20001', 'people=x']) {
    await reader.open(`/wire/compare?${query}`)
    t.equal(reader.status, 400, query)
  }
})

t.test('eve as a guest of a public demo → plays scenes, but does not measure', async t => {
  const guests = createGuests({ until: 0, now: () => 0 })
  const w = await world(t, { demo: { cast: [], door: { key: 'open', username: 'ana', partner: 'ben' }, guests } })
  const eve = w.as('eve')
  t.match(await eve.post('/api/wire/comparison', {}), { status: 403, body: { code: 'FORBIDDEN' } })
  const formsOf = async (page: string) => formsIn((await new Reader(eve).open(page)).text).map(({ action }) => action)
  t.notOk((await formsOf('/wire/compare')).some(action => action.endsWith('wire/compare')), 'no button')
  t.ok((await formsOf('/wire/scenes/gap')).some(action => action.endsWith('wire/scenes/gap')))
})
