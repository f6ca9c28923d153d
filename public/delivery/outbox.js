/*
 * Messages on their way: PROTOCOL D12 and D31. Pure: no DOM, no globals, no clock of its own.
 *
 * outbox = Holdline.createOutbox(env), where env is
 *   now() → ms    setTimer(run, ms) → handle    clearTimer(handle)    random() → [0, 1)    newId() → text (a clientId)
 *   root, request(call, done)  as in poll-loop.js. This file needs answers.js
 *   user                       the user's id: another user's entries in the same storage are left alone
 *   tab                        an id of this page
 *   storage                    shared by the tabs of this browser: get(key) → text or null,
 *                              set(key, text) → true when kept, remove(key), keys() → array.
 *                              Where it is missing or full, entries live in this page's memory
 *   onChange(entry)            called after each change of an entry
 *   link() → state             as poll-loop.js tells it: 'ok', 'lost' or 'proxy'
 *   onProxy()                  somebody else's page came instead of an answer: ask for a proof of the way
 *
 * entry: { clientId, conversationId, body, readNo: number or null, at: ms, order, state, waiting, code, reason }
 *   state     'sending'; 'failed' (waiting: it still goes by itself when it can; else refused: retry or discard);
 *             'bounced' (the gate refused it); 'stored' and 'gone' (it has left the outbox; gone: without our doing)
 *   code, reason   of the refusal, as the server wrote them; code 'OFFLINE' and reason null when no answer came,
 *                  'PROXY' when somebody else's page came. While polls pass, the third such page is taken for a refusal of
 *                  this text by a firewall, and the messages behind it go on
 *
 * outbox.send(conversationId, body, readNo) → entry      outbox.retry(clientId)     outbox.discard(clientId)
 * outbox.arrived(clientId)   the message was seen in the ledger: as good as an answer
 * outbox.entries() → all of this user's, in order
 * outbox.refresh()           look at the storage again (another tab wrote), and go on
 * outbox.poke()              the way is open again: try at once
 * outbox.end()               the page is being left: the other tabs may go on
 *
 * One entry per storage key, so that two tabs writing at once lose nothing. The lease keeps two tabs from sending the same
 * entry; it saves work and no more: each tab goes through the same list in the same order, awaits its own answer, and a
 * clientId is stored once.
 */
(function (Holdline) {
  var TIMEOUT_MS = 20000
  var LEASE_MS = 30000 // longer than a call may take
  var LOOK_AGAIN_MS = 1000 // another tab is sending
  var BACKOFF_MS = 1000
  var BACKOFF_MAX_MS = 30000
  var PAUSE_MIN_MS = 200
  var STUCK_AFTER = 3 // calls without an answer: then the person is told
  var BLOCKED_AFTER = 3 // somebody else's pages in answer to one message, while polls pass
  var FLIGHTS_MAX = 2 // a browser has few connections, and one of them is parked

  Holdline.createOutbox = function (env) {
    var prefix = 'holdline.outbox.' + env.user + '/'
    var leaseKey = 'holdline.outbox-lease.' + env.user
    var known = {} // clientId → entry
    var flights = {} // conversationId → { clientId, drop }
    var flying = 0
    var failures = 0
    var timer = null
    var looking = false // the timer only awaits another tab's lease
    var ended = false

    read(function () {})

    function read (tell) {
      var keys = env.storage.keys()
      var present = {}
      var i, id, entry
      for (i = 0; i < keys.length; i++) {
        if (keys[i].indexOf(prefix) !== 0) continue
        entry = parseEntry(env.storage.get(keys[i]))
        if (entry === null) continue
        present[entry.clientId] = true
        if (known[entry.clientId] && known[entry.clientId].refusal === entry.refusal) continue
        known[entry.clientId] = entry
        tell(entry)
      }
      for (id in known) {
        if (!known[id].saved || present[id]) continue
        entry = known[id]
        leave(entry, 'gone', tell)
      }
    }

    function save (entry) {
      entry.refusal = entry.state === 'sending' || entry.waiting ? '' : entry.state + ' ' + entry.code
      entry.saved = env.storage.set(prefix + entry.clientId, JSON.stringify({
        clientId: entry.clientId,
        conversationId: entry.conversationId,
        body: entry.body,
        readNo: entry.readNo,
        at: entry.at,
        order: entry.order,
        refusal: entry.refusal,
        reason: entry.reason
      }))
    }

    function leave (entry, state, tell) {
      var flight = flights[entry.conversationId]
      if (flight && flight.clientId === entry.clientId) land(entry.conversationId).drop()
      delete known[entry.clientId]
      if (entry.saved) env.storage.remove(prefix + entry.clientId)
      change(entry, state, false, null, null)
      tell(entry)
    }

    function land (conversationId) {
      var flight = flights[conversationId]
      delete flights[conversationId]
      flying -= 1
      return flight
    }

    function entries () {
      var list = []
      var id
      for (id in known) list.push(known[id])
      return list.sort(function (a, b) {
        return a.order - b.order || (a.clientId < b.clientId ? -1 : 1)
      })
    }

    function pump () {
      var list, i
      if (ended) return
      read(env.onChange)
      if (timer !== null && !looking) return
      list = entries()
      for (i = 0; i < list.length; i++) {
        if (list[i].state !== 'sending' && !list[i].waiting) continue
        if (!holdLease()) return wait(LOOK_AGAIN_MS, true)
        if (!flights[list[i].conversationId] && flying < FLIGHTS_MAX) post(list[i])
      }
      if (flying === 0) dropLease()
    }

    function wait (ms, isLook) {
      if (timer !== null) env.clearTimer(timer)
      looking = isLook
      timer = env.setTimer(function () {
        timer = null
        pump()
      }, ms)
    }

    function post (entry) {
      var flight = { clientId: entry.clientId, drop: null }
      var body = { clientId: entry.clientId, body: entry.body }
      if (entry.readNo !== null) body.readNo = entry.readNo
      flights[entry.conversationId] = flight
      flying += 1
      flight.drop = env.request({
        method: 'POST',
        url: env.root + 'api/conversations/' + encodeURIComponent(entry.conversationId) + '/messages',
        body: JSON.stringify(body),
        timeoutMs: TIMEOUT_MS
      }, function (result) {
        land(entry.conversationId)
        settle(entry, result)
      })
    }

    function settle (entry, result) {
      var verdict = Holdline.readSent(result, entry.clientId)
      if (isBlocked(entry, verdict)) verdict = { state: 'failed', code: 'PROXY', reason: null }
      if (verdict.state === 'later') return later(entry, verdict, result)
      failures = 0
      if (verdict.state === 'stored') leave(entry, 'stored', env.onChange)
      else refuse(entry, verdict)
      pump()
    }

    function isBlocked (entry, verdict) {
      if (verdict.code !== 'PROXY') return false
      env.onProxy()
      entry.pages = env.link() === 'ok' ? (entry.pages || 0) + 1 : 0
      return entry.pages >= BLOCKED_AFTER
    }

    function refuse (entry, verdict) {
      entry.pages = 0
      change(entry, verdict.state, false, verdict.code, verdict.reason)
      save(entry)
      env.onChange(entry)
    }

    function later (entry, verdict, result) {
      var most = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * Math.pow(2, failures))
      var asked = Holdline.retryAfterMs(result.retryAfter, env.now())
      failures += 1
      if ((verdict.code !== 'OFFLINE' && verdict.code !== 'PROXY') || failures >= STUCK_AFTER) {
        change(entry, 'failed', true, verdict.code, verdict.reason)
        env.onChange(entry)
      }
      if (flying === 0) dropLease()
      wait(Math.max(PAUSE_MIN_MS, asked + env.random() * (asked > 0 ? BACKOFF_MS : most)), false)
    }

    function poke () {
      failures = 0
      if (timer !== null) env.clearTimer(timer)
      timer = null
      pump()
    }

    function holdLease () {
      var text = env.storage.get(leaseKey)
      var until = text === null ? 0 : Number(text.split(' ')[1])
      // A lease further ahead than any is given was written before the clock was set back.
      if (until > env.now() && until <= env.now() + LEASE_MS && text.split(' ')[0] !== env.tab) return false
      env.storage.set(leaseKey, env.tab + ' ' + (env.now() + LEASE_MS))
      return true
    }

    function dropLease () {
      var text = env.storage.get(leaseKey)
      if (text !== null && text.split(' ')[0] === env.tab) env.storage.remove(leaseKey)
    }

    function add (conversationId, body, readNo) {
      var list = entries()
      var entry = { clientId: env.newId(), conversationId: conversationId, body: body, readNo: readNo, at: env.now() }
      entry.order = list.length === 0 ? entry.at : Math.max(entry.at, list[list.length - 1].order + 1)
      change(entry, 'sending', false, null, null)
      known[entry.clientId] = entry
      save(entry)
      env.onChange(entry)
      return entry
    }

    return {
      send: function (conversationId, body, readNo) {
        var entry
        read(env.onChange)
        entry = add(conversationId, body, readNo)
        pump()
        return entry
      },
      retry: function (clientId) {
        var entry = known[clientId]
        if (!entry || (flights[entry.conversationId] && flights[entry.conversationId].clientId === clientId)) return
        if (entry.code === 'CLIENT_ID_REUSED') {
          leave(entry, 'gone', env.onChange)
          add(entry.conversationId, entry.body, entry.readNo)
        } else {
          change(entry, 'sending', false, null, null)
          save(entry)
          env.onChange(entry)
        }
        poke()
      },
      discard: function (clientId) {
        if (known[clientId]) leave(known[clientId], 'gone', env.onChange)
        pump()
      },
      arrived: function (clientId) {
        if (!known[clientId]) return
        leave(known[clientId], 'stored', env.onChange)
        pump()
      },
      entries: entries,
      refresh: pump,
      poke: poke,
      end: function () {
        var id
        ended = true
        if (timer !== null) env.clearTimer(timer)
        for (id in flights) land(id).drop()
        dropLease()
      }
    }
  }

  function change (entry, state, waiting, code, reason) {
    entry.state = state
    entry.waiting = waiting
    entry.code = code
    entry.reason = reason
  }

  function parseEntry (text) {
    var entry, refusal
    try {
      entry = JSON.parse(text)
    } catch (error) {
      return null
    }
    if (entry === null || typeof entry.clientId !== 'string' || typeof entry.refusal !== 'string') return null
    refusal = entry.refusal.split(' ')
    change(entry, entry.refusal === '' ? 'sending' : refusal[0], false, entry.refusal === '' ? null : refusal[1], entry.reason)
    entry.saved = true
    return entry
  }
})(this.Holdline = this.Holdline || {})
