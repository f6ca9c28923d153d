/*
 * Enter in a textarea below a form with data-enter: sends the form, or breaks the line. Messages are written and edited by the same keys.
 *
 * enterKey = Holdline.createEnterKey({ onSend(form) })
 * enterKey.reset()             another composer is shown
 * Holdline.isTouch()           text is typed on a screen, as far as this browser tells
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes
  var COMPOSING = 229 // the code of every key that an input method has taken
  var FIRST_LETTER = 65
  var LAST_LETTER = 90
  var TOLD_AGAIN_MS = 1000 // a touch is reported again as a mouse press, a little later
  var hasMouse = false

  Holdline.createEnterKey = function (env) {
    var isComposing = false

    function pressed (event) {
      var form = event.target.nodeName === 'TEXTAREA' ? dom.above(event.target, 'data-enter') : null
      if (!form || composes(event) || event.keyCode !== codes.ENTER || !sends(event, form)) return
      event.preventDefault()
      env.onSend(form)
    }

    // The Enter that ends a composition has the code 229, also in Safari, which reports it after compositionend. Enter with its own code
    // right after a commit is the person's: Korean is always being composed. The event's own isComposing counts where the browser has it.
    // The flag is for browsers without, and some engines leave out the end of a composition: a letter that has its own key code and
    // leaving the box end it, too.
    function composes (event) {
      var code = event.keyCode
      if (event.isComposing === false || (code >= FIRST_LETTER && code <= LAST_LETTER)) isComposing = false
      return event.isComposing || code === COMPOSING || isComposing
    }

    function composed () {
      isComposing = false
    }

    document.addEventListener('keydown', pressed, false)
    document.addEventListener('input', function (event) {
      if (event.isComposing === false) composed()
    }, false)
    document.addEventListener('compositionstart', function () {
      isComposing = true
    }, false)
    document.addEventListener('compositionend', composed, false)
    document.addEventListener('blur', composed, true)
    watchMouse()
    return { reset: composed }
  }

  // Some engines report every screen as touch. A mouse proves itself by a press without a touch before it.
  Holdline.isTouch = function () {
    return !hasMouse && typeof window.matchMedia === 'function' && window.matchMedia('(pointer: coarse)').matches
  }

  function watchMouse () {
    var touchedAt = 0

    function touched () {
      touchedAt = dom.now()
    }

    document.addEventListener('touchstart', touched, false)
    document.addEventListener('touchend', touched, false)
    document.addEventListener('mousedown', function () {
      if (dom.now() - touchedAt > TOLD_AGAIN_MS) hasMouse = true
    }, false)
  }

  // Ctrl or Cmd always sends, Shift always breaks; Enter alone follows the person's setting, and breaks on touch.
  function sends (event, form) {
    if (event.ctrlKey || event.metaKey) return true
    if (event.shiftKey || event.altKey || Holdline.isTouch()) return false
    return form.getAttribute('data-enter') !== 'break'
  }
})(this.Holdline = this.Holdline || {})
