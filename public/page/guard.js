/*
 * A live page that fails must not be a dead one. Whatever our scripts throw is heard here: the poll loop is woken, and a page that goes on
 * failing is given up: its listeners hear nothing any more, so that links and forms do what they say.
 *
 * guard = Holdline.createGuard({ onFailure(), onGiveUp() })
 * guard.giveUp()              at once
 * Holdline.report(error)      tells the console, and the guard, without stopping what is under way
 * Holdline.guarded(run)       reports what it throws
 */
(function (Holdline) {
  var MOST = 3
  var WITHIN_MS = 60000
  var WAKE_MS = 1000
  var EVENTS = ['click', 'submit', 'keydown', 'keypress', 'keyup', 'input', 'change', 'scroll', 'focus', 'blur', 'focusin', 'focusout',
    'mousedown', 'mouseup', 'touchstart', 'touchend', 'compositionstart', 'compositionend']

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
    var failures = [] // when
    var isOver = false

    function giveUp () {
      var i
      if (isOver) return
      isOver = true
      // Ahead of everything that listens on the document or below it; what the browser does itself goes on.
      for (i = 0; i < EVENTS.length; i++) window.addEventListener(EVENTS[i], stop, true)
      env.onGiveUp()
    }

    function failed () {
      var now = new Date().getTime()
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

  // What a browser's extension throws is none of our business. Without a name it may be ours.
  function isOurs (file) {
    var scripts = document.getElementsByTagName('script')
    var i
    for (i = 0; i < scripts.length; i++) if (scripts[i].src === file) return true
    return !file
  }
})(this.Holdline = this.Holdline || {})
