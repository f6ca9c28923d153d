/*
 * The composer. Never disabled. Its listeners stand on the document, so that they outlive a change of the middle.
 *
 * composer = Holdline.createComposer({ onSend(conversation, body), onTyping(conversation), onChange(conversation, body) })
 * composer.moved()             another composer is shown
 * composer.filled(box)         a script wrote into it
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TYPING_MS = 3000 // reported at most this often
  var TALLEST_PX = 240

  Holdline.createComposer = function (env) {
    var typedAt = 0
    var enterKey = Holdline.createEnterKey({
      onSend: function (form) {
        if (form.id === 'composer') sendAnyhow(form)
        else dom.one('[type="submit"]', form).click()
      }
    })

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

    // Falls back to the form, which still has the text.
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
      var now = dom.now()
      var conversation = form.getAttribute('data-conversation')
      grow(box)
      env.onChange(conversation, box.value)
      if (box.value !== '' && now - typedAt >= TYPING_MS) {
        typedAt = now
        env.onTyping(conversation)
      }
    }

    listen(sendAnyhow, changed)

    return {
      filled: function (box) {
        grow(box)
        if (box === document.activeElement) toEnd(box)
      },
      moved: function () {
        var form = dom.byId('composer')
        typedAt = 0
        enterKey.reset()
        if (!form) return
        grow(dom.one('textarea', form))
        // On touch the person opens the keyboard, which covers half of a small screen.
        if (!Holdline.isTouch()) focus()
      }
    }
  }

  Holdline.addPart({
    name: 'composer',
    needs: ['browser', 'api', 'outbox', 'drafts', 'scroll'],
    create: function (app) {
      var composer = Holdline.createComposer({
        onSend: function (conversation, body) {
          var entry = app.outbox.send(conversation, body, app.scroll.isAtEnd() ? Holdline.newestNo(app.page()) : null)
          Holdline.guarded(function () {
            app.drafts.sent(conversation, entry.clientId)
            // In the middle of its history a conversation has no place for it: go where it will stand.
            if (app.page().list) app.scroll.toEnd()
            else if (app.browser.storage.isShared) location.href = app.page().root + 'conversations/' + encodeURIComponent(conversation)
          })
        },
        onTyping: function (conversation) {
          app.api.callConversation(conversation, 'typing', {}, null)
        },
        onChange: app.drafts.changed
      })
      app.on('arrived', composer.moved)
      app.on('box-filled', composer.filled)
    }
  })

  function listen (onSubmit, onInput) {
    document.addEventListener('submit', function (event) {
      var form = event.target
      if (!form || form.id !== 'composer' || !form.getAttribute('data-conversation')) return
      event.preventDefault()
      event.stopPropagation()
      onSubmit(form)
    }, true)
    document.addEventListener('input', function (event) {
      var form = composerOf(event.target)
      if (form) onInput(form)
    }, false)
  }

  // Chrome follows the #fragment of an address once the style sheets are there, and takes the focus away from where it was. Chrome of
  // 2018 crashes the page if a script listens to that, as htmx does; so nothing has the focus before all is loaded.
  function focus () {
    if (document.readyState === 'complete') focusOn(dom.one('#composer textarea'))
    else window.addEventListener('load', focusUnlessElsewhere, false)
  }

  function focusUnlessElsewhere () {
    var box = dom.one('#composer textarea')
    if (box && (!document.activeElement || document.activeElement === document.body)) focusOn(box)
  }

  function focusOn (box) {
    box.focus()
    toEnd(box)
  }

  // Browsers put the caret before a text that was there already.
  function toEnd (box) {
    box.setSelectionRange(box.value.length, box.value.length)
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
