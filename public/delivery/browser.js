/*
 * What the pure parts are handed by a real browser: requests, storage, locks, the other tabs, ids (see poll-loop.js, leader.js,
 * outbox.js for what each promises). Features are tried, never looked up by name: a stub that does nothing counts as absent.
 */
(function (Holdline) {
  // Another Holdline may stand beside this one on the same host, under another path: what one keeps and says is nothing to the other.
  var SITE = pathOf(document.documentElement.getAttribute('data-root') || './')
  var RELAY_KEY = 'holdline.relay'

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
      if (call.body !== null) xhr.setRequestHeader('Content-Type', 'application/json')
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

    /** A call of the JSON API that nobody waits for. `noun`: a field of its answer, null for an empty one; done(ok) may be left out. */
    tell: function (method, url, content, noun, done) {
      return Holdline.browser.request({
        method: method,
        url: url,
        body: JSON.stringify(content),
        timeoutMs: 20000
      }, function (result) {
        if (done) done(Holdline.readCall(result, noun).ok)
      })
    },

    // The time comes first: what is sent in one hour then lies together in the server's index of it.
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

    storage: function () {
      return storageOver('localStorage')
    },

    marks: function () {
      return storageOver('sessionStorage')
    },

    channel: function (storage) {
      var channel = null
      try {
        channel = new BroadcastChannel(SITE + 'holdline')
      } catch (error) {}
      return channel ? broadcast(channel) : relayThrough(storage)
    },

    /** null where the browser has no locks, or keeps them to secure pages. */
    locks: function () {
      if (!navigator.locks || typeof navigator.locks.request !== 'function' || typeof Promise !== 'function') return null
      return {
        request: function (name, granted) {
          navigator.locks.request(SITE + name, function () {
            return new Promise(granted)
          }).then(null, ignore)
        }
      }
    }
  }

  function ignore () {}

  function pathOf (address) {
    var link = document.createElement('a')
    link.href = address
    return link.pathname
  }

  function resultOf (xhr) {
    var result = { status: 0, body: '', retryAfter: null }
    try {
      result.status = xhr.status === 1223 ? 204 : xhr.status // what old IE makes of 204
      result.body = xhr.responseText
      result.retryAfter = xhr.getResponseHeader('Retry-After')
    } catch (error) {}
    return result
  }

  function storageOver (name) {
    var storage = null
    var probe = 'holdline.probe'
    try {
      window[name].setItem(probe, probe)
      if (window[name].getItem(probe) === probe) storage = window[name]
      window[name].removeItem(probe)
    } catch (error) {}
    return storage ? shared(storage) : inMemory()
  }

  function shared (storage) {
    return {
      isShared: true,
      get: function (key) {
        return storage.getItem(SITE + key)
      },
      set: function (key, text) {
        try {
          storage.setItem(SITE + key, text)
          return true
        } catch (error) {
          return false
        }
      },
      remove: function (key) {
        storage.removeItem(SITE + key)
      },
      keys: function () {
        var keys = []
        var i, key
        for (i = 0; i < storage.length; i++) {
          key = storage.key(i)
          if (key.indexOf(SITE) === 0) keys.push(key.slice(SITE.length))
        }
        return keys
      }
    }
  }

  // Nothing is kept and nothing is shared; what must survive is told so by set().
  function inMemory () {
    return {
      isShared: false,
      get: function () {
        return null
      },
      set: function () {
        return false
      },
      remove: ignore,
      keys: function () {
        return []
      }
    }
  }

  function broadcast (channel) {
    return {
      post: function (text) {
        try {
          channel.postMessage(text)
        } catch (error) {} // closed while the page is left
      },
      hear: function (heard) {
        channel.onmessage = function (event) {
          heard(event.data)
        }
      }
    }
  }

  function relayThrough (storage) {
    return {
      post: function (text) {
        storage.set(RELAY_KEY, text)
        storage.remove(RELAY_KEY)
      },
      hear: function (heard) {
        window.addEventListener('storage', function (event) {
          if (event.key === SITE + RELAY_KEY && event.newValue) heard(event.newValue)
        }, false)
      }
    }
  }
})(this.Holdline = this.Holdline || {})
