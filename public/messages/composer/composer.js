/*
 * The composer. Never disabled. Its listeners stand on the document, so that they outlive a change of the middle.
 *
 * composer = Holdline.createComposer({ onSend(conversation, body), onTyping(conversation), onChange(conversation, body),
 *   onFilled(box), refuses(form), hasFiles(conversation) })
 * composer.moved()             another composer is shown
 * composer.filled(box)         a script wrote into it
 * composer.sendInParts()       each a message of its own
 * composer.takeBack(body)      a text that was not sent goes before what is in the box; true if there is one
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TYPING_MS = 3000 // reported at most this often

  Holdline.createComposer = function (env) {
    var typedAt = 0
    var enterKey = Holdline.createEnterKey({
      onSend: function (form) {
        if (form.id === 'composer') sendAnyhow(form)
        else dom.one('[type="submit"]', form).click()
      }
    })

    // Falls back to the form, which still has the text.
    function sendAnyhow (form) {
      try {
        typedAt = 0
        send(env, form)
      } catch (error) {
        form.submit()
        Holdline.report(error)
      }
    }

    function changed (form) {
      var box = dom.one('textarea', form)
      var now = dom.now()
      var conversation = form.getAttribute('data-conversation')
      Holdline.growBox(box)
      env.onChange(conversation, box.value)
      if (box.value !== '' && now - typedAt >= TYPING_MS) {
        typedAt = now
        env.onTyping(conversation)
      }
    }

    listen(sendAnyhow, changed)

    return {
      filled: function (box) {
        Holdline.growBox(box)
        if (box === document.activeElement) Holdline.caretToEnd(box)
      },
      moved: function () {
        var form = dom.byId('composer')
        typedAt = 0
        enterKey.reset()
        if (!form) return
        Holdline.growBox(dom.one('textarea', form))
        // On touch the person opens the keyboard, which covers half of a small screen.
        if (!Holdline.isTouch() && !dom.byId('side')) Holdline.focusBox()
      },
      sendInParts: function () {
        var form = dom.byId('composer')
        var box = dom.one('textarea', form)
        typedAt = 0
        sendAll(env, form, Holdline.splitText(box.value, dom.number(form, 'data-max-bytes')))
        box.focus()
      },
      takeBack: function (body) {
        return takeBack(env, body)
      }
    }
  }

  Holdline.addPart({
    name: 'composer',
    needs: ['browser', 'api', 'outbox', 'attaching', 'drafts', 'scroll', 'divider', 'stretch', 'textLimit', 'replying'],
    create: function (app) {
      var composer = Holdline.createComposer({
        refuses: app.textLimit.refuses,
        hasFiles: app.attaching.has,
        onFilled: function (box) {
          app.emit('box-filled', box)
        },
        onSend: function (conversation, body) {
          var readNo = app.scroll.isAtEnd() ? Holdline.newestNo(app.page()) : null
          // Of a text in parts, the first one answers.
          var entry = app.outbox.send(conversation, body, readNo, app.replying.take(conversation), app.attaching.take(conversation))
          Holdline.guarded(function () {
            app.drafts.sent(conversation, entry.clientId)
            // It stands at the end, which may not be on the page yet.
            app.divider.answered()
            app.stretch.toLatest()
          })
        },
        onTyping: function (conversation) {
          app.api.callConversation(conversation, 'typing', {}, null)
        },
        onChange: app.drafts.changed
      })
      app.on('arrived', composer.moved)
      app.on('box-filled', composer.filled)
      app.on('act:send-parts', composer.sendInParts)
      app.on('take-back', composer.takeBack)
    }
  })

  function send (env, form) {
    var box = dom.one('textarea', form)
    var isSaying = !/^\s*$/.test(box.value) || env.hasFiles(form.getAttribute('data-conversation'))
    box.focus()
    if (isSaying && !env.refuses(form)) sendAll(env, form, [box.value])
  }

  function sendAll (env, form, parts) {
    var box = dom.one('textarea', form)
    var i
    for (i = 0; i < parts.length; i++) env.onSend(form.getAttribute('data-conversation'), parts[i])
    box.value = ''
    env.onFilled(box)
  }

  function takeBack (env, body) {
    var box = dom.one('#composer textarea')
    if (!box) return false
    box.value = box.value === '' ? body : body + '\n' + box.value
    box.focus()
    env.onFilled(box)
    env.onChange(dom.byId('composer').getAttribute('data-conversation'), box.value)
    return true
  }

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

  function composerOf (element) {
    var form = element && element.nodeName === 'TEXTAREA' ? dom.above(element, 'data-conversation') : null
    return form && form.id === 'composer' ? form : null
  }
})(this.Holdline = this.Holdline || {})
