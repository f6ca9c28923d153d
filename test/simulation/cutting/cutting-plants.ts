import type { Planted } from '../plants.ts'

/** Planted mistakes in choosing the hold; each is small enough for a reviewer to overlook. */
export const PLANTED_HOLDS: readonly Planted[] = [
  {
    does: 'the hold is chosen as close to the cut as possible',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'var CLEAR = 0.9', to: 'var CLEAR = 1' }] }
  },
  {
    does: 'the ladder climbs past a known limit',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'limit === null ? seconds : Math.min(seconds, limit.mostS)', to: 'seconds' }] }
  },
  {
    does: 'an outage is mistaken for a cut',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'failed: function () {\n        takeBack(ladder)', to: 'failed: function () {' }] }
  },
  {
    does: 'a limit is forgotten after five minutes',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'var DOUBT_MS = 900000', to: 'var DOUBT_MS = 300000' }] }
  },
  {
    does: 'a dropped hold is requested again unchanged',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'return within((seconds - 1) * 1000)', to: 'return seconds' }] }
  },
  {
    does: 'after a cut hold the page pauses before it polls again',
    foundAs: /^D18:/,
    plant: { scripts: [{ script: 'poll-loop.js', from: 'ladder.cut(mine.holdS, elapsedMs)\n      return next(polls)', to: 'ladder.cut(mine.holdS, elapsedMs)\n      return pause(polls, 3000)' }] }
  },
  {
    does: 'the page waits too long for a dropped hold',
    foundAs: /^D18:/,
    plant: { scripts: [{ script: 'poll-loop.js', from: 'var GRACE_S = 10', to: 'var GRACE_S = 30' }] }
  }
]
