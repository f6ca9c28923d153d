/*
 * The poll loop in the browser: PROTOCOL §1, D8, D18 and D24. Pure: no DOM, no globals, no clock of its own.
 * Needs answers.js, retry.js, consumer.js. The same file runs in the page and in the simulation.
 *
 * polls = Holdline.createPolls(env), where env is
 *   now() → ms    setTimer(run, ms) → handle    clearTimer(handle)    random() → [0, 1)
 *   newId() → text             unique per call: the tab id (D8)
 *   root                       prefix of 'poll' in the address: '../', './' or an origin and a path
 *   view                       'json' or 'html'
 *   lang                       for 'html': the language of the page; may be left out
 *   ladder                     see ladder.js: the hold to ask for, told how each poll ended
 *   isActive() → boolean       the person is here
 *   request(call, done) → drop()    call: { method, url, body: text or null, timeoutMs }
 *                              done({ status, body, retryAfter }) exactly once and never before request returns;
 *                              status 0: no whole answer came (cut, refused, timed out); body: text;
 *                              retryAfter: that header or null. drop() gives the call up: done is then never called
 *   consumer                   see consumer.js
 *   onAnswer(answer)           an own 'events' or 'idle' answer, after it was applied
 *   onLink(state)              'ok', 'lost' (failing since now), 'proxy' (a page that is not ours came instead of the answer);
 *                              called on changes only, and not for cut holds
 *   onEnd(status, reason)      'resync' (reason: run, trimmed, ahead, malformed, gap) or 'signed-out': polling has ended
 *
 * polls.start()                polls again and again (the leader)
 * polls.rest()                 drops the parked poll and polls only when told to (a follower)
 * polls.catchUp()              drops the parked poll, asks with hold=0 until there is no more, goes on as before.
 *                              A pause the server asked for is kept
 * polls.retryNow()             the same at the person's wish: ignores that pause
 * polls.doubt()                a call failed elsewhere, or the browser says that it is offline: 'lost' from now on, until a poll with
 *                              hold=0 is answered
 * polls.hear(answer)           an answer another tab relayed (D21)
 * polls.end()                  for good
 */
(function (Holdline) {
  var GRACE_S = 10 // after the hold: a silent drop ends here (D18)
  var CUT_MS = 4000 // a failure this late cut a hold; a sooner one is a refusal. No proxy tried cuts before 5 s
  var FRESH_MS = 3000 // several signs of waking come together; one call answers them all
  var UNMOVED_MS = 1000 // pause after an answer that came early and moved nothing, of any status

  Holdline.createPolls = function (env) {
    var polls = {
      env: env,
      tab: env.newId(),
      n: 0,
      flight: null, // the one poll under way
      timer: null,
      notBefore: 0, // a pause the server asked for
      running: false,
      behind: false, // ask with hold=0 until an answer has no more
      ended: false,
      failures: 0,
      cuts: 0,
      gaps: 0,
      link: 'ok'
    }
    return {
      start: function () {
        polls.running = true
        next(polls)
      },
      rest: function () {
        polls.running = false
        if (!polls.behind) drop(polls)
      },
      catchUp: function () {
        catchUp(polls)
      },
      retryNow: function () {
        polls.notBefore = 0
        drop(polls)
        catchUp(polls)
      },
      doubt: function () {
        if (polls.ended || polls.link !== 'ok') return
        setLink(polls, 'lost')
        catchUp(polls)
      },
      hear: function (answer) {
        hear(polls, answer)
      },
      end: function () {
        polls.ended = true
        drop(polls)
      }
    }
  }

  // After failures, hold=0 proves in one round trip what a held poll would leave open for its whole hold.
  function next (polls) {
    if (polls.ended || polls.flight !== null || polls.timer !== null) return
    if (polls.running || polls.behind) ask(polls, polls.behind || polls.failures > 0 || polls.cuts > 1 ? 0 : polls.env.ladder.holdS())
  }

  function ask (polls, holdS) {
    var mine = { at: polls.env.now(), holdS: holdS, cursor: polls.env.consumer.cursor(), drop: null }
    polls.n += 1
    polls.flight = mine
    mine.drop = polls.env.request({
      method: 'GET',
      url: address(polls, mine),
      body: null,
      timeoutMs: (holdS + GRACE_S) * 1000
    }, function (result) {
      polls.flight = null
      settle(polls, mine, result)
    })
  }

  function address (polls, mine) {
    var env = polls.env
    return env.root + 'poll?' + (mine.cursor === null ? '' : 'cursor=' + encodeURIComponent(mine.cursor) + '&') +
      'hold=' + mine.holdS + '&tab=' + polls.tab + '&n=' + polls.n + '&view=' + env.view +
      (env.lang ? '&lang=' + encodeURIComponent(env.lang) : '') + '&active=' + (env.isActive() ? 1 : 0)
  }

  function settle (polls, mine, result) {
    var answer = Holdline.readAnswer(result)
    if (answer === null) return fail(polls, mine, result)
    polls.failures = 0
    polls.cuts = 0
    polls.env.ladder.answered(mine.holdS, polls.env.now() - mine.at, answer)
    setLink(polls, 'ok')
    if (answer.status === 'events' || answer.status === 'idle') return take(polls, mine, answer)
    if (answer.status === 'resync' || answer.status === 'signed-out') return end(polls, answer.status, answer.reason)
    if (answer.status === 'superseded') {
      // Ours was the newest: another page carries our tab id (a duplicated tab), so take a new one.
      polls.tab = polls.env.newId()
      polls.n = 0
      return pause(polls, UNMOVED_MS)
    }
    // yield, busy, drain, and any status of a newer server.
    if (answer.retryMs > 0) obey(polls, answer.retryMs)
    else backOff(polls, 0)
  }

  function take (polls, mine, answer) {
    var early = polls.env.now() - mine.at < Math.min(mine.holdS, answer.hold) * 500
    if (polls.env.consumer.take(answer, true) === 'gap') {
      polls.gaps += 1
      if (polls.gaps > 1) return end(polls, 'resync', 'gap')
      polls.behind = true
      return next(polls)
    }
    polls.gaps = 0
    if (!answer.more) {
      if (polls.behind) polls.env.consumer.caughtUp()
      polls.behind = false
    }
    polls.env.onAnswer(answer)
    if (answer.retryMs > 0) obey(polls, answer.retryMs)
    else if (answer.status === 'events' ? answer.cursor === mine.cursor : early && mine.cursor !== null) pause(polls, UNMOVED_MS)
    else next(polls)
  }

  function fail (polls, mine, result) {
    var elapsedMs = polls.env.now() - mine.at
    if (mine.holdS > 0 && elapsedMs >= CUT_MS && isCut(result.status)) {
      polls.cuts += 1
      polls.env.ladder.cut(mine.holdS, elapsedMs)
      return next(polls)
    }
    polls.env.ladder.failed()
    backOff(polls, Holdline.retryAfterMs(result.retryAfter, polls.env.now()))
    setLink(polls, Holdline.isProxyPage(result) ? 'proxy' : 'lost')
  }

  // A gateway that gives up waiting answers one of these; 503 is a server that is stopping (D18).
  function isCut (status) {
    return status === 0 || status === 408 || status === 500 || status === 502 || status === 504
  }

  function catchUp (polls) {
    var flight = polls.flight
    if (polls.ended) return
    polls.behind = true
    if (flight !== null && flight.holdS === 0 && polls.env.now() - flight.at < FRESH_MS) return
    polls.failures = 0
    drop(polls)
    if (polls.notBefore > polls.env.now()) pause(polls, polls.notBefore - polls.env.now())
    else next(polls)
  }

  function hear (polls, answer) {
    if (polls.ended) return
    if (polls.env.consumer.take(answer, false) === 'gap') {
      if (!polls.behind) catchUp(polls)
    } else if (polls.failures > 0 && polls.flight === null) {
      catchUp(polls) // another tab got through
    }
  }

  function backOff (polls, askedMs) {
    var ms = Holdline.backoffMs(polls.failures, askedMs, polls.env.random)
    polls.failures += 1
    if (askedMs > 0) obey(polls, ms)
    else pause(polls, ms)
  }

  function obey (polls, ms) {
    polls.notBefore = polls.env.now() + ms
    pause(polls, ms)
  }

  function pause (polls, ms) {
    cancel(polls)
    polls.timer = polls.env.setTimer(function () {
      polls.timer = null
      next(polls)
    }, ms)
  }

  function cancel (polls) {
    if (polls.timer !== null) polls.env.clearTimer(polls.timer)
    polls.timer = null
  }

  function drop (polls) {
    var dropped = polls.flight
    polls.flight = null
    cancel(polls)
    if (dropped !== null) dropped.drop()
  }

  function end (polls, status, reason) {
    polls.ended = true
    drop(polls)
    polls.env.onEnd(status, reason)
  }

  function setLink (polls, state) {
    if (state === polls.link) return
    polls.link = state
    polls.env.onLink(state)
  }
})(this.Holdline = this.Holdline || {})
