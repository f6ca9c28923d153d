/*
 * How long to ask the server to hold: PROTOCOL D17. Climbs by proof, and stays clear of where this network cuts (D18).
 * Pure: no DOM, no globals, no clock of its own. The same file runs in the page and in the simulation.
 *
 * ladder = Holdline.createLadder(env), where env is
 *   now() → ms
 *   storage                    get(key) → text or null, set(key, text) → true when kept, remove(key): what all tabs of this browser
 *                              share. Where it keeps nothing, each page learns for itself
 *   onChange()                 something was learned; may be left out
 *
 * ladder.holdS() → seconds                        what to ask for now: one of the rungs
 * ladder.answered(askedS, elapsedMs, answer)      a poll was answered by Holdline, whatever it says
 * ladder.cut(askedS, elapsedMs)                   a hold was not: the network ended it, or it ran into the timeout of its own
 * ladder.failed()                                 a poll failed at once, or otherwise not as a hold that is cut
 * ladder.moved()                                  the machine slept, or the network is another
 * ladder.forget()                                 the person wants it learned again
 * ladder.told() → { askS, limit }                 limit: null, or what stands against climbing: { cutMs: null (dropped in silence),
 *                              askedS, learnedMs, triedMs: when it was last seen, and when it will be tried again }
 *
 * One bad moment is no network. What was seen once stands for 15 minutes, and is then tried again by one hold; seen again near the
 * same time, it stands for a day. Under 18 s, which every proxy tried lets pass, nothing is believed that was not seen twice. And what
 * looked like a cut is taken back when the next poll fails at once, or the machine turns out to have slept: that was an outage.
 */
(function (Holdline) {
  var KEY = 'holdline.ladder'
  var RUNGS_S = [5, 10, 18, 25, 40, 55, 90]
  var FIRST_S = 18
  var TOP_S = 90
  var CLEAR = 0.9 // of the time after which the network cut: a limit is no exact figure
  var GRANTED = 0.9 // the server takes up to a tenth off; when it takes more, its own maximum is reached
  var SLACK_MS = 500 // clocks are corrected, answers round
  var LATE_MS = 5000 // past its hold, a poll is no longer cut: its answer never came
  var FROZEN_MS = 80000 // past its hold: a timeout is 10 s after it, and a hidden page's timers are a minute late
  var FRESH_MS = 600000 // what was proven longer ago than this says nothing of the network as it is now
  var DOUBT_MS = 900000
  var DAY_MS = 86400000
  var NEAR_MS = 2000
  var NEAR = 0.1
  var LIMITS_MAX = 4 // a way through several networks a day, and its bad moments

  Holdline.createLadder = function (env) {
    var kept = null // this page's own, where storage keeps nothing
    var before = null // what was known before the lessons that no answer has confirmed yet

    function read () {
      return valid(kept || parse(env.storage.get(KEY)), env.now())
    }

    function write (state) {
      kept = env.storage.set(KEY, JSON.stringify(state)) ? null : state
      if (env.onChange) env.onChange()
    }

    // Of the limits that stand, the lowest; null when none does.
    function standing (state) {
      var lowest = null
      var i
      for (i = 0; i < state.limits.length; i++) {
        if (env.now() < standsUntil(state.limits[i]) && (lowest === null || state.limits[i].mostS < lowest.mostS)) lowest = state.limits[i]
      }
      return lowest
    }

    function clipped (state, seconds) {
      var limit = standing(state)
      return limit === null ? seconds : Math.min(seconds, limit.mostS)
    }

    function holdS (state) {
      return clipped(state, env.now() - state.at < FRESH_MS ? state.askS : FIRST_S)
    }

    function climb (askedS, grantedS) {
      var state = read()
      state.limits = without(state.limits, function (limit) {
        return limit.cutMs === null ? askedS >= limit.askedS : grantedS * 1000 > limit.cutMs
      })
      state.askS = Math.max(holdS(state), clipped(state, above(askedS)))
      state.at = env.now()
      write(state)
    }

    // `cutMs` is null for a hold that was dropped in silence: then all one knows is that the limit lies below it.
    function learn (askedS, cutMs) {
      var state = read()
      var mostS = cutMs === null ? below(askedS) : within(cutMs * CLEAR)
      var seen = 1
      var isSecondSilence = false
      if (before === null) before = read()
      state.limits = without(state.limits, function (limit) {
        if (cutMs === null && limit.cutMs === null && askedS < limit.askedS && env.now() < limit.at + DOUBT_MS) isSecondSilence = true
        if (!isNear(limit, askedS, cutMs)) return false
        seen = limit.seen + 1
        return true
      })
      // Silence costs the whole hold and more: after a second one, what all proxies let pass.
      if (isSecondSilence) mostS = Math.min(mostS, FIRST_S)
      if (seen === 1 && askedS >= FIRST_S) mostS = Math.max(mostS, FIRST_S)
      state.askS = Math.min(holdS(state), mostS)
      state.at = env.now()
      state.limits = [{ mostS: mostS, cutMs: cutMs, askedS: askedS, at: env.now(), seen: seen }].concat(state.limits).slice(0, LIMITS_MAX)
      write(state)
    }

    function takeBack () {
      if (before !== null) write(before)
      before = null
    }

    return {
      holdS: function () {
        return holdS(read())
      },
      answered: function (askedS, elapsedMs, answer) {
        var isWhole = answer.hold >= askedS * GRANTED && elapsedMs >= answer.hold * 1000 - SLACK_MS
        before = null
        if (answer.status === 'idle' && askedS > 0 && isWhole && elapsedMs <= answer.hold * 1000 + LATE_MS) climb(askedS, answer.hold)
      },
      cut: function (askedS, elapsedMs) {
        var lateMs = elapsedMs - askedS * 1000
        if (lateMs <= FROZEN_MS) learn(askedS, lateMs < LATE_MS ? elapsedMs : null)
      },
      failed: takeBack,
      moved: function () {
        var state
        takeBack()
        state = read()
        state.at = 0
        write(state)
      },
      forget: function () {
        before = null
        write(blank())
      },
      told: function () {
        var state = read()
        var limit = standing(state)
        return {
          askS: holdS(state),
          limit: limit === null
            ? null
            : { cutMs: limit.cutMs, askedS: limit.askedS, learnedMs: limit.at, triedMs: standsUntil(limit) }
        }
      }
    }
  }

  function standsUntil (limit) {
    return limit.at + (limit.seen > 1 ? DAY_MS : DOUBT_MS)
  }

  function without (limits, isOut) {
    var left = []
    var i
    for (i = 0; i < limits.length; i++) {
      if (!isOut(limits[i])) left.push(limits[i])
    }
    return left
  }

  function isNear (limit, askedS, cutMs) {
    if (limit.cutMs === null || cutMs === null) return limit.cutMs === cutMs && limit.askedS === askedS
    return Math.abs(limit.cutMs - cutMs) <= Math.max(NEAR_MS, limit.cutMs * NEAR)
  }

  function above (seconds) {
    var i
    for (i = 0; i < RUNGS_S.length; i++) {
      if (RUNGS_S[i] > seconds) return RUNGS_S[i]
    }
    return TOP_S
  }

  function below (seconds) {
    return within((seconds - 1) * 1000)
  }

  // The highest rung that is no longer than this; the lowest there is where none is.
  function within (ms) {
    var i
    for (i = RUNGS_S.length - 1; i > 0; i--) {
      if (RUNGS_S[i] * 1000 <= ms) break
    }
    return RUNGS_S[i]
  }

  function blank () {
    return { askS: FIRST_S, at: 0, limits: [] }
  }

  // Whoever wrote it, and whatever the clock was then: what makes no sense is not known.
  function valid (state, now) {
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

  function isLimit (limit, now) {
    return limit && typeof limit === 'object' && isRung(limit.mostS) && isRung(limit.askedS) && isBetween(limit.at, 0, now) &&
      isBetween(limit.seen, 1, Infinity) && (limit.cutMs === null || isBetween(limit.cutMs, 1, TOP_S * 1000 + LATE_MS))
  }

  function isRung (seconds) {
    var i
    for (i = 0; i < RUNGS_S.length; i++) {
      if (RUNGS_S[i] === seconds) return true
    }
    return false
  }

  function isBetween (value, least, most) {
    return typeof value === 'number' && value >= least && value <= most
  }

  function parse (text) {
    var value
    try {
      value = JSON.parse(text)
    } catch (error) {
      return null
    }
    return value !== null && typeof value === 'object' ? value : null
  }
})(this.Holdline = this.Holdline || {})
