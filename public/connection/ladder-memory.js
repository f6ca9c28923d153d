/*
 * The ladder's memory: the rungs, and the state that storage keeps between pages (ladder.js). Pure.
 *
 * Holdline.ladderMemory.rungs                  the holds that may be asked for, in seconds, shortest first
 * Holdline.ladderMemory.first                  the rung of a browser that knows nothing of its network yet
 * Holdline.ladderMemory.limitsMax              the limits that are remembered at most
 * Holdline.ladderMemory.blank() → state        { askS, at: ms, limits: [{ mostS, cutMs, askedS, at: ms, seen }] }
 * Holdline.ladderMemory.read(text, now)        → the state that was written; blank where it makes no sense, or was written in the future
 */
(function (Holdline) {
  var RUNGS_S = [5, 10, 18, 25, 40, 55, 90]
  var FIRST_S = 18
  var LIMITS_MAX = 4 // a way through several networks a day, and its bad moments
  var CUT_MAX_MS = 95000 // the longest hold, and how late an answer still counts as a cut

  Holdline.ladderMemory = {
    rungs: RUNGS_S,
    first: FIRST_S,
    limitsMax: LIMITS_MAX,
    blank: blank,
    read: function (text, now) {
      var state = Holdline.parseObject(text)
      var sound = blank()
      var i
      if (state === null || !isRung(state.askS) || !isBetween(state.at, 0, now)) return sound
      sound.askS = state.askS
      sound.at = state.at
      for (i = 0; state.limits && i < state.limits.length && i < LIMITS_MAX; i++) {
        if (isLimit(state.limits[i], now)) sound.limits.push(state.limits[i])
      }
      return sound
    }
  }

  function blank () {
    return { askS: FIRST_S, at: 0, limits: [] }
  }

  function isLimit (limit, now) {
    return limit && typeof limit === 'object' && isRung(limit.mostS) && isRung(limit.askedS) && isBetween(limit.at, 0, now) &&
      isBetween(limit.seen, 1, Infinity) && (limit.cutMs === null || isBetween(limit.cutMs, 1, CUT_MAX_MS))
  }

  function isRung (seconds) {
    return RUNGS_S.indexOf(seconds) >= 0
  }

  function isBetween (value, least, most) {
    return typeof value === 'number' && value >= least && value <= most
  }
})(this.Holdline = this.Holdline || {})
