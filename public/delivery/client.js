/*
 * Delivery in one open page: the consumer, the poll loop and the leader election put together (D4, D21, D24).
 * Pure: needs consumer.js, poll-loop.js and leader.js.
 *
 * client = Holdline.createClient(env), where env has all that consumer.js (cursor, seq, items, apply, skip, signals, marks),
 * poll-loop.js (now, setTimer, clearTimer, random, newId, root, view, lang, ladder, request, onLink, onEnd) and leader.js (session, tab,
 * channel, locks, storage, onStale) ask for, but: consumer, isActive, silenceMs, onLead, onFollow, onAnswer.
 * onLink reports the way to the server as far as this browser knows it, from the polling tab.
 *
 * client.start()               asks once with hold=0 (the page may be older than its script), then leads or follows
 * client.wake(hasMoved)        the page was shown, or (hasMoved) the machine slept or the network changed: ask at once (D24)
 * client.retryNow()            the person wants it now
 * client.doubt()               a sign that the way to the server is broken (poll-loop.js)
 * client.position() → { cursor, seq }    everything up to here is drawn
 * client.setActive(active)     the person is here
 * client.isActive() → boolean  the person is at this tab, or another of this browser
 * client.isLeading() → boolean this tab polls for its browser
 * client.rewind(cursor, seq)   part of the page was drawn at this earlier position
 * client.end()
 */
(function (Holdline) {
  var SILENCE_S = 15 // past the hold; a relay in a hidden tab may be late (D21)

  Holdline.createClient = function (env) {
    var client = { env: env, link: 'ok', consumer: Holdline.createConsumer(env), polls: null, leader: null }
    client.polls = Holdline.createPolls(extend(env, pollEvents(client)))
    client.leader = Holdline.createLeader(extend(env, leaderEvents(client)))
    return {
      start: function () {
        client.polls.catchUp()
        client.leader.start()
      },
      wake: function (hasMoved) {
        if (hasMoved) env.ladder.moved()
        client.polls.catchUp()
      },
      retryNow: client.polls.retryNow,
      doubt: client.polls.doubt,
      position: function () {
        return { cursor: client.consumer.cursor(), seq: client.consumer.seq() }
      },
      setActive: client.leader.setActive,
      isActive: client.leader.isActive,
      isLeading: client.leader.isLeading,
      rewind: function (cursor, seq) {
        var before = client.consumer.cursor()
        client.consumer.rewind(cursor, seq)
        if (client.consumer.cursor() !== before) client.polls.catchUp()
      },
      end: function () {
        client.polls.end()
        client.leader.end()
      }
    }
  }

  function pollEvents (client) {
    return {
      consumer: client.consumer,
      isActive: function () {
        return client.leader.isActive()
      },
      onAnswer: function (answer) {
        show(client, 'ok')
        client.leader.relay(answer)
      },
      onLink: function (state) {
        show(client, state)
        client.leader.relayLink(state)
      },
      onEnd: function (status, reason) {
        client.leader.end()
        client.env.onEnd(status, reason)
      }
    }
  }

  function leaderEvents (client) {
    return {
      silenceMs: function () {
        return (client.env.ladder.holdS() + SILENCE_S) * 1000
      },
      onLead: client.polls.start,
      onFollow: client.polls.rest,
      onAnswer: function (answer) {
        show(client, 'ok')
        client.polls.hear(answer)
      },
      onLink: function (state) {
        show(client, state)
      },
      onStale: function () {
        client.polls.end()
        client.env.onStale()
      }
    }
  }

  function show (client, state) {
    if (state === client.link) return
    client.link = state
    client.env.onLink(state)
  }

  function extend (env, more) {
    var made = {}
    var key
    for (key in env) made[key] = env[key]
    for (key in more) made[key] = more[key]
    return made
  }
})(this.Holdline = this.Holdline || {})
