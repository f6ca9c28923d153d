import t from 'tap'
import { quietTimes } from '#views/parts/quiet-hours.ts'
import { timesIn } from '#views/parts/times.ts'

const NOW = Date.parse('2025-11-21T11:30:00Z')
const iso = (times: readonly number[]) => times.slice(0, 4).map(at => new Date(at).toISOString().slice(0, 16))

t.test('U132 quiet hours → begins and ends in the user’s zone, from yesterday on', async t => {
  const berlin = timesIn('en', 'Europe/Berlin')
  t.same(iso(quietTimes(berlin, NOW, '22:00', '07:30')), ['2025-11-20T21:00', '2025-11-21T06:30', '2025-11-21T21:00', '2025-11-22T06:30'])
  t.same(iso(quietTimes(berlin, NOW, '12:00', '14:00')), ['2025-11-20T11:00', '2025-11-20T13:00', '2025-11-21T11:00', '2025-11-21T13:00'])
  t.same(iso(quietTimes(timesIn('zh', 'Asia/Shanghai'), NOW, '22:00', '00:00')).slice(0, 2), ['2025-11-20T14:00', '2025-11-20T16:00'])
  for (const [from, to] of [[null, '07:00'], ['22:00', null], ['07:00', '07:00']] as const) t.same(quietTimes(berlin, NOW, from, to), [])
})

t.test('U132 the night on which clocks change → still from clock to clock', async t => {
  const berlin = timesIn('en', 'Europe/Berlin')
  const spring = quietTimes(berlin, Date.parse('2025-03-30T10:00:00Z'), '22:00', '07:00')
  t.same(iso(spring).slice(0, 2), ['2025-03-29T21:00', '2025-03-30T05:00'])
  const autumn = quietTimes(berlin, Date.parse('2025-10-26T10:00:00Z'), '22:00', '07:00')
  t.same(iso(autumn).slice(0, 2), ['2025-10-25T20:00', '2025-10-26T06:00'])
})
