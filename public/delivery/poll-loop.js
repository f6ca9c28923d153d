/*
 * The poll loop: PROTOCOL §1 as a browser lives it, D8, D18 and D24. Pure: no DOM, no globals, no clock of its own.
 * Needs answers.js, consumer.js. The same file runs in the page and in the simulation.
 *
 * polls = Holdline.createPolls(env), where env is
 *   now() → ms    setTimer(run, ms) → handle    clearTimer(handle)    random() → [0, 1)
 *   newId() → text             unique per call: the tab id (D8)
 *   root                       what stands before 'poll' in the address: '../', './' or an origin and a path
 *   view                       'json' or 'html'
 *   lang                       for 'html': the language of the page; may be left out
 *   ladder                     see ladder.js: how long to ask the server to hold, and who is told how that went
 *   isActive() → boolean       the person is here
 *   request(call, done) → drop()    call: { method, url, body: text or null, timeoutMs }
 *                              done({ status, body, retryAfter }) exactly once and never before request returns;
 *                              status 0: no whole answer came (cut, refused, timed out); body: text;
 *                              retryAfter: that header or null. drop() gives the call up: done is then never called
 *   consumer                   see consumer.js
 *   onAnswer(answer)           an own 'events' or 'idle' answer, after it was applied
 *   onLink(state)              'ok', 'lost' (failing since now), 'proxy' (somebody else's page came instead of the answer);
 *                              called on changes only. Cut holds are not told
 *   onEnd(status, reason)      'resync' (reason: run, trimmed, ahead, malformed, gap) or 'signed-out': it asks no more
 *
 * polls.start()                ask, and ask again, for ever (the leader)
 * polls.rest()                 drop the parked poll and ask only when told to (a follower)
 * polls.catchUp()              drop the parked poll, ask with hold=0 until there is no more, go on as before.
 *                              A pause the server asked for is kept
 * polls.retryNow()             the same, the person's wish: no pause stands against it
 * polls.hear(answer)           an answer another tab relayed (D21)
 * polls.end()                  for good
 */
(function (Holdline) {
  var GRACE_S = 10 // after the hold: a silent drop ends here (D18)
  var CUT_MS = 4000 // a failure this late cut a hold; a sooner one is a refusal. No proxy tried cuts before 5 s
  var BACKOFF_MS = 1000
  var BACKOFF_MAX_MS = 30000
  var PAUSE_MIN_MS = 200 // full jitter may come to nothing; this is not a spin
  var FRESH_MS = 3000 // several signs of waking come together; one call answers them all
  var UNMOVED_MS = 1000 // an answer that came early and moved nothing: wait, whatever it says

  Holdline.createPolls = function (env) {
    var consumer = env.consumer
    var tab = env.newId()
    var n = 0
    var flight = null // the one poll under way
    var timer = null
    var notBefore = 0 // a pause the server asked for
    var running = false
    var behind = false // ask with hold=0 until an answer has no more
    var ended = false
    var failures = 0
    var cuts = 0
    var gaps = 0
    var link = 'ok'

    function setLink (state) {
      if (state === link) return
      link = state
      env.onLink(state)
    }

    function cancel () {
      if (timer !== null) env.clearTimer(timer)
      timer = null
    }

    function drop () {
      var dropped = flight
      flight = null
      cancel()
      if (dropped !== null) dropped.drop()
    }

    function pause (ms) {
      cancel()
      timer = env.setTimer(function () {
        timer = null
        next()
      }, ms)
    }

    function obey (ms) {
      notBefore = env.now() + ms
      pause(ms)
    }

    // Out of trouble, hold=0 proves in one round trip what a held poll would leave open for its whole hold.
    function next () {
      if (ended || flight !== null || timer !== null) return
      if (running || behind) ask(behind || failures > 0 || cuts > 1 ? 0 : env.ladder.holdS())
    }

    function ask (holdS) {
      var mine = { at: env.now(), holdS: holdS, cursor: consumer.cursor(), drop: null }
      n += 1
      flight = mine
      mine.drop = env.request({
        method: 'GET',
        url: env.root + 'poll?' + (mine.cursor === null ? '' : 'cursor=' + encodeURIComponent(mine.cursor) + '&') +
          'hold=' + holdS + '&tab=' + tab + '&n=' + n + '&view=' + env.view +
          (env.lang ? '&lang=' + encodeURIComponent(env.lang) : '') + '&active=' + (env.isActive() ? 1 : 0),
        body: null,
        timeoutMs: (holdS + GRACE_S) * 1000
      }, function (result) {
        flight = null
        settle(mine, result)
      })
    }

    function settle (mine, result) {
      var answer = Holdline.readAnswer(result)
      if (answer === null) return fail(mine, result)
      failures = 0
      cuts = 0
      env.ladder.answered(mine.holdS, env.now() - mine.at, answer)
      setLink('ok')
      if (answer.status === 'events' || answer.status === 'idle') return take(mine, answer)
      if (answer.status === 'resync' || answer.status === 'signed-out') return end(answer.status, answer.reason)
      if (answer.status === 'superseded') {
        // Ours was the newest: another page carries our tab id (a duplicated tab), so part from it.
        tab = env.newId()
        n = 0
        return pause(UNMOVED_MS)
      }
      // yield, busy, drain, and whatever a newer server may say.
      if (answer.retryMs > 0) obey(answer.retryMs)
      else backOff(0)
    }

    function take (mine, answer) {
      var early = env.now() - mine.at < Math.min(mine.holdS, answer.hold) * 500
      if (consumer.take(answer, true) === 'gap') {
        gaps += 1
        if (gaps > 1) return end('resync', 'gap')
        behind = true
        return next()
      }
      gaps = 0
      if (!answer.more) {
        if (behind) consumer.caughtUp()
        behind = false
      }
      env.onAnswer(answer)
      if (answer.retryMs > 0) obey(answer.retryMs)
      else if (answer.status === 'events' ? answer.cursor === mine.cursor : early && mine.cursor !== null) pause(UNMOVED_MS)
      else next()
    }

    function fail (mine, result) {
      var elapsedMs = env.now() - mine.at
      if (mine.holdS > 0 && elapsedMs >= CUT_MS && isCut(result.status)) {
        cuts += 1
        env.ladder.cut(mine.holdS, elapsedMs)
        return next()
      }
      env.ladder.failed()
      backOff(Holdline.retryAfterMs(result.retryAfter, env.now()))
      setLink(Holdline.isProxyPage(result) ? 'proxy' : 'lost')
    }

    function backOff (atLeastMs) {
      var most = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * Math.pow(2, failures))
      failures += 1
      if (atLeastMs > 0) obey(atLeastMs + env.random() * BACKOFF_MS)
      else pause(Math.max(PAUSE_MIN_MS, env.random() * most))
    }

    function end (status, reason) {
      ended = true
      drop()
      env.onEnd(status, reason)
    }

    function catchUp () {
      if (ended) return
      behind = true
      if (flight !== null && flight.holdS === 0 && env.now() - flight.at < FRESH_MS) return
      failures = 0
      drop()
      if (notBefore > env.now()) pause(notBefore - env.now())
      else next()
    }

    return {
      start: function () {
        running = true
        next()
      },
      rest: function () {
        running = false
        if (!behind) drop()
      },
      catchUp: catchUp,
      retryNow: function () {
        notBefore = 0
        drop()
        catchUp()
      },
      hear: function (answer) {
        if (ended) return
        if (consumer.take(answer, false) === 'gap') {
          if (!behind) catchUp()
        } else if (failures > 0 && flight === null) {
          catchUp() // another tab got through
        }
      },
      end: function () {
        ended = true
        drop()
      }
    }
  }

  // A gateway that gives up waiting says so with one of these; 503 is a server that is stopping (D18).
  function isCut (status) {
    return status === 0 || status === 408 || status === 500 || status === 502 || status === 504
  }
})(this.Holdline = this.Holdline || {})
