/*
 * Notices whether the person is there, and whether the machine has slept (D24).
 *
 * watch = Holdline.watchPresence({ onWake(), onOffline(), onActive(isActive), onHere() })
 *   onWake    called with true when the network came back or changed, or the clock jumped; with false when the page was shown
 *   onActive  the person has used this page within five minutes and sees it, or no longer does
 *   onHere    the page got the focus back
 * watch.isHere()
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TICK_MS = 2000
  var JUMP_MS = 5000 // later than a timer is on its own
  var IDLE_MS = 300000

  Holdline.watchPresence = function (env) {
    var usedAt = dom.now()
    var tickedAt = dom.now()
    var wasActive = null

    function isHere () {
      return !document.hidden && (!document.hasFocus || document.hasFocus())
    }

    function tellActive () {
      var isActive = !document.hidden && dom.now() - usedAt < IDLE_MS
      if (isActive === wasActive) return
      wasActive = isActive
      env.onActive(isActive)
    }

    function used () {
      usedAt = dom.now()
      tellActive()
    }

    document.addEventListener('visibilitychange', function () {
      if (document.hidden) return tellActive()
      used()
      env.onWake(false)
      if (isHere()) env.onHere()
    }, false)
    window.addEventListener('online', function () {
      env.onWake(true)
    }, false)
    window.addEventListener('offline', env.onOffline, false)
    window.addEventListener('focus', function () {
      used()
      env.onHere()
    }, false)
    document.addEventListener('keydown', used, true)
    document.addEventListener('mousedown', used, true)
    document.addEventListener('touchstart', used, true)
    document.addEventListener('scroll', used, true)

    setInterval(function () {
      var late = dom.now() - tickedAt - TICK_MS
      tickedAt = dom.now()
      // Timers of a hidden page are throttled, and showing it wakes it anyway.
      if (late > JUMP_MS && !document.hidden) env.onWake(true)
      tellActive()
    }, TICK_MS)
    tellActive()

    return { isHere: isHere }
  }

  Holdline.addPart({
    name: 'presence',
    needs: [],
    create: function (app) {
      return Holdline.watchPresence({
        onWake: function (hasMoved) {
          app.emit('wake', hasMoved)
        },
        onOffline: function () {
          app.emit('doubt')
        },
        onActive: function (isActive) {
          app.emit('active', isActive)
        },
        onHere: function () {
          app.emit('here')
        }
      })
    }
  })
})(this.Holdline = this.Holdline || {})
