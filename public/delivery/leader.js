/*
 * One tab of a browser polls for all of them: PROTOCOL D21. Pure: no DOM, no globals, no clock of its own.
 *
 * leader = Holdline.createLeader(env), where env is
 *   now() → ms    setTimer(run, ms) → handle    clearTimer(handle)    random() → [0, 1)
 *   session                    the session's public id: tabs of another session are not listened to
 *   tab                        an id of this page
 *   silenceMs() → ms           how long a follower may hear nothing: the hold that would be asked for now, and 15 s
 *   channel                    to the other tabs of this browser, whatever their session: post(text), hear(function (text));
 *                              a tab does not hear itself
 *   locks                      null, or request(name, granted): granted(release) is called when the lock is ours alone;
 *                              release() gives it up. A tab that is closed gives up its lock
 *   storage                    used where locks is null: get(key) → text or null, set(key, text) → true when kept, remove(key)
 *   onLead()                   poll from now on (also when the leader has fallen silent)
 *   onFollow()                 poll no more: another tab does
 *   onAnswer(answer)           the poll's answer another tab relayed
 *   onLink(state)              the polling tab's way to the server is 'ok', 'lost' or 'proxy'
 *   onStale()                  a page that was loaded later belongs to another session: this one must be loaded again
 *
 * leader.start()               follows until it is found that nobody leads
 * leader.relay(answer)         tell the other tabs what our poll was answered
 * leader.relayLink(state)      and how our way to the server is
 * leader.setActive(active)     the person is at this tab, or is not
 * leader.isActive() → boolean  the person is at this tab or, as far as it was heard, at another
 * leader.end()                 the page is being left
 *
 * Two leaders are waste, never an error: whoever hears an answer applies it by D4 (consumer.js).
 */
(function (Holdline) {
  var LEASE_MS = 15000
  var BEAT_MS = 5000
  var CONFIRM_MS = 150 // two tabs may write the lease at once; the one whose name stands after this has it
  var SPREAD_MS = 5000 // silent followers do not all begin at once: the first is heard by the others
  var HELLO_MS = 5000
  var SILENCE_MAX_MS = 120000 // no hold is longer

  Holdline.createLeader = function (env) {
    var lockName = 'holdline.leader.' + env.session
    var bornAt = env.now()
    var role = 'none' // 'follower', 'stand-in' (the leader was silent), 'leader' (holds the lock or the lease)
    var release = null
    var silence = null
    var beat = null
    var active = false
    var othersActiveUntil = 0
    var helloAt = 0
    var ended = false

    function post (kind, content) {
      env.channel.post(JSON.stringify({
        holdline: 1,
        kind: kind,
        session: env.session,
        tab: env.tab,
        bornAt: bornAt,
        role: role,
        silenceMs: env.silenceMs(),
        content: content
      }))
    }

    function isPolling (which) {
      return which === 'leader' || which === 'stand-in'
    }

    function become (next) {
      var before = role
      if (next === before) return
      role = next
      if (!isPolling(next)) {
        listen(env.silenceMs())
        env.onFollow()
      } else {
        clear()
        if (!isPolling(before)) env.onLead()
      }
    }

    function clear () {
      if (silence !== null) env.clearTimer(silence)
      silence = null
    }

    function listen (silenceMs) {
      clear()
      silence = env.setTimer(function () {
        silence = null
        become('stand-in')
      }, silenceMs + env.random() * SPREAD_MS)
    }

    function hear (text) {
      var said = parse(text)
      if (ended || said === null || said.tab === env.tab) return
      if (said.session !== env.session) return hearStranger(said)
      // Each answer heard is met with this; the next answer comes before that much time has passed.
      if (said.kind === 'active') othersActiveUntil = env.now() + env.silenceMs()
      if (said.kind === 'bye' && beat !== null) look(env.random() * CONFIRM_MS)
      if (said.kind === 'link' && role === 'follower' && isPolling(said.role)) env.onLink(said.content)
      if (said.kind === 'answer') hearAnswer(said)
    }

    function hearAnswer (said) {
      if (isPolling(said.role)) {
        // It knows how long it will wait next; what this tab would ask for may be less by now, or more.
        if (role === 'follower') listen(said.silenceMs >= 0 && said.silenceMs <= SILENCE_MAX_MS ? said.silenceMs : env.silenceMs())
        // A real leader has woken up, or two stand in: one of them is enough.
        if (role === 'stand-in' && (said.role === 'leader' || said.tab < env.tab)) become('follower')
      }
      if (active) post('active', null)
      env.onAnswer(said.content)
    }

    // The browser's cookie is the later page's: polling on with it, an older page would draw somebody else's messages.
    function hearStranger (said) {
      if (said.bornAt > bornAt || (said.bornAt === bornAt && said.tab > env.tab)) {
        ended = true
        env.onStale()
      } else if (env.now() >= helloAt) {
        helloAt = env.now() + HELLO_MS
        post('hello', null)
      }
    }

    function leaseOwner () {
      var lease = (env.storage.get(lockName) || '').split(' ')
      var until = Number(lease[1])
      return until > env.now() && until <= env.now() + LEASE_MS ? lease[0] : null
    }

    function takeLease () {
      return env.storage.set(lockName, env.tab + ' ' + (env.now() + LEASE_MS))
    }

    function look (afterMs) {
      if (beat !== null) env.clearTimer(beat)
      beat = env.setTimer(function () {
        var owner = leaseOwner()
        var kept
        if (owner !== null && owner !== env.tab) {
          become('follower')
          return look(BEAT_MS)
        }
        kept = takeLease()
        // Without storage nothing is shared, and each tab polls for itself.
        if (owner === env.tab || !kept) {
          become('leader')
          look(BEAT_MS)
        } else {
          look(CONFIRM_MS + env.random() * CONFIRM_MS)
        }
      }, afterMs)
    }

    return {
      start: function () {
        env.channel.hear(hear)
        become('follower')
        post('hello', null)
        if (env.locks === null) return look(0)
        env.locks.request(lockName, function (releaseLock) {
          if (ended) return releaseLock()
          release = releaseLock
          become('leader')
        })
      },
      relay: function (answer) {
        if (!ended) post('answer', answer)
      },
      relayLink: function (state) {
        if (!ended && isPolling(role)) post('link', state)
      },
      setActive: function (isActive) {
        if (isActive && !active && role === 'follower') post('active', null)
        active = isActive
      },
      isActive: function () {
        return active || env.now() < othersActiveUntil
      },
      end: function () {
        if (ended) return
        ended = true
        clear()
        if (beat !== null) {
          env.clearTimer(beat)
          if (leaseOwner() === env.tab) env.storage.remove(lockName)
        }
        if (release !== null) release()
        post('bye', null)
      }
    }
  }

  function parse (text) {
    var said
    try {
      said = JSON.parse(text)
    } catch (error) {
      return null
    }
    return said !== null && typeof said === 'object' && said.holdline === 1 ? said : null
  }
})(this.Holdline = this.Holdline || {})
