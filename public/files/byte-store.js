/*
 * IndexedDB, which may be missing, full or a stub, as a table of bytes.
 *
 * store = Holdline.openByteStore(name)
 * store.use(mode, act, done)   mode: 'readonly' or 'readwrite'; act(table) → request; done(its result), or done(null) when it failed
 * Holdline.blobAddress(blob) → an address for elements of this page, or null where there is none; revoke it when it is no longer needed
 * Holdline.readPart(blob, from, to, done)    done(bytes as an ArrayBuffer), or done(null) when it cannot be read
 */
(function (Holdline) {
  var TABLE = 'files'

  Holdline.openByteStore = function (name) {
    var state = 'closed' // then 'opening', then 'open'
    var waiting = []
    var database = null

    function opened (found) {
      var run = waiting
      var i
      state = 'open'
      database = found
      waiting = []
      for (i = 0; i < run.length; i++) run[i]()
    }

    // Runs once it is known whether there is a database.
    function ready (run) {
      if (state === 'open') return run()
      waiting.push(run)
      if (state === 'opening') return
      state = 'opening'
      openDatabase(name, opened)
    }

    return {
      use: function (mode, act, done) {
        ready(function () {
          request(database, mode, act, done)
        })
      }
    }
  }

  Holdline.blobAddress = function (blob) {
    try {
      return window.URL.createObjectURL(blob)
    } catch (error) {
      return null
    }
  }

  Holdline.readPart = function (blob, from, to, done) {
    var reader = new FileReader()
    reader.onload = function () {
      done(reader.result.byteLength === to - from ? reader.result : null)
    }
    reader.onerror = function () {
      done(null)
    }
    reader.readAsArrayBuffer(blob.slice(from, to))
  }

  function request (database, mode, act, done) {
    var made
    if (database === null) return done(null)
    try {
      made = act(database.transaction(TABLE, mode).objectStore(TABLE))
    } catch (error) {
      return done(null)
    }
    settle(made, done)
  }

  function settle (request, done) {
    request.onsuccess = function () {
      done(request.result)
    }
    request.onerror = function (event) {
      event.preventDefault()
      done(null)
    }
  }

  function openDatabase (name, done) {
    var request
    try {
      request = window.indexedDB.open(name, 1)
    } catch (error) {
      return done(null)
    }
    request.onupgradeneeded = function () {
      request.result.createObjectStore(TABLE)
    }
    settle(request, function (database) {
      // Signing out elsewhere removes it.
      if (database !== null) database.onversionchange = database.close
      done(database)
    })
  }
})(this.Holdline = this.Holdline || {})
