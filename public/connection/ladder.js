/*
 * The hold ladder: the hold to ask the server for, PROTOCOL D17. Climbs by proof, and stays clear of the time after which this network
 * cuts (D18). Pure: no DOM, no globals, no clock of its own. Needs answers.js, ladder-memory.js. The simulation runs it, too.
 *
 * ladder = Holdline.createLadder(env), where env is
 *   now() → ms
 *   storage                    get(key) → text or null, set(key, text) → true when kept, remove(key): shared by all tabs of this
 *                              browser. Where it keeps nothing, each page learns for itself
 *   onChange()                 something was learned; may be left out
 *
 * ladder.holdS() → seconds                        the hold to ask for now: one of the rungs
 * ladder.answered(askedS, elapsedMs, answer)      a poll was answered by Holdline, with any status
 * ladder.cut(askedS, elapsedMs)                   the network ended a hold, or it ran into its own timeout
 * ladder.failed()                                 a poll failed at once, or otherwise not as a hold that is cut
 * ladder.moved()                                  the machine slept, or the network changed
 * ladder.forget()                                 the person wants it learned again
 * ladder.told() → { askS, limit }                 limit: null, or the limit on climbing: { cutMs: null (dropped in silence),
 *                              askedS, learnedMs, triedMs: when it was last seen, and when it will be tried again }
 *
 * One bad moment is no network. A limit seen once stands for 15 minutes, and is then tried again by one hold; seen again near the
 * same time, it stands for a day. Under 18 s, which every proxy tried lets pass, a limit counts when it was seen twice. A cut is taken
 * back when the next poll fails at once, or the machine turns out to have slept: that was an outage.
 */
(function (Holdline) {
  var memory = Holdline.ladderMemory
  var KEY = 'holdline.ladder'
  var CLEAR = 0.9 // of the time after which the network cut: a limit is no exact figure
  var GRANTED = 0.9 // the server takes up to a tenth off; when it takes more, its own maximum is reached
  var SLACK_MS = 500 // clocks are corrected, answers round
  var LATE_MS = 5000 // past its hold, a poll is no longer cut: its answer never came
  var FROZEN_MS = 80000 // past its hold: a timeout is 10 s after it, and a hidden page's timers are a minute late
  var FRESH_MS = 600000 // an older proof says nothing of the network as it is now
  var DOUBT_MS = 900000
  var DAY_MS = 86400000
  var NEAR_MS = 2000
  var NEAR = 0.1

  Holdline.createLadder = function (env) {
    var ladder = {
      env: env,
      kept: null, // this page's own state, where storage keeps nothing
      before: null // the state before the lessons that no answer has confirmed yet
    }
    return {
      holdS: function () {
        return holdS(ladder, read(ladder))
      },
      answered: function (askedS, elapsedMs, answer) {
        var isWhole = answer.hold >= askedS * GRANTED && elapsedMs >= answer.hold * 1000 - SLACK_MS
        ladder.before = null
        if (answer.status === 'idle' && askedS > 0 && isWhole && elapsedMs <= answer.hold * 1000 + LATE_MS) climb(ladder, askedS, answer.hold)
      },
      cut: function (askedS, elapsedMs) {
        var lateMs = elapsedMs - askedS * 1000
        if (lateMs <= FROZEN_MS) learn(ladder, askedS, lateMs < LATE_MS ? elapsedMs : null)
      },
      failed: function () {
        takeBack(ladder)
      },
      moved: function () {
        var state
        takeBack(ladder)
        state = read(ladder)
        state.at = 0
        write(ladder, state)
      },
      forget: function () {
        ladder.before = null
        write(ladder, memory.blank())
      },
      told: function () {
        return told(ladder, read(ladder))
      }
    }
  }

  function read (ladder) {
    return memory.read(ladder.kept || ladder.env.storage.get(KEY), ladder.env.now())
  }

  function write (ladder, state) {
    var text = JSON.stringify(state)
    ladder.kept = ladder.env.storage.set(KEY, text) ? null : text
    if (ladder.env.onChange) ladder.env.onChange()
  }

  function takeBack (ladder) {
    if (ladder.before !== null) write(ladder, ladder.before)
    ladder.before = null
  }

  // The lowest limit that stands; null when none does.
  function standing (ladder, state) {
    var lowest = null
    var i
    for (i = 0; i < state.limits.length; i++) {
      if (ladder.env.now() >= standsUntil(state.limits[i])) continue
      if (lowest === null || state.limits[i].mostS < lowest.mostS) lowest = state.limits[i]
    }
    return lowest
  }

  function standsUntil (limit) {
    return limit.at + (limit.seen > 1 ? DAY_MS : DOUBT_MS)
  }

  function clipped (ladder, state, seconds) {
    var limit = standing(ladder, state)
    return limit === null ? seconds : Math.min(seconds, limit.mostS)
  }

  function holdS (ladder, state) {
    return clipped(ladder, state, ladder.env.now() - state.at < FRESH_MS ? state.askS : memory.first)
  }

  function climb (ladder, askedS, grantedS) {
    var state = read(ladder)
    state.limits = state.limits.filter(function (limit) {
      return limit.cutMs === null ? askedS < limit.askedS : grantedS * 1000 <= limit.cutMs
    })
    state.askS = Math.max(holdS(ladder, state), clipped(ladder, state, above(askedS)))
    state.at = ladder.env.now()
    write(ladder, state)
  }

  // `cutMs` is null for a hold that was dropped in silence: the limit lies somewhere below it.
  function learn (ladder, askedS, cutMs) {
    var now = ladder.env.now()
    var state = read(ladder)
    var mostS = cutMs === null ? below(askedS) : within(cutMs * CLEAR)
    var seen = 1
    var isSecondSilence = false
    if (ladder.before === null) ladder.before = read(ladder)
    state.limits = state.limits.filter(function (limit) {
      if (cutMs === null && limit.cutMs === null && askedS < limit.askedS && now < limit.at + DOUBT_MS) isSecondSilence = true
      if (!isNear(limit, askedS, cutMs)) return true
      seen = limit.seen + 1
      return false
    })
    // Silence costs the whole hold and more: after a second one, down to the rung that all proxies let pass.
    if (isSecondSilence) mostS = Math.min(mostS, memory.first)
    if (seen === 1 && askedS >= memory.first) mostS = Math.max(mostS, memory.first)
    state.askS = Math.min(holdS(ladder, state), mostS)
    state.at = now
    state.limits = [{ mostS: mostS, cutMs: cutMs, askedS: askedS, at: now, seen: seen }].concat(state.limits).slice(0, memory.limitsMax)
    write(ladder, state)
  }

  function told (ladder, state) {
    var limit = standing(ladder, state)
    return {
      askS: holdS(ladder, state),
      limit: limit === null
        ? null
        : { cutMs: limit.cutMs, askedS: limit.askedS, learnedMs: limit.at, triedMs: standsUntil(limit) }
    }
  }

  function isNear (limit, askedS, cutMs) {
    if (limit.cutMs === null || cutMs === null) return limit.cutMs === cutMs && limit.askedS === askedS
    return Math.abs(limit.cutMs - cutMs) <= Math.max(NEAR_MS, limit.cutMs * NEAR)
  }

  function above (seconds) {
    var i
    for (i = 0; i < memory.rungs.length - 1; i++) {
      if (memory.rungs[i] > seconds) break
    }
    return memory.rungs[i]
  }

  function below (seconds) {
    return within((seconds - 1) * 1000)
  }

  // The highest rung that is no longer than this; the lowest rung where none is.
  function within (ms) {
    var i
    for (i = memory.rungs.length - 1; i > 0; i--) {
      if (memory.rungs[i] * 1000 <= ms) break
    }
    return memory.rungs[i]
  }
})(this.Holdline = this.Holdline || {})
