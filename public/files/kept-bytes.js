/*
 * The bytes of files that are to be sent: in this page's memory, and in IndexedDB (byte-store.js), so that they outlive it. Where they
 * cannot be kept there, a page that was loaded again asks for the file.
 *
 * kept = Holdline.openKeptBytes(user)
 * kept.keep(key, blob)         key: begins with the time (browser.js: newId)
 * kept.find(key, done)         done(blob), or done(null) when this browser does not have it
 * kept.drop(key)
 * kept.has(key) → this page has it in memory      kept.forget(key)    it cannot be read: the copy in IndexedDB may be
 * kept.isSafe(key) → it outlives this page
 * kept.sweep(isNeeded, now)    drops what nothing needs, and is older than a day: isNeeded(key)
 */
(function (Holdline) {
  var SWEPT_AFTER_MS = 86400000

  Holdline.openKeptBytes = function (user) {
    var blobs = {} // key → blob
    var safe = {} // key → true
    var store = Holdline.openByteStore(Holdline.bytesOf(user))

    function drop (key) {
      delete blobs[key]
      store.use('readwrite', function (table) {
        return table['delete'](key)
      }, nothing)
    }

    return {
      keep: function (key, blob) {
        blobs[key] = blob
        store.use('readwrite', function (table) {
          return table.put(blob, key)
        }, function (result) {
          if (result !== null) safe[key] = true
        })
      },
      find: function (key, done) {
        if (blobs[key]) return done(blobs[key])
        store.use('readonly', function (table) {
          return table.get(key)
        }, function (blob) {
          done(blob && typeof blob.slice === 'function' ? blob : null)
        })
      },
      drop: drop,
      has: function (key) {
        return !!blobs[key]
      },
      forget: function (key) {
        delete blobs[key]
      },
      isSafe: function (key) {
        return safe[key] === true
      },
      sweep: function (isNeeded, now) {
        store.use('readonly', function (table) {
          return table.getAllKeys()
        }, function (keys) {
          (keys || []).forEach(function (key) {
            if (!blobs[key] && !isNeeded(key) && now - madeAt(key) > SWEPT_AFTER_MS) drop(key)
          })
        })
      }
    }
  }

  function nothing () {}

  function madeAt (key) {
    return parseInt(String(key).slice(0, 8), 36) || 0
  }

  Holdline.addPart({
    name: 'keptBytes',
    needs: ['outbox'],
    create: function (app) {
      var kept = Holdline.openKeptBytes(app.page().user)
      app.on('started', function () {
        var entries = app.outbox.entries()
        kept.sweep(function (key) {
          return entries.some(function (entry) {
            return !!entry.files && entry.files.some(function (file) {
              return file.key === key
            })
          })
        }, Holdline.dom.now())
      })
      return kept
    }
  })
})(this.Holdline = this.Holdline || {})
