import type { Planted } from '../plants.ts'

/** Mistakes about how long to hold; each is one that a reader could overlook. */
export const PLANTED_HOLDS: readonly Planted[] = [
  {
    does: 'what is asked for comes as close to the cut as it can',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'var CLEAR = 0.9', to: 'var CLEAR = 1' }] }
  },
  {
    does: 'the ladder climbs past what is known',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'limit === null ? seconds : Math.min(seconds, limit.mostS)', to: 'seconds' }] }
  },
  {
    does: 'an outage is taken for a cut',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'failed: takeBack', to: 'failed: function () {}' }] }
  },
  {
    does: 'a limit is forgotten after five minutes',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'var DOUBT_MS = 900000', to: 'var DOUBT_MS = 300000' }] }
  },
  {
    does: 'a dropped hold is asked for again as it was',
    foundAs: /^D17:/,
    plant: { scripts: [{ script: 'ladder.js', from: 'return within((seconds - 1) * 1000)', to: 'return seconds' }] }
  },
  {
    does: 'a cut hold is waited over',
    foundAs: /^D18:/,
    plant: { scripts: [{ script: 'core.js', from: 'env.ladder.cut(mine.holdS, elapsedMs)\n        return next()', to: 'env.ladder.cut(mine.holdS, elapsedMs)\n        return pause(3000)' }] }
  },
  {
    does: 'a dropped hold is waited for too long',
    foundAs: /^D18:/,
    plant: { scripts: [{ script: 'core.js', from: 'var GRACE_S = 10', to: 'var GRACE_S = 30' }] }
  }
]
