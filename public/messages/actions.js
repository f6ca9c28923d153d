/*
 * What can be done with a message, in a panel beside it: the forms of its own page, fetched when they are asked for, sent by the API.
 * Its listeners stand on the document. Without an answer, and for a click that opens another tab, the link is what it was.
 *
 * acts = Holdline.createActs({ request, root, page() })    request: see poll-loop.js
 * acts.editLast()     opens the newest of one's own messages to be changed; false when there is none
 * acts.close()        false when nothing was open
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TIMEOUT_MS = 20000
  var EDGE_PX = 8
  var WAYS = { edit: 'PATCH', recall: 'DELETE', unread: 'POST' }
  var NOUNS = { edit: 'message', recall: 'message', unread: 'readNo' } // what our answer to each has

  Holdline.createActs = function (env) {
    var opener = null // the link of the message whose panel is open, or on its way
    var before = null // what had the focus
    var drop = null

    function panel () {
      return dom.byId('acts')
    }

    function open (link, isToEdit) {
      before = document.activeElement
      close()
      opener = link
      link.setAttribute('aria-expanded', 'true')
      drop = env.request({ method: 'GET', url: link.getAttribute('href') + '&fragment=1', body: null, timeoutMs: TIMEOUT_MS }, function (result) {
        var isOurs = result.status === 200 && Holdline.readMarkup(result.body) === 'fragment'
        drop = null
        if (isToEdit && isOurs && result.body.indexOf('<form class="stack edit"') < 0) return close()
        fill(isOurs ? result.body : '')
        say(isOurs ? '' : refusalOf(result))
        if (isToEdit && isOurs) edit()
        else focus(dom.one('button', panel()) || panel())
      })
    }

    function fill (content) {
      panel().className = 'pop'
      dom.one('[data-slot="acts"]', panel()).innerHTML = content
      dom.show(panel(), true)
      place()
    }

    function say (words) {
      var note = dom.one('.note', panel())
      note.textContent = words
      dom.show(note, words !== '')
    }

    function edit () {
      var box = dom.one('textarea', panel())
      panel().className = 'pop editing'
      place()
      focus(box)
      box.selectionStart = box.selectionEnd = box.value.length
    }

    // Under the message or, where there is no room, over it; inside of the window in any case.
    function place () {
      var item = dom.above(opener, 'data-no')
      var near = dom.one('.bubble', item).getBoundingClientRect()
      var own = panel()
      var isMine = item.className.indexOf('mine') >= 0
      var left = isMine ? near.right - own.offsetWidth : near.left
      var top = near.bottom + EDGE_PX
      if (top + own.offsetHeight > window.innerHeight - EDGE_PX) top = near.top - EDGE_PX - own.offsetHeight
      own.style.left = Math.max(EDGE_PX, Math.min(left, window.innerWidth - own.offsetWidth - EDGE_PX)) + 'px'
      own.style.top = Math.max(EDGE_PX, Math.min(top, window.innerHeight - own.offsetHeight - EDGE_PX)) + 'px'
    }

    function close () {
      var hadFocus = panel() && panel().contains(document.activeElement)
      if (opener === null) return false
      if (drop !== null) drop()
      opener.removeAttribute('aria-expanded')
      opener = drop = null
      dom.show(panel(), false)
      dom.one('[data-slot="acts"]', panel()).innerHTML = ''
      if (hadFocus && before && document.body.contains(before)) before.focus()
      return true
    }

    function isChanged () {
      var box = dom.one('textarea', panel())
      return box !== null && box.value !== box.defaultValue
    }

    function send (form) {
      var found = /([^/]+)\/messages\/(\d+)\/(\w+)$/.exec(form.getAttribute('action'))
      var act = found[3]
      var content = act === 'edit' ? { body: dom.one('textarea', form).value } : act === 'unread' ? { no: Number(found[2]) } : {}
      var mine = opener
      env.request({
        method: WAYS[act],
        url: env.root + 'api/conversations/' + found[1] + '/' + (act === 'unread' ? 'unread' : 'messages/' + found[2]),
        body: JSON.stringify(content),
        timeoutMs: TIMEOUT_MS
      }, function (result) {
        if (!Holdline.readCall(result, NOUNS[act]).ok) refuse(mine, refusalOf(result))
        else if (act === 'unread') location.href = env.root + 'conversations/' // opening the conversation is reading it
        else if (opener === mine) close()
      })
    }

    function refuse (whose, words) {
      if (opener !== whose) return
      say(words)
      place()
    }

    // On a screen that knows no hovering, the message itself is what is pressed.
    function touched (target) {
      var item = dom.above(target, 'data-no')
      var isText = dom.above(target, 'href') === null && (!window.getSelection || window.getSelection().isCollapsed)
      var isTouch = typeof window.matchMedia === 'function' && window.matchMedia('(hover: none)').matches
      return item && isText && isTouch && dom.one('.bubble', item).contains(target) ? dom.one('.more', item) : null
    }

    document.addEventListener('click', function (event) {
      var target = event.target
      var link = dom.above(target, 'class', 'more') || touched(target)
      var wasOpen = opener
      if (event.ctrlKey || event.metaKey || event.shiftKey || (event.button || 0) > 0) return
      if (panel() && panel().contains(target)) {
        if (dom.above(target, 'data-act', 'edit')) edit()
        else if (dom.above(target, 'data-act', 'close')) close()
      } else if (link && panel()) {
        event.preventDefault()
        if (wasOpen === link) close()
        else open(link, false)
      } else if (opener !== null && !isChanged()) {
        close()
      }
    }, false)

    document.addEventListener('submit', function (event) {
      if (!panel() || !panel().contains(event.target)) return
      event.preventDefault()
      event.stopPropagation()
      send(event.target)
    }, true)

    document.addEventListener('keydown', function (event) {
      if (event.keyCode === 27 && !event.isComposing && close()) event.preventDefault()
    }, false)

    // It stands beside its message, or not at all.
    document.addEventListener('scroll', function (event) {
      if (opener !== null && !isChanged() && panel().className === 'pop' && !panel().contains(event.target)) close()
    }, true)

    return {
      close: close,
      editLast: function () {
        var list = env.page().list
        var links = list ? dom.all('.mine .more', list) : []
        if (links.length === 0) return false
        open(links[links.length - 1], true)
        return true
      }
    }
  }

  function focus (element) {
    try {
      element.focus({ preventScroll: true })
    } catch (error) {
      element.focus()
    }
  }

  // A sentence for it in the reader's language, else the server's own.
  function refusalOf (result) {
    var call = Holdline.readCall(result, null)
    var isStrange = call.isProxy && Holdline.readMarkup(result.body) === 'strange'
    if (call.code === null) return dom.text(isStrange ? 'acts-proxy' : 'acts-failed')
    return dom.text('refused-' + call.code.toLowerCase().split('_').join('-')) || call.reason
  }
})(this.Holdline = this.Holdline || {})
