import t, { type Test } from 'tap'
import type { Play } from '#domain/wire/played/plays.ts'
import type { Person } from '#test/person.ts'
import { world } from '#test/world.ts'
import { Reader } from '../../pages/reader.ts'

async function setting (t: Test) {
  const w = await world(t)
  for (const name of ['ana', 'ben'] as const) await w.people.accounts.setAdmin(name, true)
  return { w, ana: await w.another('ana'), ben: await w.another('ben'), eve: w.as('eve') }
}

const look = async (who: Person, id: string): Promise<Play> => (await who.get(`/api/wire/plays/${id}`)).body['play'] as Play

/** Looks again and again until the play is as wanted. */
async function until (who: Person, id: string, isWanted: (play: Play) => boolean): Promise<Play> {
  for (;;) {
    const play = await look(who, id)
    if (isWanted(play)) return play
    await new Promise(resolve => { setTimeout(resolve, 20) })
  }
}

t.test('U227 a scene is played → its exchanges, each expected line met, and its outcome', async t => {
  const { ana, ben, eve } = await setting(t)
  const { scenes } = (await ana.get('/api/wire/scenes')).body as { scenes: Array<{ name: string, title: string, passed: boolean | null }> }
  t.equal(scenes.length, 14)
  t.match(scenes[1], { name: 'gap', title: 'A message between two polls', passed: null })
  const begun = await ana.post('/api/wire/scenes/gap', { speed: 'fast' })
  t.equal(begun.status, 202)
  const { id } = begun.body['play'] as { id: string }
  t.match(await ana.post('/api/wire/scenes/gap', {}), { status: 429, body: { code: 'TOO_MANY' } }, 'one at a time')
  const play = await until(ana, id, ({ state }) => state === 'done')
  t.match(play, { scene: 'gap', speed: 'fast', passed: true, brokenBy: null, broke: null })
  t.notOk(play.met.includes(null))
  t.match(play.exchanges.find(({ n }) => n === play.met[1]), { way: 'poll', username: 'ben', held: true, end: 'answered' })
  t.match((await eve.get('/api/wire/scenes')).body['scenes'], [{}, { name: 'gap', passed: true }])
  for (const who of [ben, eve]) t.equal((await who.get(`/api/wire/plays/${id}`)).status, 404, 'a play is its user’s own')
})

t.test('eve, a stranger, a token, a scene that is none → refused', async t => {
  const { w, ana, eve } = await setting(t)
  t.match(await eve.post('/api/wire/scenes/gap', {}), { status: 403, body: { code: 'FORBIDDEN' } })
  t.equal((await w.stranger().post('/api/wire/scenes/gap', {})).status, 401)
  t.equal((await ana.post('/api/wire/scenes/none', {})).status, 400)
  t.equal((await ana.post('/api/wire/scenes/gap', { speed: 'light' })).status, 400)
  t.equal((await ana.post('/api/wire/plays/none/step', {})).status, 404)
  const { secret } = (await ana.post('/api/tokens', { label: 'program' })).body as { secret: string }
  t.equal((await w.stranger().get('/api/wire/scenes', { authorization: `Bearer ${secret}` })).status, 403)
})

t.test('step by step, without script → each press is one step, and the last one tells the outcome', async t => {
  const { ana } = await setting(t)
  const reader = await new Reader(ana).open('/wire/scenes/gap')
  t.match(reader.words, 'ana sends message 1: stored')
  await reader.send('wire/scenes/gap', { speed: 'steps' })
  const id = /play=([\w-]+)/.exec(reader.url)?.[1] ?? ''
  for (let presses = 0; (await look(ana, id)).state === 'running' && presses < 2_000; presses++) {
    await reader.open(`/wire/scenes/gap?play=${id}`)
    if (reader.text.includes('/step"')) await reader.send('wire/scenes/gap/step')
    await new Promise(resolve => { setTimeout(resolve, 10) })
  }
  await reader.open(`/wire/scenes/gap?play=${id}`)
  t.match(reader.words, 'Passed: everything came as expected.')
  t.match(reader.text, /<svg [^>]*role="group"/)
  t.match(reader.words, '✓ ')
  const { text } = await ana.get(`/wire/scenes/gap?fragment=board&play=${id}`)
  t.match(text, /^<div [^>]*id="wire-board">/, 'it is over: a script asks no more')
})

t.test('the server stops in mid-play → the play is over, and its own server is gone', async t => {
  const { w, ana } = await setting(t)
  const { id } = (await ana.post('/api/wire/scenes/gap', { speed: 'steps' })).body['play'] as { id: string }
  await w.close()
  t.ok(id)
})

t.test('eve looks at a scene → its expected timeline, and why she cannot play it', async t => {
  const { eve } = await setting(t)
  const reader = await new Reader(eve).open('/wire/scenes/')
  t.match(reader.words, 'not played yet')
  await reader.open('/wire/scenes/lost-send?play=anothers')
  t.match(reader.words, 'only administrators play scenes')
  t.notMatch(reader.text, /<select/)
  await reader.post('/wire/scenes/lost-send', { speed: 'fast', form_token: 'x' })
  t.equal(reader.status, 403)
})
