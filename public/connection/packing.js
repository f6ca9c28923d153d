/*
 * Compressed answers, which a few networks break: finds out, and remembers it in a cookie by which the server sends everything as it is.
 *
 * packing = Holdline.createPacking(env), where env has request, newId (poll-loop.js), root, now, cookie { has(), set(), remove() } and
 *   onBroken()                 from now on the server is asked for answers as they are
 * packing.look(done)           asks for one compressed answer, and where that is unreadable for the same one as it is; then done(). Asks
 *                              nothing within a minute of the last time, or while that lasts
 */
(function (Holdline) {
  var NAME = 'holdline_unpacked'
  var DAY_S = 86400
  var TIMEOUT_MS = 10000
  var REST_MS = 60000
  var LOOK_MS = 15000

  Holdline.createPacking = function (env) {
    var foundAt = null

    function ask (how, done) {
      var id = env.newId()
      env.request({
        method: 'GET',
        url: env.root + 'connection/test/sample?id=' + id + '&as=' + how,
        body: null,
        timeoutMs: TIMEOUT_MS
      }, function (result) {
        var answer = result.status === 200 ? Holdline.parseObject(result.body) : null
        done(answer !== null && answer.holdline === 1 && answer.id === id)
      })
    }

    return {
      look: function (done) {
        if (foundAt !== null && env.now() - foundAt < REST_MS) return done()
        foundAt = env.now()
        ask('packed', function (isRead) {
          if (isRead) env.cookie.remove()
          if (isRead) return done()
          ask('is', function (isReadSo) {
            var isNew = isReadSo && !env.cookie.has()
            if (isReadSo) env.cookie.set()
            else foundAt = null // an outage says nothing
            if (isNew) env.onBroken()
            done()
          })
        })
      }
    }
  }

  Holdline.addPart({
    name: 'packing',
    needs: ['browser'],
    create: function (app) {
      var packing = Holdline.createPacking(app.browser.env({ cookie: cookie, onBroken: broken }))
      var timer = null

      function broken () {
        app.emit('wake', false)
      }

      function look () {
        packing.look(ignore)
      }

      app.on('started', function () {
        if (cookie.has()) look()
      })
      app.on('link', function (state) {
        clearInterval(timer)
        if (state === 'ok') return
        look()
        timer = setInterval(look, LOOK_MS)
      })
      app.on('left', function () {
        clearInterval(timer)
      })
      return packing
    }
  })

  var cookie = {
    has: function () {
      return document.cookie.indexOf(NAME + '=1') >= 0
    },
    set: function () {
      document.cookie = NAME + '=1; path=/; max-age=' + DAY_S + '; samesite=lax'
    },
    remove: function () {
      if (cookie.has()) document.cookie = NAME + '=0; path=/; max-age=0; samesite=lax'
    }
  }

  function ignore () {}
})(this.Holdline = this.Holdline || {})
