import t from 'tap'
import { ageing, daysAhead } from '#views/parts/ageing.ts'
import { moment, timesIn } from '#views/parts/times.ts'
import { pageOf } from './sample.ts'

const at = (iso: string) => Date.parse(iso)
const NOW = at('2025-11-21T11:30:00Z')

t.test('the day is the reader’s own', async t => {
  const late = at('2025-11-20T23:30:00Z')
  t.equal(timesIn('en', 'Europe/Berlin').day(late, NOW), 'Today')
  t.equal(timesIn('en', 'UTC').day(late, NOW), 'Yesterday')
  t.equal(timesIn('zh', 'Asia/Shanghai').brief(late, NOW), '07:30')
})

t.test('a row shows the shortest time that is unambiguous', async t => {
  const { brief } = timesIn('en', 'Europe/Berlin')
  for (const [iso, said] of [
    ['2025-11-21T08:05:00Z', '09:05'], ['2025-11-20T08:00:00Z', 'Yesterday'], ['2025-11-18T08:00:00Z', 'Tue'],
    ['2025-11-14T08:00:00Z', '14 Nov'], ['2024-11-21T08:00:00Z', '21 Nov 2024'], ['2025-11-21T12:00:00Z', '13:00']
  ] as const) t.equal(brief(at(iso), NOW), said, iso)
})

t.test('days of 23 or 25 hours are still one day apart', async t => {
  const berlin = timesIn('en', 'Europe/Berlin')
  t.equal(berlin.day(at('2025-10-25T10:00:00Z'), at('2025-10-26T22:30:00Z')), 'Yesterday')
  t.equal(berlin.day(at('2025-03-29T22:30:00Z'), at('2025-03-30T21:30:00Z')), 'Yesterday')
})

t.test('B16 the next day → begins at the reader’s midnight, also where clocks change', async t => {
  const berlin = timesIn('en', 'Europe/Berlin')
  for (const [iso, next] of [
    ['2025-11-21T11:30:00Z', '2025-11-21T23:00:00.000Z'], ['2025-10-25T22:00:00Z', '2025-10-26T23:00:00.000Z'],
    ['2025-03-29T23:30:00Z', '2025-03-30T22:00:00.000Z'], ['2025-03-29T22:59:59Z', '2025-03-29T23:00:00.000Z']
  ] as const) t.equal(new Date(berlin.nextDay(at(iso))).toISOString(), next, iso)
  const [, days = ''] = /data-days="([^"]*)"/.exec(daysAhead({ ...pageOf(), now: at('2025-10-24T10:00:00Z') }).toString()) ?? []
  t.same(days.split(' ').slice(0, 4).map(day => new Date(Number(day)).toISOString()),
    ['2025-10-24T22:00:00.000Z', '2025-10-25T22:00:00.000Z', '2025-10-26T23:00:00.000Z', '2025-10-27T23:00:00.000Z'])
})

t.test('B16 a moment that ages → has its day and its words for later, where a script runs', async t => {
  const page = pageOf()
  const said = (iso: string, form: 'day' | 'brief' | 'lately') => /data-said="([^"]*)"/.exec(ageing(page, at(iso), form).toString())?.[1]
  t.equal(said('2025-11-21T08:05:00Z', 'brief'), '09:05|Yesterday|Fri|21 Nov')
  t.equal(said('2025-11-21T08:05:00Z', 'day'), 'Today|Yesterday|Friday 21 November')
  t.equal(said('2025-11-21T08:05:00Z', 'lately'), '09:05|yesterday, 09:05|21 Nov')
  t.equal(said('2025-10-25T22:05:00Z', 'day'), 'Today|Yesterday|Sunday 26 October', 'a day of 25 hours')
  t.notMatch(ageing(pageOf({ mode: 'plain' }), NOW, 'day').toString(), 'data-said')
})

t.test('one moment for readers of two zones in turn → each has the words of their own', async t => {
  const said = (zone: string, form: 'day' | 'brief') =>
    /data-said="([^"]*)"/.exec(ageing({ ...pageOf(), times: timesIn('en', zone) }, at('2025-11-20T23:30:00Z'), form).toString())?.[1]
  for (let turn = 0; turn < 2; turn++) {
    t.equal(said('UTC', 'brief'), '23:30|Yesterday|Thu|20 Nov')
    t.equal(said('Europe/Berlin', 'brief'), '00:30|Yesterday|Fri|21 Nov')
    t.equal(said('Europe/Berlin', 'day'), 'Today|Yesterday|Friday 21 November')
  }
})

t.test('a time is exact for machines, whole in its title, short to see', async t => {
  t.equal(moment(timesIn('zh', 'Asia/Shanghai'), NOW, '19:30').toString(),
    '<time datetime="2025-11-21T11:30:00.000Z" title="2025年11月21日星期五 19:30">19:30</time>')
})

t.test('S17 all spellings of a zone share one entry', async t => {
  const buenosAires = timesIn('en', 'America/Buenos_Aires')
  for (const spelling of ['America/Argentina/Buenos_Aires', 'aMERIcA/ARgentina/buenos_aires', 'AMERICA/BUENOS_AIRES']) {
    t.equal(timesIn('en', spelling), buenosAires, spelling)
  }
  t.not(timesIn('zh', 'America/Buenos_Aires'), buenosAires)
  t.equal(buenosAires.clock(NOW), '08:30')
})

t.test('S17 a zone’s wall clock agrees with Intl, in every zone and over every change', async t => {
  const wrong: string[] = []
  for (const timeZone of [...Intl.supportedValuesOf('timeZone'), '+05:30', 'UTC']) {
    const direct = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'short' })
    const { stamp } = timesIn('en', timeZone)
    for (let moment = at('2024-01-01T00:07:31Z'); moment < at('2026-01-01T00:00:00Z'); moment += 5.3 * 86_400_000) {
      if (stamp(moment) !== direct.format(moment)) wrong.push(`${timeZone} ${moment}`)
    }
  }
  t.strictSame(wrong, [])
})

t.test('S17 of a thousand offsets used once few stay in the cache, and each is right', async t => {
  const berlin = timesIn('en', 'Europe/Berlin')
  for (let minutes = 0; minutes < 1_000; minutes++) {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0'))
    const said = timesIn('en', `+${hours}:${rest}`).clock(at('2025-11-21T00:00:00Z'))
    if (said !== `${hours}:${rest}`) t.fail(said)
  }
  t.not(timesIn('en', 'Europe/Berlin'), berlin, 'the older ones were dropped')
})
