/*
 * A long press on a message, where nothing hovers: a finger that rests on it and neither scrolls nor leaves. Links keep their own.
 *
 * Holdline.listenToLongPress(onPress(bubble) → true when it did something)
 */
(function (Holdline) {
  var dom = Holdline.dom
  var PRESS_MS = 450 // a little before the browser's own
  var NEAR_PX = 10

  Holdline.listenToLongPress = function (onPress) {
    var timer = null
    var start = null // { bubble, x, y }: the finger that is down
    var isTaken = false // this touch has been a long press: its click is none

    function forget () {
      clearTimeout(timer)
      start = null
    }

    function press () {
      var bubble = start && start.bubble
      forget()
      if (bubble && document.body.contains(bubble)) isTaken = onPress(bubble) === true
    }

    document.addEventListener('touchstart', function (event) {
      var bubble = pressed(event.target)
      forget()
      isTaken = false
      if (!bubble || event.touches.length !== 1) return
      start = { bubble: bubble, x: event.touches[0].clientX, y: event.touches[0].clientY }
      timer = setTimeout(press, PRESS_MS)
    }, false)

    document.addEventListener('touchmove', function (event) {
      var touch = event.touches[0]
      if (start && (Math.abs(touch.clientX - start.x) > NEAR_PX || Math.abs(touch.clientY - start.y) > NEAR_PX)) forget()
    }, false)

    document.addEventListener('touchend', forget, false)
    document.addEventListener('touchcancel', forget, false)
    document.addEventListener('scroll', forget, true)

    // The browser's own long press: of a finger whose events it does not tell, too.
    document.addEventListener('contextmenu', function (event) {
      var bubble = pressed(event.target)
      if (!bubble) return
      if (!isTaken) {
        start = { bubble: bubble }
        press()
      }
      if (isTaken) event.preventDefault()
    }, false)

    document.addEventListener('click', function (event) {
      if (!isTaken) return
      isTaken = false
      event.preventDefault()
      event.stopPropagation()
    }, true)
  }

  function pressed (target) {
    var isTouch = typeof window.matchMedia === 'function' && window.matchMedia('(hover: none)').matches
    var item = isTouch ? dom.above(target, 'data-no') : null
    var bubble = item ? dom.one('.bubble', item) : null
    return bubble && bubble.contains(target) && dom.above(target, 'href') === null && !/^(TEXTAREA|BUTTON|INPUT)$/.test(target.nodeName) ? bubble : null
  }
})(this.Holdline = this.Holdline || {})
