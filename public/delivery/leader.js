/*
 * Leader election: one tab of a browser polls for all of them. PROTOCOL D21. Pure: no DOM, no globals, no clock of its own.
 * Needs answers.js, lease.js.
 *
 * leader = Holdline.createLeader(env), where env is
 *   now() → ms    setTimer(run, ms) → handle    clearTimer(handle)    random() → [0, 1)
 *   session                    the session's public id: tabs of another session are not listened to
 *   tab                        an id of this page
 *   silenceMs() → ms           the longest silence a follower accepts: the hold that would be asked for now, and 15 s
 *   channel                    to the other tabs of this browser, of any session: post(text), hear(function (text));
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
 * leader.start()               follows until it is found that no tab leads
 * leader.relay(answer)         tells the other tabs the answer to our poll
 * leader.relayLink(state)      and the state of our way to the server
 * leader.setActive(active)     the person is at this tab, or is not
 * leader.isActive() → boolean  the person is at this tab or, as far as it was heard, at another
 * leader.isLeading() → boolean    this tab polls for its browser
 * leader.end()                 the page is being left
 *
 * Two leaders are waste, never an error: every tab applies the answers it hears by D4 (consumer.js).
 */
(function (Holdline) {
  var LEASE_MS = 15000
  var BEAT_MS = 5000
  var CONFIRM_MS = 150 // two tabs may write the lease at once; it belongs to the one whose name stands after this
  var SPREAD_MS = 5000 // silent followers do not all begin at once: the first is heard by the others
  var HELLO_MS = 5000
  var SILENCE_MAX_MS = 120000 // no hold is longer

  Holdline.createLeader = function (env) {
    var lockName = 'holdline.leader.' + env.session
    var leader = {
      env: env,
      lockName: lockName,
      lease: Holdline.createLease(env, lockName, LEASE_MS),
      bornAt: env.now(),
      role: 'none', // 'follower', 'stand-in' (the leader was silent), 'leader' (holds the lock or the lease)
      release: null,
      silence: null,
      beat: null,
      active: false,
      othersActiveUntil: 0,
      helloAt: 0,
      ended: false
    }
    return {
      start: function () {
        start(leader)
      },
      relay: function (answer) {
        if (!leader.ended) post(leader, 'answer', answer)
      },
      relayLink: function (state) {
        if (!leader.ended && isPolling(leader.role)) post(leader, 'link', state)
      },
      setActive: function (isActive) {
        if (isActive && !leader.active && leader.role === 'follower') post(leader, 'active', null)
        leader.active = isActive
      },
      isActive: function () {
        return leader.active || env.now() < leader.othersActiveUntil
      },
      isLeading: function () {
        return !leader.ended && isPolling(leader.role)
      },
      end: function () {
        end(leader)
      }
    }
  }

  function start (leader) {
    leader.env.channel.hear(function (text) {
      hear(leader, text)
    })
    become(leader, 'follower')
    post(leader, 'hello', null)
    if (leader.env.locks === null) return look(leader, 0)
    leader.env.locks.request(leader.lockName, function (release) {
      if (leader.ended) return release()
      leader.release = release
      become(leader, 'leader')
    })
  }

  function end (leader) {
    if (leader.ended) return
    leader.ended = true
    clear(leader)
    if (leader.beat !== null) {
      leader.env.clearTimer(leader.beat)
      leader.lease.drop()
    }
    if (leader.release !== null) leader.release()
    post(leader, 'bye', null)
  }

  function post (leader, kind, content) {
    leader.env.channel.post(JSON.stringify({
      holdline: 1,
      kind: kind,
      session: leader.env.session,
      tab: leader.env.tab,
      bornAt: leader.bornAt,
      role: leader.role,
      silenceMs: leader.env.silenceMs(),
      content: content
    }))
  }

  function isPolling (role) {
    return role === 'leader' || role === 'stand-in'
  }

  function become (leader, role) {
    var before = leader.role
    if (role === before) return
    leader.role = role
    if (!isPolling(role)) {
      listen(leader, leader.env.silenceMs())
      leader.env.onFollow()
    } else {
      clear(leader)
      if (!isPolling(before)) leader.env.onLead()
    }
  }

  function clear (leader) {
    if (leader.silence !== null) leader.env.clearTimer(leader.silence)
    leader.silence = null
  }

  function listen (leader, silenceMs) {
    clear(leader)
    leader.silence = leader.env.setTimer(function () {
      leader.silence = null
      become(leader, 'stand-in')
    }, silenceMs + leader.env.random() * SPREAD_MS)
  }

  function hear (leader, text) {
    var env = leader.env
    var said = Holdline.parseObject(text)
    if (leader.ended || said === null || said.holdline !== 1 || said.tab === env.tab) return
    if (said.session !== env.session) return hearStranger(leader, said)
    // Each answer heard is met with this; the next answer comes before that much time has passed.
    if (said.kind === 'active') leader.othersActiveUntil = env.now() + env.silenceMs()
    if (said.kind === 'bye' && leader.beat !== null) look(leader, env.random() * CONFIRM_MS)
    if (said.kind === 'link' && leader.role === 'follower' && isPolling(said.role)) env.onLink(said.content)
    if (said.kind === 'answer') hearAnswer(leader, said)
  }

  function hearAnswer (leader, said) {
    var env = leader.env
    if (isPolling(said.role)) {
      // Its next hold is known to it alone; this tab would ask for less by now, or more.
      if (leader.role === 'follower') listen(leader, said.silenceMs >= 0 && said.silenceMs <= SILENCE_MAX_MS ? said.silenceMs : env.silenceMs())
      // A real leader has woken up, or two stand in: one of them is enough.
      if (leader.role === 'stand-in' && (said.role === 'leader' || said.tab < env.tab)) become(leader, 'follower')
    }
    if (leader.active) post(leader, 'active', null)
    env.onAnswer(said.content)
  }

  // The browser's cookie belongs to the later page: an older page that polls on with it would draw another user's messages.
  function hearStranger (leader, said) {
    if (said.bornAt > leader.bornAt || (said.bornAt === leader.bornAt && said.tab > leader.env.tab)) {
      leader.ended = true
      leader.env.onStale()
    } else if (leader.env.now() >= leader.helloAt) {
      leader.helloAt = leader.env.now() + HELLO_MS
      post(leader, 'hello', null)
    }
  }

  function look (leader, afterMs) {
    if (leader.beat !== null) leader.env.clearTimer(leader.beat)
    leader.beat = leader.env.setTimer(function () {
      var owner = leader.lease.owner()
      var kept
      if (owner !== null && owner !== leader.env.tab) {
        become(leader, 'follower')
        return look(leader, BEAT_MS)
      }
      kept = leader.lease.take()
      // Without storage nothing is shared, and each tab polls for itself.
      if (owner === leader.env.tab || !kept) {
        become(leader, 'leader')
        look(leader, BEAT_MS)
      } else {
        look(leader, CONFIRM_MS + leader.env.random() * CONFIRM_MS)
      }
    }, afterMs)
  }
})(this.Holdline = this.Holdline || {})
