/*
 * Choosing several messages, from the menu of one: a box beside each, and #selection at the foot, in the place of the composer, with what
 * can be done to those chosen. They are known by their numbers, so that they stay chosen while the stretch moves and messages are drawn
 * anew. Esc, another conversation, and what was done end it.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes
  var TIMEOUT_MS = 20000

  Holdline.addPart({
    name: 'selecting',
    needs: ['browser', 'api', 'connection'],
    create: function (app) {
      var selection = { app: app, conversation: null, chosen: {} } // chosen: by number, true where it is one's own

      app.on('act:select', function (link) {
        begin(selection, Number(link.getAttribute('data-select')))
        return true
      })
      app.on('arrived', function (page) {
        if (selection.conversation === null) return
        if (page.conversation === selection.conversation) dress(selection)
        else end(selection)
      })
      app.on('added', draw)
      app.on('drawn', draw)
      app.on('loaded', function () {
        if (selection.conversation !== null) putAll(selection)
      })
      app.on('in-sight', function (no) {
        if (selection.conversation !== null) keepReach(selection, no)
      })
      onActs(selection)
      listen(selection)

      function draw (item) {
        if (selection.conversation === null || !item.hasAttribute('data-no') || !dom.above(item, 'id', 'scroller')) return
        put(selection, item)
        tell(selection)
      }
    }
  })

  function bar () {
    return dom.byId('selection')
  }

  function begin (selection, no) {
    var item
    if (!bar()) return
    selection.conversation = bar().getAttribute('data-conversation')
    item = dom.byId('message-' + selection.conversation + '-' + no)
    selection.chosen = {}
    if (item) choose(selection, no, item, true)
    dress(selection)
    focusOn(item ? dom.one('.pick', item) : null)
  }

  // The page may have been drawn anew.
  function dress (selection) {
    if (!bar()) return end(selection)
    dom.byId('middle').className += ' selecting'
    dom.show(bar(), true)
    putAll(selection)
    Holdline.reachPick(dom.one('.pick:checked') || dom.one('.pick'))
    tell(selection)
  }

  function end (selection) {
    var middle = dom.byId('middle')
    var hadFocus = bar() && (bar().contains(document.activeElement) || /\bpick\b/.test(document.activeElement.className))
    selection.conversation = null
    selection.chosen = {}
    if (middle) middle.className = middle.className.replace(/ selecting\b/g, '')
    dom.show(bar(), false)
    Holdline.dropPicks()
    if (hadFocus && dom.byId('composer-body') && !Holdline.isTouch()) dom.byId('composer-body').focus()
  }

  function putAll (selection) {
    dom.all('#scroller .messages > li[data-no]').forEach(function (item) {
      put(selection, item)
    })
  }

  function put (selection, item) {
    var no = dom.number(item, 'data-no')
    var isChosen = no in selection.chosen
    Holdline.putPick(item, bar().getAttribute('data-pick'), isChosen)
    if (isChosen && !dom.one('.pick', item)) delete selection.chosen[no] // it was recalled
  }

  function choose (selection, no, item, isOn) {
    var isFull = isOn && !(no in selection.chosen) && numbers(selection).length >= dom.number(bar(), 'data-max')
    if (isFull) isOn = false
    else if (isOn) selection.chosen[no] = /\bmine\b/.test(item.className)
    else delete selection.chosen[no]
    Holdline.putPick(item, bar().getAttribute('data-pick'), isOn)
    tell(selection)
    if (isFull) say(bar().getAttribute('data-full'))
  }

  function numbers (selection, isOwn) {
    return Object.keys(selection.chosen).filter(function (no) {
      return !isOwn || selection.chosen[no]
    }).map(Number).sort(function (a, b) {
      return a - b
    })
  }

  function query (selection) {
    return numbers(selection).map(function (no) {
      return 'no=' + no
    }).join('&')
  }

  function say (words) {
    dom.one('.selection-count', bar()).textContent = words
  }

  function tell (selection) {
    var count = numbers(selection).length
    say(count === 0 ? bar().getAttribute('data-none') : dom.text(count === 1 ? 'one' : 'many', { n: count }, bar()))
    able('select-forward', count > 0)
    able('select-copy', count > 0)
    able('select-recall', numbers(selection, true).length > 0)
  }

  function able (act, isAble) {
    dom.one('[data-act="' + act + '"]', bar()).disabled = !isAble
  }

  // The box that Tab led to may have been dropped with its message: then it leads to the newest on the screen.
  function keepReach (selection, no) {
    var item = dom.byId('message-' + selection.conversation + '-' + no)
    if (!dom.one('.pick[tabindex="0"]')) Holdline.reachPick((item && dom.one('.pick', item)) || dom.one('.pick'))
  }

  function focusOn (box) {
    if (!box) return
    Holdline.reachPick(box)
    box.focus()
  }

  function onActs (selection) {
    var app = selection.app

    app.on('act:select-end', function () {
      end(selection)
      return true
    })
    app.on('act:select-forward', function () {
      app.emit('go', 'forward/' + selection.conversation + '?' + query(selection))
      return true
    })
    app.on('act:select-copy', function () {
      copy(selection)
      return true
    })
    app.on('act:select-recall', function () {
      recall(selection)
      return true
    })
  }

  // Where the browser lets a script copy nothing, the page of the texts is opened.
  function copy (selection) {
    var address = 'copy/' + selection.conversation + '?' + query(selection)
    var app = selection.app
    app.browser.request({ method: 'GET', url: app.page().root + address + '&fragment=1', body: null, timeoutMs: TIMEOUT_MS }, function (result) {
      var holder = document.createElement('div')
      if (selection.conversation === null) return
      if (result.status !== 200 || Holdline.readMarkup(result.body) !== 'fragment') return app.emit('go', address)
      holder.innerHTML = result.body
      Holdline.copyText(dom.one('textarea', holder).value, function (isCopied) {
        if (!isCopied) return app.emit('go', address)
        say(bar().getAttribute('data-copied'))
      })
    })
  }

  function recall (selection) {
    var nos = numbers(selection, true)
    var app = selection.app
    app.browser.request({
      method: 'POST',
      url: app.page().root + 'api/conversations/' + encodeURIComponent(selection.conversation) + '/recalls',
      body: JSON.stringify({ nos: nos }),
      timeoutMs: TIMEOUT_MS
    }, function (result) {
      var call = Holdline.readCall(result, 'messages')
      if (selection.conversation === null) return
      if (!call.ok) return say(dom.text('acts-failed'))
      if (JSON.parse(result.body).refused.length === 0) return end(selection)
      say(bar().getAttribute('data-partly'))
    })
  }

  function listen (selection) {
    // A press anywhere on a message, also on its links.
    document.addEventListener('click', function (event) {
      var item = selection.conversation === null || !dom.above(event.target, 'id', 'scroller') ? null : dom.above(event.target, 'data-no')
      var box = item ? dom.one('.pick', item) : null
      if (!box) return
      event.stopPropagation()
      if (event.target !== box) event.preventDefault()
      choose(selection, dom.number(item, 'data-no'), item, event.target === box ? box.checked : !box.checked)
      Holdline.reachPick(box)
    }, true)

    document.addEventListener('keydown', function (event) {
      var isUp = event.keyCode === codes.UP
      if (selection.conversation === null || event.defaultPrevented || event.isComposing) return
      if (event.altKey || event.ctrlKey || event.metaKey) return
      if (event.keyCode === codes.ESC) end(selection)
      else if ((isUp || event.keyCode === codes.DOWN) && event.target.className === 'pick') Holdline.stepPick(event.target, isUp ? -1 : 1)
      else return
      event.preventDefault()
    }, true)
  }
})(this.Holdline = this.Holdline || {})
