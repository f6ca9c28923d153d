/*
 * The browser as the delivery scripts are handed it: requests, storage, locks, ids, timers (poll-loop.js, leader.js and outbox.js
 * document each). Features are tried by use: a stub that does nothing counts as absent.
 */
(function (Holdline) {
  Holdline.browser = {
    request: function (call, done) {
      var xhr = new XMLHttpRequest()
      var timer = setTimeout(function () {
        xhr.onreadystatechange = ignore
        xhr.abort()
        done({ status: 0, body: '', retryAfter: null })
      }, call.timeoutMs)

      function finish () {
        clearTimeout(timer)
        done(resultOf(xhr))
      }

      // Firewalls often refuse other methods than GET and POST: these travel as a POST that names them.
      if (call.method === 'GET' || call.method === 'POST') xhr.open(call.method, call.url, true)
      else xhr.open('POST', call.url + (call.url.indexOf('?') < 0 ? '?' : '&') + 'method=' + call.method, true)
      if (call.body !== null) xhr.setRequestHeader('Content-Type', call.type || 'application/json')
      if (call.onProgress && xhr.upload) {
        xhr.upload.onprogress = function (event) {
          call.onProgress(event.loaded)
        }
      }
      xhr.onreadystatechange = function () {
        if (xhr.readyState !== 4) return
        xhr.onreadystatechange = ignore
        // Some engines finish a cached or refused call before send() returns.
        if (isSending) setTimeout(finish, 0)
        else finish()
      }
      var isSending = true
      xhr.send(call.body)
      isSending = false

      return function () {
        clearTimeout(timer)
        done = ignore
        xhr.onreadystatechange = ignore
        xhr.abort()
      }
    },

    // Begins with the time: ids of one hour are neighbours in the server's index.
    newId: function () {
      var letters = 'abcdefghijklmnopqrstuvwxyz0123456789'
      var id = new Date().getTime().toString(36)
      var bytes = null
      var i
      try {
        bytes = window.crypto.getRandomValues(new Uint8Array(12))
      } catch (error) {}
      for (i = 0; i < 12; i++) id += letters.charAt((bytes ? bytes[i] : Math.floor(Math.random() * 256)) % letters.length)
      return id
    },

    marks: function () {
      return Holdline.openStorage('sessionStorage')
    },

    /** null where the browser has no locks, or has them on secure pages alone. */
    locks: function () {
      if (!navigator.locks || typeof navigator.locks.request !== 'function' || typeof Promise !== 'function') return null
      return {
        request: function (name, granted) {
          navigator.locks.request(Holdline.site + name, function () {
            return new Promise(granted)
          }).then(null, ignore)
        }
      }
    }
  }

  Holdline.addPart({
    name: 'browser',
    needs: [],
    create: function (app) {
      var storage = Holdline.openStorage('localStorage')
      var tab = Holdline.browser.newId()
      return {
        request: Holdline.browser.request,
        storage: storage,
        marks: Holdline.browser.marks(),
        /** Adds to `env` what all delivery scripts are handed. */
        env: function (env) {
          env.now = Holdline.dom.now
          env.setTimer = setTimer
          env.clearTimer = clearTimer
          env.random = Math.random
          env.newId = Holdline.browser.newId
          env.root = app.page().root
          env.request = Holdline.browser.request
          env.storage = storage
          env.tab = tab
          return env
        }
      }
    }
  })

  function setTimer (run, ms) {
    return setTimeout(run, ms)
  }

  function clearTimer (timer) {
    clearTimeout(timer)
  }

  function ignore () {}

  function resultOf (xhr) {
    var result = { status: 0, body: '', retryAfter: null }
    try {
      result.status = xhr.status === 1223 ? 204 : xhr.status // old IE reports a 204 as 1223
      result.body = xhr.responseText
      result.retryAfter = xhr.getResponseHeader('Retry-After')
    } catch (error) {}
    return result
  }
})(this.Holdline = this.Holdline || {})
