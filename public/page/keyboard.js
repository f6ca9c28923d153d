/*
 * Keys: Alt+↑ and Alt+↓ open the conversation above or below, with Shift the next unread one; ↑ in an empty composer edits the last
 * message; Esc closes the open panel, else goes to the newest message and the composer; End goes there from
 * the middle of the history; Ctrl+K (⌘K) is the switcher's; ? shows this list.
 *
 * Holdline.listenToKeys({ page(), toLatest(), editLast(), closeSide() })
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes

  Holdline.listenToKeys = function (env) {
    var before = null // the element that had the focus when the list was opened

    function keys () {
      return dom.byId('keys')
    }

    function isShown () {
      return keys() && !keys().hasAttribute('hidden')
    }

    function show (wanted) {
      if (wanted) {
        before = document.activeElement
        keys().innerHTML = keys().getAttribute('data-content')
      }
      dom.show(keys(), wanted)
      giveFocus(wanted ? keys() : before)
    }

    function arrow (event) {
      var box = event.target
      var isUp = event.keyCode === codes.UP
      if (event.altKey) return step(isUp ? -1 : 1, env.page().conversation, event.shiftKey)
      return isUp && !event.shiftKey && box.id === 'composer-body' && box.value === '' && env.editLast()
    }

    function escape () {
      if (isShown()) {
        show(false)
      } else if (!env.closeSide() && env.page().shown) {
        env.toLatest()
        focusComposer()
      }
    }

    document.addEventListener('keydown', function (event) {
      var key = event.keyCode
      if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey) return
      if (key === codes.UP || key === codes.DOWN) {
        if (arrow(event)) event.preventDefault()
      } else if (key === codes.ESC && !event.altKey && !event.shiftKey) {
        escape()
      } else if (key === codes.END && env.page().shown && !env.page().list && !isWriting(event.target)) {
        event.preventDefault()
        env.toLatest()
      } else if (event.key === '?' && keys() && !isWriting(event.target)) {
        event.preventDefault()
        show(!isShown())
      }
    }, false)

    document.addEventListener('click', function (event) {
      var isInside = keys() && keys().contains(event.target)
      if (dom.above(event.target, 'id', 'new-pill') || dom.above(event.target, 'id', 'jump-latest')) {
        if (!Holdline.isTouch()) focusComposer() // it would cover what one wants to read
      }
      if (isShown() && (!isInside || dom.above(event.target, 'data-act', 'close'))) show(false)
    }, false)
  }

  Holdline.addPart({
    name: 'keyboard',
    needs: ['stretch'],
    create: function (app) {
      Holdline.listenToKeys({
        page: app.page,
        toLatest: app.stretch.toLatest,
        editLast: function () {
          return app.emit('edit-last')
        },
        closeSide: function () {
          return app.emit('close-side')
        }
      })
      listenToSwitch(function () {
        return app.emit('switch')
      })
    }
  })

  function listenToSwitch (toSwitch) {
    document.addEventListener('keydown', function (event) {
      var isAsked = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.keyCode === codes.K
      if (isAsked && !event.isComposing && !event.defaultPrevented && toSwitch()) event.preventDefault()
    }, false)
  }

  function giveFocus (element) {
    if (element && document.body.contains(element)) element.focus()
  }

  function isWriting (element) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(element.nodeName) || element.isContentEditable === true
  }

  function focusComposer () {
    if (dom.one('#composer textarea')) dom.one('#composer textarea').focus()
  }

  // A muted chat waits for nobody, as in the total.
  function isWaiting (row) {
    return /\bunread\b/.test(row.className) && !/\bmuted\b/.test(row.className)
  }

  // Without an open conversation, begins at that end of the list.
  function step (by, conversation, isUnread) {
    var rows = dom.all('#conversations > li')
    var at = rows.indexOf(dom.byId('conversation-' + conversation))
    var link
    if (at < 0 && by < 0) at = rows.length
    for (at += by; rows[at] && !link; at += by) {
      if (!isUnread || isWaiting(rows[at])) link = dom.one('a[href]', rows[at])
    }
    if (link) link.click()
    return !!link
  }
})(this.Holdline = this.Holdline || {})
