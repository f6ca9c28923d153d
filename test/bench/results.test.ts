import t from 'tap'
import { distinct, type Contender } from '../../bench/systems/contenders.ts'
import { filesOf } from '../../bench/load/figures/pages.ts'
import type { Report } from '../../bench/load/job.ts'
import type { Measured } from '../../bench/measure.ts'
import { findingsOf, mediansOf } from '../../bench/report/medians.ts'
import { PLANS, type Plan } from '../../bench/plan.ts'
import { compared } from '../../bench/report/results.ts'
import { isMet, TARGETS } from '../../bench/report/targets.ts'
import { readWish } from '../../bench/wish.ts'

const FLOOR: Contender = { system: 'floor', name: 'floor', root: '', about: '' }
const OLD: Contender = { system: 'holdline', name: 'Holdline old', root: '', about: '' }
const NEW: Contender = { system: 'holdline', name: 'Holdline new', root: '', about: '' }

function planOf (name: string): Plan {
  const plan = PLANS.find(each => each.name === name)
  if (plan === undefined) throw new Error(`no plan ${name}`)
  return plan
}

function found (plan: string, contender: Contender, figures: Report['figures']): Measured {
  const report = { figures, cpu: null, verdict: null, broken: 0, firstRefusal: null }
  return { plan: planOf(plan), contender, report, failure: null }
}

t.test('repetitions → ratios within each, then their median', async t => {
  const { ratio, median } = mediansOf([
    ...[[10, 20], [40, 40], [30, 90]].flatMap(([floor = NaN, ours = NaN]) =>
      [found('fanout-1000-html', FLOOR, { lastMs: floor }), found('fanout-1000-html', NEW, { lastMs: ours })])
  ])
  t.equal(ratio('fanout-1000-html', 'lastMs', NEW.name, 'floor'), 2)
  t.equal(median('fanout-1000-html', 'lastMs', NEW.name), 40)
  t.same(median('fanout-1000-html', 'medianMs', NEW.name), NaN)
})

t.test('two trees → the last beside the first, which is now', async t => {
  const findings = findingsOf([
    found('sends-html', FLOOR, { perSecond: 8_000 }),
    found('sends-html', OLD, { perSecond: 1_000 }),
    found('sends-html', NEW, { perSecond: 4_000 })
  ])
  t.equal(findings.ofNow('sends-html', 'perSecond'), 4)
  t.equal(findings.ofFloor('sends-html', 'perSecond'), 0.5)
  t.equal(findings.aboveFloor('sends-html', 'perSecond'), -4_000)
  t.same(findingsOf([found('sends-html', NEW, { perSecond: 4_000 })]).ofNow('sends-html', 'perSecond'), NaN, 'one tree is not now')
})

t.test('a target → met, missed, or not measured', async t => {
  const target = TARGETS.find(({ says }) => says === 'sends at full load, open pages')
  if (target === undefined) throw new Error('no such target')
  const reached = (perSecond: number) => findingsOf([found('sends-html', OLD, { perSecond: 1_000 }), found('sends-html', NEW, { perSecond })])
  t.same([4_000, 3_999, NaN].map(perSecond => isMet(target.bound, reached(perSecond))), [true, false, null])
})

t.test('every target → asks for a metric that a plan reads', async t => {
  const asked: [plan: string, metric: string][] = []
  const note = (plan: string, metric: string) => asked.push([plan, metric])
  for (const { bound, better } of TARGETS) {
    for (const each of [bound, better]) {
      const of = (plan: string, metric: string, other: string) => note(plan, metric) + note(other, metric)
      each?.found({ value: note, ofNow: note, ofFloor: note, aboveFloor: note, of })
    }
  }
  t.ok(asked.length > TARGETS.length)
  for (const [plan, metric] of asked) t.ok(planOf(plan).metrics.some(({ key }) => key === metric), `${plan} ${metric}`)
})

t.test('a run of two trees → what was missed, and ratios to both', async t => {
  const text = compared([
    found('sends-html', FLOOR, { perSecond: 8_000 }),
    found('sends-html', OLD, { perSecond: 1_000 }),
    found('sends-html', NEW, { perSecond: 2_000 })
  ])
  t.match(text, /\| sends at full load, open pages \| ≥ 4 × now \| 2\.00 \| \*\*missed\*\* \| ≥ 0\.4 × the floor \|/)
  t.match(text, /## Ratios to the floor[^#]*\| ×1\.00 \| ×0\.13 \| ×0\.25 \|/)
  t.match(text, /## Ratios to Holdline old[^#]*\| ×1\.00 \| ×2\.00 \|/)
})

t.test('every delivery → measured with both views, html first', async t => {
  const moving = PLANS.filter(({ figure }) => ['delivery', 'fanout', 'sends', 'reconnect', 'disk'].includes(figure)).map(({ name }) => name)
  const html = moving.filter(name => name.endsWith('-html'))
  t.ok(html.length >= 9)
  for (const name of html) {
    const json = name.replace(/html$/, 'json')
    t.ok(moving.includes(json), json)
    t.ok(moving.indexOf(name) < moving.indexOf(json), `${name} comes first`)
  }
})

t.test('arguments → figures by name or kind, trees, and whether it is the whole run', async t => {
  t.equal(readWish([])?.isWhole, true)
  t.equal(readWish(['--systems', 'floor,holdline', '--tree', '../old'])?.isWhole, true, 'the other systems may stay away')
  t.same(readWish(['--tree', 'a', '--tree', 'b'])?.trees, ['a', 'b'])
  for (const part of [['--only', 'rest'], ['--quick'], ['--systems', 'holdline'], ['--minutes', '1']]) t.equal(readWish(part)?.isWhole, false, part.join(' '))
  t.same(readWish(['--only', 'start,parked'])?.plans.map(({ name }) => name), ['parked-1000', 'parked-5000', 'parked-10000', 'start'])
  for (const wrong of [['--only', 'nothing'], ['--systems', 'trivial'], ['--repeat', '0'], ['--minutes', '100']]) t.equal(readWish(wrong), null, wrong.join(' '))
})

t.test('equal commits → columns of different names', async t => {
  t.same(distinct(['Holdline a', 'Holdline b', 'Holdline a']), ['Holdline a', 'Holdline b', 'Holdline a (2)'])
})

t.test('a page → the files that a browser with script loads for it', async t => {
  t.same(filesOf(`<link rel="preload" as="font" href="../f.woff2"><link rel="stylesheet" href="../a.css"><link rel="stylesheet" href="../a.css">
    <link id="favicon" rel="icon" href="../i.svg"><link rel="alternate icon" href="../i.png"><link rel="canonical" href="/x">
    <script src="../s.js" defer></script><script>inline()</script><noscript><link rel="stylesheet" href="../frame.css"></noscript>`),
  ['../f.woff2', '../a.css', '../i.svg', '../s.js'])
})
