/*
 * Gives a failing page back to links and forms. Every error that our scripts throw is counted here: the poll loop is woken, and after
 * the third in a minute the listeners hear no more events.
 *
 * guard = Holdline.createGuard({ onFailure(), onGiveUp() })
 * guard.giveUp()              now
 * Holdline.report(error)      reports to the console and the guard, without stopping the caller
 * Holdline.guarded(run)       reports the errors that run() throws
 */
(function (Holdline) {
  var MOST = 3
  var WITHIN_MS = 60000
  var WAKE_MS = 1000
  var EVENTS = ['click', 'submit', 'keydown', 'keypress', 'keyup', 'input', 'change', 'scroll', 'focus', 'blur', 'focusin', 'focusout',
    'mousedown', 'mouseup', 'touchstart', 'touchend', 'contextmenu', 'compositionstart', 'compositionend']

  Holdline.report = function (error) {
    setTimeout(function () {
      throw error
    }, 0)
  }

  Holdline.guarded = function (run) {
    try {
      run()
    } catch (error) {
      Holdline.report(error)
    }
  }

  Holdline.createGuard = function (env) {
    var failures = [] // times
    var isOver = false

    function giveUp () {
      var i
      if (isOver) return
      isOver = true
      // Runs ahead of every listener on the document or below it; default actions go on.
      for (i = 0; i < EVENTS.length; i++) window.addEventListener(EVENTS[i], stop, true)
      env.onGiveUp()
    }

    function failed () {
      var now = Holdline.dom.now()
      failures.push(now)
      if (failures.length > MOST) failures.shift()
      if (failures.length === MOST && now - failures[0] < WITHIN_MS) giveUp()
      else setTimeout(env.onFailure, WAKE_MS)
    }

    window.addEventListener('error', function (event) {
      if (!isOver && isOurs(event.filename)) failed()
    }, false)

    return { giveUp: giveUp }
  }

  function stop (event) {
    event.stopPropagation()
  }

  // Errors of browser extensions do not count. An error without a file may be ours.
  function isOurs (file) {
    var scripts = document.getElementsByTagName('script')
    var i
    for (i = 0; i < scripts.length; i++) if (scripts[i].src === file) return true
    return !file
  }
})(this.Holdline = this.Holdline || {})
