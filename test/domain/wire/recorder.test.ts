import t from 'tap'
import type { Viewer } from '#domain/account/sessions.ts'
import { createRecorder } from '#domain/wire/recorder.ts'
import { blotFields } from '#domain/wire/secrets.ts'
import type { Opening } from '#domain/wire/tape.ts'
import { StandingClock } from '#test/clock.ts'

const OPENING: Opening = { way: 'call', method: 'GET', address: '/api/me', pattern: '/api/me', headers: [], query: {}, agoMs: 0 }

function stage () {
  const recorder = createRecorder({ now: () => 0, after: () => () => {} })
  recorder.watch('ana')
  const viewer = (id: string) => ({ userId: 'ana', username: 'ana', session: { id, kind: 'cookie' } }) as unknown as Viewer
  return { recorder, viewer }
}

t.test('long addresses in many sessions -> two megabytes are kept of one user, the newest', async t => {
  const { recorder, viewer } = stage()
  const address = `/api/search?limit=${'9'.repeat(15_000)}`
  for (let n = 0; n < 1_600; n++) recorder.tape(viewer(`s_${n % 16}`), { ...OPENING, address })?.answered({ status: 400, headers: [], bytes: 0 })
  const kept = recorder.all('ana')
  t.ok(kept.reduce((sum, { path }) => sum + path.length, 0) <= 2 * 1024 * 1024)
  t.equal(kept.length, Math.max(...kept.map(({ n }) => n)) - Math.min(...kept.map(({ n }) => n)) + 1, 'and none between them is missing')
  t.equal(Math.max(...kept.map(({ n }) => n)), 1_600)
})

t.test('full answers of polls -> their events count among what is kept', async t => {
  const { recorder, viewer } = stage()
  const events = Array.from({ length: 100 }, (_, at) => ({ event: { seq: at + 1, type: 'message', conversationId: 'c' } }))
  for (let n = 0; n < 400; n++) {
    const tape = recorder.tape(viewer('s'), { ...OPENING, way: 'poll' })
    tape?.told({ status: 'events', from: null, cursor: null, fromSeq: 0, toSeq: 100, events: events as never, signals: [], hold: 0 })
    tape?.answered({ status: 200, headers: [], bytes: 0 })
  }
  t.ok(recorder.all('ana').reduce((sum, { news }) => sum + (news?.events.length ?? 0), 0) < 20_000)
})

t.test('a recall while a slow reader takes its answer -> the body is not kept (D15)', async t => {
  const { recorder, viewer } = stage()
  const tape = recorder.tape(viewer('s'), OPENING)
  tape?.asked({ body: 'regretted' }, 20)
  tape?.said('{"body":"regretted"}')
  recorder.erase()
  tape?.answered({ status: 200, headers: [], bytes: 20 })
  t.match(recorder.one('ana', 1).raw, { request: { body: null }, answer: { body: null } })
})

t.test('an invite’s code -> blotted; the invite of an answer -> its code and address', async t => {
  t.same(blotFields({ username: 'dan', invite: 'a-code' }), { username: 'dan', invite: '•••' })
  t.same(blotFields({ invite: { id: 'i', code: 'a-code', url: 'https://x/join/a-code' } }), { invite: { id: 'i', code: '•••', url: '•••' } })
})

t.test('the code of a refusal -> is no secret; any other code is', async t => {
  t.same(blotFields({ statusCode: 400, code: 'INVALID' }), { statusCode: 400, code: 'INVALID' })
  t.same(blotFields({ group: { code: 'a-code' } }), { group: { code: '•••' } })
})

t.test('a page that names itself anew each time -> what earlier names were told is forgotten', async t => {
  const { recorder, viewer } = stage()
  const events = [{ event: { seq: 7, type: 'message', conversationId: 'c' } }] as never
  function poll (tab: string): boolean | undefined {
    const tape = recorder.tape(viewer('s'), { ...OPENING, way: 'poll', query: { tab } })
    tape?.told({ status: 'events', from: null, cursor: null, fromSeq: 6, toSeq: 7, events, signals: [], hold: 0 })
    tape?.answered({ status: 200, headers: [], bytes: 0 })
    return recorder.page('ana', 0, 1_000).exchanges.at(-1)?.news?.events[0]?.again
  }
  t.equal(poll('first'), false)
  t.equal(poll('first'), true)
  for (let n = 0; n < 400; n++) poll(`tab-${n}`)
  t.equal(poll('first'), false)
})

t.test('a place is taken by those who look, and not by those who are drawn beside them', async t => {
  const clock = new StandingClock()
  const recorder = createRecorder({ now: () => clock.now(), after: (ms, run) => clock.after(ms, run) })
  for (let n = 1; n <= 40; n++) t.ok(recorder.accompany(`cast-${n}`))
  for (let n = 1; n <= 32; n++) t.ok(recorder.watch(`visitor-${n}`))
  t.notOk(recorder.watch('one more'))
  t.notOk(recorder.watch('cast-1'), 'one of the cast is a visitor like any other')
  t.ok(recorder.watch('visitor-1'), 'who looks goes on')
  t.notOk(recorder.accompany('cast-41'), 'bounded as well')
  clock.advance(4 * 60_000)
  for (const name of ['visitor-1', 'cast-1']) t.ok(recorder.watches(name))
  recorder.accompany('visitor-1')
  clock.advance(2 * 60_000)
  t.ok(recorder.watches('visitor-1'), 'is still drawn beside others')
  t.notOk(recorder.watches('visitor-2'))
  t.ok(recorder.watch('cast-1'), 'places are free again')
})
