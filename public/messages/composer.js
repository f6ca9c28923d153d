/*
 * The box one writes in. Never disabled. Its listeners stand on the document, so that they outlive a middle that moves on.
 *
 * composer = Holdline.createComposer({ onSend(conversation, body), onTyping(conversation), onChange(conversation, body) })
 * composer.moved()             another composer stands in the page now
 *
 * Enter sends any form alike whose data-enter says so: messages are written, and changed, by the same keys.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TYPING_MS = 3000 // told at most this often
  var LATE_MS = 50 // Safari ends a composition just before the key press that ended it
  var TALLEST_PX = 240
  var COMPOSING = 229
  var FIRST_LETTER = 65
  var LAST_LETTER = 90
  var TOLD_AGAIN_MS = 1000 // a touch is told again as a press of the mouse, a little later
  var hasMouse = false

  Holdline.createComposer = function (env) {
    var isComposing = false
    var composedAt = 0
    var typedAt = 0
    var touchedAt = 0

    function send (form) {
      var box = dom.one('textarea', form)
      var body = box.value
      box.focus()
      if (/^\s*$/.test(body)) return
      env.onSend(form.getAttribute('data-conversation'), body)
      box.value = ''
      grow(box)
      typedAt = 0
    }

    // What the script cannot take the form can: the text is still in it.
    function sendAnyhow (form) {
      try {
        send(form)
      } catch (error) {
        form.submit()
        Holdline.report(error)
      }
    }

    function changed (form) {
      var box = dom.one('textarea', form)
      var now = new Date().getTime()
      var conversation = form.getAttribute('data-conversation')
      grow(box)
      env.onChange(conversation, box.value)
      if (box.value !== '' && now - typedAt >= TYPING_MS) {
        typedAt = now
        env.onTyping(conversation)
      }
    }

    function pressed (event) {
      var form = event.target.nodeName === 'TEXTAREA' ? dom.above(event.target, 'data-enter') : null
      if (!form || composes(event) || event.keyCode !== 13 || !sends(event, form)) return
      event.preventDefault()
      if (form.id === 'composer') sendAnyhow(form)
      else dom.one('[type="submit"]', form).click()
    }

    // The event's own word counts where the browser has one. The flag is for browsers without, and some engines leave out the end of a
    // composition: a letter that has its own key code (while composing, every key is 229) and leaving the box end it, too.
    function composes (event) {
      var code = event.keyCode
      if (event.isComposing === false || (code >= FIRST_LETTER && code <= LAST_LETTER)) isComposing = false
      return event.isComposing || code === COMPOSING || isComposing || new Date().getTime() - composedAt < LATE_MS
    }

    function composed () {
      isComposing = false
    }

    function touched () {
      touchedAt = new Date().getTime()
    }

    document.addEventListener('submit', function (event) {
      var form = event.target
      if (!form || form.id !== 'composer' || !form.getAttribute('data-conversation')) return
      event.preventDefault()
      event.stopPropagation()
      sendAnyhow(form)
    }, true)
    document.addEventListener('keydown', pressed, false)
    document.addEventListener('touchstart', touched, false)
    document.addEventListener('touchend', touched, false)
    document.addEventListener('mousedown', function () {
      if (new Date().getTime() - touchedAt > TOLD_AGAIN_MS) hasMouse = true
    }, false)
    document.addEventListener('input', function (event) {
      var form = composerOf(event.target)
      if (event.isComposing === false) composed()
      if (form) changed(form)
    }, false)
    document.addEventListener('compositionstart', function () {
      isComposing = true
    }, false)
    document.addEventListener('blur', composed, true)
    document.addEventListener('compositionend', function () {
      composed()
      composedAt = new Date().getTime()
    }, false)

    return {
      moved: function () {
        var form = dom.byId('composer')
        typedAt = 0
        isComposing = false
        if (!form) return
        grow(dom.one('textarea', form))
        // A keyboard that slides over the half of a small screen is opened by the person alone.
        if (!isTouch()) focus()
      }
    }
  }

  // Chrome goes to the #place of an address when the style sheets are there, and takes the focus away from where it was. That
  // of 2018 ends its page if somebody listens to that, as htmx does; so nothing has the focus before all is loaded.
  function focus () {
    if (document.readyState === 'complete') dom.one('#composer textarea').focus()
    else window.addEventListener('load', focusUnlessElsewhere, false)
  }

  function focusUnlessElsewhere () {
    var box = dom.one('#composer textarea')
    if (box && (!document.activeElement || document.activeElement === document.body)) box.focus()
  }

  // Ctrl or Cmd always sends, Shift always breaks; Enter alone does what the person chose, and breaks on touch.
  function sends (event, form) {
    if (event.ctrlKey || event.metaKey) return true
    if (event.shiftKey || event.altKey || isTouch()) return false
    return form.getAttribute('data-enter') !== 'break'
  }

  // There are engines that take every screen for one to touch. A mouse proves itself, by a press that no touch came before.
  function isTouch () {
    return !hasMouse && typeof window.matchMedia === 'function' && window.matchMedia('(pointer: coarse)').matches
  }

  function composerOf (element) {
    var form = element && element.nodeName === 'TEXTAREA' ? dom.above(element, 'data-conversation') : null
    return form && form.id === 'composer' ? form : null
  }

  function grow (box) {
    if (!box) return
    box.style.height = 'auto'
    box.style.height = Math.min(box.scrollHeight + box.offsetHeight - box.clientHeight, TALLEST_PX) + 'px'
  }
})(this.Holdline = this.Holdline || {})
