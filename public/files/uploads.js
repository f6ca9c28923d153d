/*
 * The files of messages in the outbox, uploaded one after another in the order of their messages (upload.js). A lease lets one tab of the
 * browser do that for all: the browser has few connections, and one of them is parked. Pure: no DOM, no globals, no clock of its own.
 * Needs lease.js.
 *
 * uploads = Holdline.createUploads(env), where env is as for outbox.js, and
 *   outbox                     outbox.js
 *   kept                       kept-bytes.js
 *   readPart(blob, from, to, done)    see kept-bytes.js
 *   arrived(file, blob, id, done)    the server has the file, and no message has it yet; done() lets the message go
 *   words(why, file, message) → text    the sentence for a refusal of upload.js
 *   onTold(clientId)           what is told of a file of this entry has changed
 *
 * uploads.look()               goes on, if there is anything to do
 * uploads.changed(entry)       an entry of the outbox changed
 * uploads.told(file) → { sent, waiting, limit } of upload.js, or null: it is not on its way now
 * uploads.poke()               the way is open again
 * uploads.end()                the page is being left: another tab may go on
 */
(function (Holdline) {
  var LEASE_MS = 90000 // longer than a call or a pause
  var RENEWED_MS = 5000
  var LOOK_AGAIN_MS = 1000 // another tab uploads
  var MISSED_MS = 10000 // so long another tab may come forward with bytes that this one does not have

  Holdline.createUploads = function (env) {
    var uploads = {
      env: env,
      lease: Holdline.createLease(env, 'holdline.upload-lease.' + env.user, LEASE_MS),
      size: Holdline.createChunkSize(),
      current: null, // { clientId, key, told, upload }
      renewedAt: 0,
      missed: {}, // key → ms
      unreadable: {}, // key → true
      timer: null,
      ended: false
    }
    return {
      look: function () {
        look(uploads)
      },
      changed: function (entry) {
        changed(uploads, entry)
      },
      told: function (file) {
        return uploads.current !== null && uploads.current.key === file.key ? uploads.current.told : null
      },
      poke: function () {
        poke(uploads)
      },
      end: function () {
        uploads.ended = true
        stop(uploads)
        uploads.lease.drop()
      }
    }
  }

  function isMissing (file) {
    return !file.id
  }

  // The first file that is to be uploaded, or null.
  function nextOf (uploads) {
    var waiting = uploads.env.outbox.entries().filter(function (entry) {
      return !!entry.files && (entry.state === 'sending' || entry.waiting) && entry.files.some(isMissing)
    })[0]
    return waiting ? { clientId: waiting.clientId, file: waiting.files.filter(isMissing)[0] } : null
  }

  function look (uploads) {
    var next = uploads.ended ? null : nextOf(uploads)
    var current
    if (uploads.ended || uploads.current !== null) return
    cancel(uploads)
    if (next === null) return uploads.lease.drop()
    if (!isOurs(uploads)) return wait(uploads, LOOK_AGAIN_MS)
    renew(uploads)
    current = uploads.current = { clientId: next.clientId, key: next.file.key, told: null, upload: null }
    uploads.env.kept.find(current.key, function (blob) {
      if (uploads.current !== current) return
      if (blob === null) missed(uploads, next)
      else start(uploads, current, next.file, blob)
    })
  }

  function isOurs (uploads) {
    var owner = uploads.lease.owner()
    return owner === null || owner === uploads.env.tab
  }

  function renew (uploads) {
    if (uploads.env.now() - uploads.renewedAt < RENEWED_MS && uploads.lease.owner() !== null) return
    uploads.renewedAt = uploads.env.now()
    uploads.lease.take()
  }

  // The bytes are in no place that tabs share. The tab in which the file was chosen may have them.
  function missed (uploads, next) {
    var key = next.file.key
    uploads.current = null
    uploads.lease.drop()
    uploads.missed[key] = uploads.missed[key] || uploads.env.now()
    if (uploads.env.now() - uploads.missed[key] < MISSED_MS) return wait(uploads, LOOK_AGAIN_MS * 2)
    delete uploads.missed[key]
    uploads.env.outbox.refused(next.clientId, 'FILE_GONE', uploads.env.words('gone', next.file, null))
    look(uploads)
  }

  function start (uploads, current, file, blob) {
    var env = uploads.env

    function note (fields) {
      var entry = entryOf(uploads, current.clientId)
      if (entry) env.outbox.uploaded(current.clientId, filesWith(entry.files, file.key, fields))
    }

    current.upload = Holdline.createUpload({
      now: env.now,
      setTimer: env.setTimer,
      clearTimer: env.clearTimer,
      random: env.random,
      root: env.root,
      size: uploads.size,
      request: function (call, done) {
        return request(uploads, call, done)
      },
      read: function (from, to, done) {
        env.readPart(blob, from, to, done)
      },
      onBegun: function (id) {
        note({ upload: id })
      },
      onProgress: function (told) {
        renew(uploads)
        current.told = told
        env.onTold(current.clientId)
      },
      onDone: function (id) {
        env.arrived(file, blob, id, function () {
          if (uploads.current !== current) return
          uploads.current = null
          note({ id: id })
          look(uploads)
        })
      },
      onRefused: function (why, message) {
        refused(uploads, current, file, { why: why, message: message })
      }
    }, file)
  }

  function request (uploads, call, done) {
    if (isOurs(uploads)) {
      renew(uploads)
      return uploads.env.request(call, done)
    }
    // This tab was asleep, and another goes on.
    stop(uploads)
    wait(uploads, LOOK_AGAIN_MS)
    return function () {}
  }

  // No text of the page is for these codes: the sentence is shown.
  function refused (uploads, current, file, told) {
    var isGone = told.why === 'gone'
    var words = uploads.env.words(told.why, file, told.message)
    var isCopied = isGone && !uploads.unreadable[file.key]
    uploads.current = null
    // A file that was changed on the disk since cannot be read; the copy of it can.
    if (isGone) {
      uploads.unreadable[file.key] = true
      uploads.env.kept.forget(file.key)
    }
    if (!isCopied) uploads.env.outbox.refused(current.clientId, isGone ? 'FILE_GONE' : 'FILE_REFUSED', words)
    look(uploads)
  }

  function entryOf (uploads, clientId) {
    return uploads.env.outbox.entries().filter(function (entry) {
      return entry.clientId === clientId
    })[0]
  }

  function filesWith (files, key, fields) {
    return files.map(function (file) {
      return file.key === key ? copyOf(file, fields) : file
    })
  }

  function copyOf (file, fields) {
    var copy = {}
    var name
    for (name in file) copy[name] = file[name]
    for (name in fields) copy[name] = fields[name]
    return copy
  }

  function changed (uploads, entry) {
    if (!entry.files) return
    if (entry.state === 'gone' || entry.state === 'stored') left(uploads, entry)
    else if (entry.state === 'failed' && !entry.waiting) failed(uploads, entry)
    look(uploads)
  }

  function left (uploads, entry) {
    var env = uploads.env
    if (uploads.current !== null && uploads.current.clientId === entry.clientId) stop(uploads)
    entry.files.forEach(function (file) {
      env.kept.drop(file.key)
      if (entry.state === 'gone' && file.upload && isMissing(file)) {
        env.request({ method: 'DELETE', url: env.root + 'api/uploads/' + file.upload, body: '{}', timeoutMs: 20000 }, function () {})
      }
    })
  }

  // The server has forgotten files that no message had for a day: they are uploaded again when the person wants that.
  function failed (uploads, entry) {
    if (entry.code === 'NOT_FOUND' && !entry.files.every(isMissing)) {
      uploads.env.outbox.uploaded(entry.clientId, entry.files.map(function (file) {
        return copyOf(file, { id: null, upload: null })
      }))
    } else if (entry.code === 'FILE_GONE' && entry.files.filter(isMissing).every(function (file) {
      return uploads.env.kept.has(file.key)
    })) {
      uploads.env.outbox.retry(entry.clientId)
    }
  }

  function stop (uploads) {
    cancel(uploads)
    if (uploads.current !== null && uploads.current.upload !== null) uploads.current.upload.stop()
    uploads.current = null
  }

  function poke (uploads) {
    if (uploads.ended || (uploads.current !== null && uploads.current.told !== null && uploads.current.told.waiting === null)) return
    stop(uploads)
    look(uploads)
  }

  function wait (uploads, ms) {
    cancel(uploads)
    uploads.timer = uploads.env.setTimer(function () {
      uploads.timer = null
      look(uploads)
    }, ms)
  }

  function cancel (uploads) {
    if (uploads.timer !== null) uploads.env.clearTimer(uploads.timer)
    uploads.timer = null
  }
})(this.Holdline = this.Holdline || {})
