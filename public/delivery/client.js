/*
 * What one open page does about delivery: the consumer, the poll loop and the tabs' leader put together (D4, D21, D24).
 * Pure: needs consumer.js, poll-loop.js and leader.js, and is handed everything they are.
 *
 * client = Holdline.createClient(env), where env is all that consumer.js (cursor, seq, items, apply, skip, signals, marks),
 * poll-loop.js (now, setTimer, clearTimer, random, newId, root, view, lang, ladder, request, onLink, onEnd) and leader.js (session, tab,
 * channel, locks, storage, onStale) ask for, but: consumer, isActive, silenceMs, onLead, onFollow, onAnswer.
 * onLink tells how the way to the server is as far as this browser knows, whichever tab polls.
 *
 * client.start()               asks once with hold=0 (the page may be older than its script), then leads or follows
 * client.wake(hasMoved)        the page was shown, or (hasMoved) the machine slept or the network changed: ask at once (D24)
 * client.retryNow()            the person wants it now
 * client.setActive(active)     the person is here
 * client.rewind(cursor, seq)   part of the page was drawn at this earlier position
 * client.end()
 */
(function (Holdline) {
  var SILENCE_S = 15 // past the hold; a relay in a hidden tab may be late (D21)

  Holdline.createClient = function (env) {
    var consumer = Holdline.createConsumer(env)
    var pollsEnv = copy(env)
    var leaderEnv = copy(env)
    var link = 'ok'
    var polls, leader

    function show (state) {
      if (state === link) return
      link = state
      env.onLink(state)
    }

    pollsEnv.consumer = consumer
    pollsEnv.isActive = function () {
      return leader.isActive()
    }
    pollsEnv.onAnswer = function (answer) {
      show('ok')
      leader.relay(answer)
    }
    pollsEnv.onLink = function (state) {
      show(state)
      leader.relayLink(state)
    }
    pollsEnv.onEnd = function (status, reason) {
      leader.end()
      env.onEnd(status, reason)
    }
    polls = Holdline.createPolls(pollsEnv)

    leaderEnv.silenceMs = function () {
      return (env.ladder.holdS() + SILENCE_S) * 1000
    }
    leaderEnv.onLead = polls.start
    leaderEnv.onFollow = polls.rest
    leaderEnv.onAnswer = function (answer) {
      show('ok')
      polls.hear(answer)
    }
    leaderEnv.onLink = show
    leaderEnv.onStale = function () {
      polls.end()
      env.onStale()
    }
    leader = Holdline.createLeader(leaderEnv)

    return {
      start: function () {
        polls.catchUp()
        leader.start()
      },
      wake: function (hasMoved) {
        if (hasMoved) env.ladder.moved()
        polls.catchUp()
      },
      retryNow: polls.retryNow,
      setActive: leader.setActive,
      rewind: function (cursor, seq) {
        var before = consumer.cursor()
        consumer.rewind(cursor, seq)
        if (consumer.cursor() !== before) polls.catchUp()
      },
      end: function () {
        polls.end()
        leader.end()
      }
    }
  }

  function copy (env) {
    var made = {}
    var key
    for (key in env) made[key] = env[key]
    return made
  }
})(this.Holdline = this.Holdline || {})
