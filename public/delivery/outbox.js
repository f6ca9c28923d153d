/*
 * The outbox: messages on their way to the server, PROTOCOL D12 and D31. Pure: no DOM, no globals, no clock of its own.
 * Needs answers.js, retry.js, lease.js, outbox-entries.js.
 *
 * outbox = Holdline.createOutbox(env), where env is
 *   now() → ms    setTimer(run, ms) → handle    clearTimer(handle)    random() → [0, 1)    newId() → text (a clientId)
 *   root, request(call, done)  as in poll-loop.js
 *   user                       the user's id: another user's entries in the same storage are left alone
 *   tab                        an id of this page
 *   storage                    shared by the tabs of this browser: get(key) → text or null,
 *                              set(key, text) → true when kept, remove(key), keys() → array
 *   onChange(entry)            called after each change of an entry
 *   link() → state             as poll-loop.js reports it: 'ok', 'lost' or 'proxy'
 *   onOffline()                no whole answer came: the way is in doubt
 *   onProxy()                  a page that is not ours came instead of an answer: ask for a proof of the way
 *
 * entry: { clientId, conversationId, body, readNo, replyTo: numbers or null, files, at: ms, order, state, waiting, code, reason }
 *   files     null, or its files (public/files/), of which the outbox knows this: without `id` one is not on the server yet. Until all are,
 *             the entry waits, and so does the next one with files of that conversation; texts go on
 *   state     'sending'; 'failed' (waiting: it is retried by itself; else refused: retry or discard);
 *             'bounced' (the gate refused it); 'stored' and 'gone' (it has left the outbox; gone: another tab removed it)
 *   code, reason   of the refusal, as the server wrote them; code 'OFFLINE' and reason null when no answer came,
 *                  'PROXY' when a page that is not ours came. While polls pass, the third such page counts as a refusal of this
 *                  text by a firewall, and the messages behind it go on
 *
 * outbox.send(conversationId, body, readNo, replyTo, files) → entry    replyTo: the message that it answers; files: null for a text
 * outbox.retry(clientId)     outbox.discard(clientId)
 * outbox.uploaded(clientId, files)    what is known of the entry's files from now on
 * outbox.refused(clientId, code, reason)    a file of the entry cannot be uploaded
 * outbox.arrived(clientId)   the message was seen in the ledger: as good as an answer
 * outbox.entries() → all of this user's, in order
 * outbox.refresh()           reads the storage again (another tab wrote), and goes on
 * outbox.poke()              the way is open again: tries at once
 * outbox.end()               the page is being left: the other tabs may go on
 *
 * A lease keeps two tabs from sending the same entry. It saves work and no more: each tab goes through the same list in the same
 * order, awaits its own answer, and a clientId is stored once.
 */
(function (Holdline) {
  var change = Holdline.changeEntry
  var TIMEOUT_MS = 20000
  var LEASE_MS = 30000 // longer than a call may take
  var LOOK_AGAIN_MS = 1000 // another tab is sending
  var STUCK_AFTER = 3 // calls without an answer: then the person is told
  var BLOCKED_AFTER = 3 // pages that are not ours in answer to one message, while polls pass
  var FLIGHTS_MAX = 2 // a browser has few connections, and one of them is parked

  Holdline.createOutbox = function (env) {
    var outbox = {
      env: env,
      entries: Holdline.createOutboxEntries(env),
      lease: Holdline.createLease(env, 'holdline.outbox-lease.' + env.user, LEASE_MS),
      flights: {}, // conversationId → { clientId, drop }
      flying: 0,
      failures: 0,
      timer: null,
      looking: false, // the timer only awaits another tab's lease
      ended: false
    }
    return {
      send: function (conversationId, body, readNo, replyTo, files) {
        var entry
        refresh(outbox)
        // Ahead of the entry, because another tab is told of it at once and would send it, too.
        if (outbox.timer === null) holdLease(outbox)
        entry = add(outbox, { conversationId: conversationId, body: body, readNo: readNo, replyTo: replyTo, files: files })
        pump(outbox)
        return entry
      },
      retry: function (clientId) {
        retry(outbox, clientId)
      },
      discard: function (clientId) {
        if (outbox.entries.get(clientId)) leave(outbox, outbox.entries.get(clientId), 'gone')
        pump(outbox)
      },
      uploaded: function (clientId, files) {
        var entry = outbox.entries.get(clientId)
        if (!entry) return
        entry.files = files
        outbox.entries.save(entry)
        outbox.env.onChange(entry)
        pump(outbox)
      },
      refused: function (clientId, code, reason) {
        if (outbox.entries.get(clientId)) update(outbox, outbox.entries.get(clientId), 'failed', code, reason)
        pump(outbox)
      },
      arrived: function (clientId) {
        if (!outbox.entries.get(clientId)) return
        leave(outbox, outbox.entries.get(clientId), 'stored')
        pump(outbox)
      },
      entries: outbox.entries.all,
      refresh: function () {
        pump(outbox)
      },
      poke: function () {
        poke(outbox)
      },
      end: function () {
        end(outbox)
      }
    }
  }

  function refresh (outbox) {
    var found = outbox.entries.refresh()
    var i
    for (i = 0; i < found.changed.length; i++) outbox.env.onChange(found.changed[i])
    for (i = 0; i < found.gone.length; i++) leave(outbox, found.gone[i], 'gone')
  }

  // said: what of an entry the person said
  function add (outbox, said) {
    var list = outbox.entries.all()
    var env = outbox.env
    var entry = { clientId: env.newId(), conversationId: said.conversationId, body: said.body, readNo: said.readNo, at: env.now() }
    entry.replyTo = said.replyTo === undefined ? null : said.replyTo
    entry.files = said.files || null
    entry.order = list.length === 0 ? entry.at : Math.max(entry.at, list[list.length - 1].order + 1)
    change(entry, 'sending', false, null, null)
    outbox.entries.add(entry)
    env.onChange(entry)
    return entry
  }

  function update (outbox, entry, state, code, reason) {
    change(entry, state, false, code, reason)
    outbox.entries.save(entry)
    outbox.env.onChange(entry)
  }

  function leave (outbox, entry, state) {
    var flight = outbox.flights[entry.conversationId]
    if (flight && flight.clientId === entry.clientId) land(outbox, entry.conversationId).drop()
    outbox.entries.remove(entry)
    change(entry, state, false, null, null)
    outbox.env.onChange(entry)
  }

  function retry (outbox, clientId) {
    var entry = outbox.entries.get(clientId)
    var flight = entry && outbox.flights[entry.conversationId]
    if (!entry || (flight && flight.clientId === clientId)) return
    if (entry.code === 'CLIENT_ID_REUSED') {
      leave(outbox, entry, 'gone')
      add(outbox, entry)
    } else {
      update(outbox, entry, 'sending', null, null)
    }
    poke(outbox)
  }

  function pump (outbox) {
    var awaiting = {} // the conversations whose next message with files waits for them
    var list, i
    if (outbox.ended) return
    refresh(outbox)
    if (outbox.timer !== null && !outbox.looking) return
    list = outbox.entries.all()
    for (i = 0; i < list.length; i++) {
      if (list[i].state !== 'sending' && !list[i].waiting) continue
      if (list[i].files && isHeld(list[i], awaiting)) continue
      if (!holdLease(outbox)) return wait(outbox, LOOK_AGAIN_MS, true)
      if (!outbox.flights[list[i].conversationId] && outbox.flying < FLIGHTS_MAX) post(outbox, list[i])
    }
    if (outbox.flying === 0) outbox.lease.drop()
  }

  function isHeld (entry, awaiting) {
    awaiting[entry.conversationId] = awaiting[entry.conversationId] || entry.files.some(function (file) {
      return !file.id
    })
    return awaiting[entry.conversationId]
  }

  function poke (outbox) {
    outbox.failures = 0
    cancel(outbox)
    pump(outbox)
  }

  function wait (outbox, ms, isLook) {
    cancel(outbox)
    outbox.looking = isLook
    outbox.timer = outbox.env.setTimer(function () {
      outbox.timer = null
      pump(outbox)
    }, ms)
  }

  function cancel (outbox) {
    if (outbox.timer !== null) outbox.env.clearTimer(outbox.timer)
    outbox.timer = null
  }

  function post (outbox, entry) {
    var flight = { clientId: entry.clientId, drop: null }
    var body = { clientId: entry.clientId, body: entry.body }
    if (entry.readNo !== null) body.readNo = entry.readNo
    // An entry that an earlier version stored has no such field.
    if (typeof entry.replyTo === 'number') body.replyTo = entry.replyTo
    if (entry.files) body.fileIds = entry.files.map(idOf)
    if (entry.body.indexOf('@') >= 0) body.mentions = 'text'
    outbox.flights[entry.conversationId] = flight
    outbox.flying += 1
    flight.drop = outbox.env.request({
      method: 'POST',
      url: outbox.env.root + 'api/conversations/' + encodeURIComponent(entry.conversationId) + '/messages',
      body: JSON.stringify(body),
      timeoutMs: TIMEOUT_MS
    }, function (result) {
      land(outbox, entry.conversationId)
      settle(outbox, entry, result)
    })
  }

  function idOf (file) {
    return file.id
  }

  function land (outbox, conversationId) {
    var flight = outbox.flights[conversationId]
    delete outbox.flights[conversationId]
    outbox.flying -= 1
    return flight
  }

  function settle (outbox, entry, result) {
    var verdict = Holdline.readSent(result, entry.clientId)
    if (isBlocked(outbox, entry, verdict)) verdict = { state: 'failed', code: 'PROXY', reason: null }
    if (verdict.code === 'OFFLINE') outbox.env.onOffline()
    if (verdict.state === 'later') return later(outbox, entry, verdict, result)
    outbox.failures = 0
    if (verdict.state === 'stored') {
      leave(outbox, entry, 'stored')
    } else {
      entry.pages = 0
      update(outbox, entry, verdict.state, verdict.code, verdict.reason)
    }
    pump(outbox)
  }

  function isBlocked (outbox, entry, verdict) {
    if (verdict.code !== 'PROXY') return false
    outbox.env.onProxy()
    entry.pages = outbox.env.link() === 'ok' ? (entry.pages || 0) + 1 : 0
    return entry.pages >= BLOCKED_AFTER
  }

  function later (outbox, entry, verdict, result) {
    var askedMs = Holdline.retryAfterMs(result.retryAfter, outbox.env.now())
    var ms = Holdline.backoffMs(outbox.failures, askedMs, outbox.env.random)
    outbox.failures += 1
    if ((verdict.code !== 'OFFLINE' && verdict.code !== 'PROXY') || outbox.failures >= STUCK_AFTER) {
      change(entry, 'failed', true, verdict.code, verdict.reason)
      outbox.env.onChange(entry)
    }
    if (outbox.flying === 0) outbox.lease.drop()
    wait(outbox, ms, false)
  }

  function holdLease (outbox) {
    var owner = outbox.lease.owner()
    if (owner !== null && owner !== outbox.env.tab) return false
    outbox.lease.take()
    return true
  }

  function end (outbox) {
    var id
    outbox.ended = true
    cancel(outbox)
    for (id in outbox.flights) land(outbox, id).drop()
    outbox.lease.drop()
  }
})(this.Holdline = this.Holdline || {})
