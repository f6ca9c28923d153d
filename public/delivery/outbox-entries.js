/*
 * The entries of the outbox: messages that are not yet stored, in this page's memory and in storage (outbox.js). Pure.
 * One entry per storage key, so that two tabs writing at once lose nothing. Where storage is missing or full, memory alone keeps them.
 *
 * entries = Holdline.createOutboxEntries({ storage, user })
 * entries.all() → in order         entries.get(clientId) → entry or undefined
 * entries.add(entry)               entries.save(entry)      entries.remove(entry)
 * entries.refresh() → { changed, gone }    arrays: entries that another tab wrote, entries that it removed
 * Holdline.changeEntry(entry, state, waiting, code, reason)
 */
(function (Holdline) {
  Holdline.createOutboxEntries = function (env) {
    var prefix = 'holdline.outbox.' + env.user + '/'
    var known = {} // clientId → entry

    function save (entry) {
      entry.refusal = entry.state === 'sending' || entry.waiting ? '' : entry.state + ' ' + entry.code
      entry.saved = env.storage.set(prefix + entry.clientId, entry.text = textOf(entry))
    }

    function stored () {
      var keys = env.storage.keys()
      var found = {}
      var i, entry
      for (i = 0; i < keys.length; i++) {
        entry = keys[i].indexOf(prefix) === 0 ? parseEntry(env.storage.get(keys[i])) : null
        if (entry !== null) found[entry.clientId] = entry
      }
      return found
    }

    function refresh () {
      var present = stored()
      var changed = []
      var gone = []
      var id
      for (id in present) {
        if (known[id] && known[id].text === present[id].text) continue
        known[id] = present[id]
        changed.push(present[id])
      }
      for (id in known) {
        if (known[id].saved && !present[id]) gone.push(known[id])
      }
      return { changed: changed, gone: gone }
    }

    refresh()

    return {
      all: function () {
        var list = []
        var id
        for (id in known) list.push(known[id])
        return list.sort(byOrder)
      },
      get: function (clientId) {
        return known[clientId]
      },
      add: function (entry) {
        known[entry.clientId] = entry
        save(entry)
      },
      save: save,
      remove: function (entry) {
        delete known[entry.clientId]
        if (entry.saved) env.storage.remove(prefix + entry.clientId)
      },
      refresh: refresh
    }
  }

  Holdline.changeEntry = function (entry, state, waiting, code, reason) {
    entry.state = state
    entry.waiting = waiting
    entry.code = code
    entry.reason = reason
  }

  function byOrder (a, b) {
    return a.order - b.order || (a.clientId < b.clientId ? -1 : 1)
  }

  function textOf (entry) {
    return JSON.stringify({
      clientId: entry.clientId,
      conversationId: entry.conversationId,
      body: entry.body,
      readNo: entry.readNo,
      replyTo: entry.replyTo,
      files: entry.files,
      at: entry.at,
      order: entry.order,
      refusal: entry.refusal,
      reason: entry.reason
    })
  }

  function parseEntry (text) {
    var entry = Holdline.parseObject(text)
    var refusal
    if (entry === null || typeof entry.clientId !== 'string' || typeof entry.refusal !== 'string') return null
    refusal = entry.refusal.split(' ')
    Holdline.changeEntry(entry, entry.refusal === '' ? 'sending' : refusal[0], false, entry.refusal === '' ? null : refusal[1], entry.reason)
    entry.text = text
    entry.saved = true
    return entry
  }
})(this.Holdline = this.Holdline || {})
