import t from 'tap'
import { openDocument } from '../stage/document.ts'
import type { Ladder } from '../stage/scripts.ts'
import { Clock } from '../stage/world.ts'

type Limit = ReturnType<Ladder['told']>['limit']

const MINUTE = 60_000
const PANEL = `<div id="ladder" data-most="55" data-quiet="Nothing was cut; asking for {asked} of {most}." data-cut="Cuts at {cut}; asking for {asked}."
  data-silent="Drops {cut}; asking for {asked}." data-learned="Learned {ago} ago, tried again in {left}." data-minutes="{n} min" data-hours="{n} h">
  <b data-slot="said"></b><i data-slot="learned"></i></div>`

/** The sentences about a limit that was learned `agoMs` ago and is tried again in `leftMs`. */
function shown (askS: number, limit: Pick<NonNullable<Limit>, 'cutMs' | 'askedS'> | null = null, agoMs = 0, leftMs = 0): string {
  const clock = new Clock()
  const { parts, one } = openDocument(clock, PANEL, 'ladder-shown.js')
  const now = clock.now()
  parts.drawLadder({ askS, limit: limit === null ? null : { ...limit, learnedMs: now - agoMs, triedMs: now + leftMs } }, now)
  return `${one('b').textContent} ${one('i').textContent}`.trim()
}

t.test('without a cut it shows the hold asked for, and no more than the server grants', async t => {
  t.equal(shown(40), 'Nothing was cut; asking for 40 of 55.')
  t.equal(shown(90), 'Nothing was cut; asking for 55 of 55.')
})

t.test('a cut is shown with its seconds, its age, and the time until it is tried again', async t => {
  t.equal(shown(40, { cutMs: 57_840, askedS: 90 }, 12 * MINUTE, 23 * 60 * MINUTE), 'Cuts at 58; asking for 40. Learned 12 min ago, tried again in 23 h.')
  t.equal(shown(25, { cutMs: 30_020, askedS: 40 }, 1_000, 15 * MINUTE), 'Cuts at 30; asking for 25. Learned 1 min ago, tried again in 15 min.')
})

t.test('a silent drop is shown with the hold that was dropped', async t => {
  t.equal(shown(55, { cutMs: null, askedS: 90 }, 3 * MINUTE, 12 * MINUTE), 'Drops 90; asking for 55. Learned 3 min ago, tried again in 12 min.')
})

t.test('the sentence about a limit goes with the limit', async t => {
  const clock = new Clock()
  const { parts, one } = openDocument(clock, PANEL, 'ladder-shown.js')
  parts.drawLadder({ askS: 40, limit: { cutMs: 58_000, askedS: 90, learnedMs: clock.now(), triedMs: clock.now() } }, clock.now())
  parts.drawLadder({ askS: 18, limit: null }, clock.now())
  t.equal(one('i').textContent, '')
})

t.test('pages without #ladder stay as they are', async t => {
  const { parts } = openDocument(new Clock(), '<p></p>', 'ladder-shown.js')
  t.doesNotThrow(() => { parts.drawLadder({ askS: 40, limit: null }, 0) })
})
