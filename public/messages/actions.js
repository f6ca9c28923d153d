/*
 * The actions on a message (edit, recall, mark as unread): the forms of its own page, fetched into a panel beside it and sent by the API.
 * Its listeners stand on the document. Without an answer, and for a click that opens another tab, the link does what links do.
 *
 * actions = Holdline.createActions({ request, root, page() })    request: see poll-loop.js
 * actions.editLast()     opens the newest of one's own messages for editing; false when there is none
 * actions.close()        false when nothing was open
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TIMEOUT_MS = 20000
  var ESC = 27
  var METHODS = { edit: 'PATCH', recall: 'DELETE', unread: 'POST' }
  var NOUNS = { edit: 'message', recall: 'message', unread: 'readNo' } // the field of our answer to each

  Holdline.createActions = function (env) {
    var actions = {
      env: env,
      panel: Holdline.createActionPanel(),
      opener: null, // the link of the message whose panel is open, or on its way
      before: null, // the element that had the focus
      drop: null
    }
    listen(actions)
    return {
      close: function () {
        return close(actions)
      },
      editLast: function () {
        var list = env.page().list
        var links = list ? dom.all('.mine .more', list) : []
        if (links.length === 0) return false
        open(actions, links[links.length - 1], true)
        return true
      }
    }
  }

  Holdline.addPart({
    name: 'actions',
    needs: ['browser'],
    create: function (app) {
      var actions = Holdline.createActions({ request: app.browser.request, root: app.page().root, page: app.page })
      app.on('moved', function () {
        actions.close()
      })
      return actions
    }
  })

  function open (actions, link, isToEdit) {
    var panel = actions.panel
    actions.before = document.activeElement
    close(actions)
    actions.opener = link
    link.setAttribute('aria-expanded', 'true')
    actions.drop = actions.env.request({
      method: 'GET',
      url: link.getAttribute('href') + '&fragment=1',
      body: null,
      timeoutMs: TIMEOUT_MS
    }, function (result) {
      var isOurs = result.status === 200 && Holdline.readMarkup(result.body) === 'fragment'
      actions.drop = null
      if (isToEdit && isOurs && result.body.indexOf('<form class="stack edit"') < 0) return close(actions)
      panel.fill(link, isOurs ? result.body : '')
      panel.say(isOurs ? '' : refusalOf(result))
      if (isToEdit && isOurs) panel.edit(link)
      else panel.focus()
    })
  }

  function close (actions) {
    var panel = actions.panel.element()
    var hadFocus = panel && panel.contains(document.activeElement)
    if (actions.opener === null) return false
    if (actions.drop !== null) actions.drop()
    actions.opener.removeAttribute('aria-expanded')
    actions.opener = actions.drop = null
    actions.panel.hide()
    if (hadFocus && actions.before && document.body.contains(actions.before)) actions.before.focus()
    return true
  }

  function send (actions, form) {
    var env = actions.env
    var found = /([^/]+)\/messages\/(\d+)\/(\w+)$/.exec(form.getAttribute('action'))
    var action = found[3]
    var content = action === 'edit' ? { body: dom.one('textarea', form).value } : action === 'unread' ? { no: Number(found[2]) } : {}
    var opener = actions.opener
    env.request({
      method: METHODS[action],
      url: env.root + 'api/conversations/' + found[1] + '/' + (action === 'unread' ? 'unread' : 'messages/' + found[2]),
      body: JSON.stringify(content),
      timeoutMs: TIMEOUT_MS
    }, function (result) {
      if (!Holdline.readCall(result, NOUNS[action]).ok) refuse(actions, opener, refusalOf(result))
      else if (action === 'unread') location.href = env.root + 'conversations/' // opening the conversation is reading it
      else if (actions.opener === opener) close(actions)
    })
  }

  function refuse (actions, opener, words) {
    if (actions.opener !== opener) return
    actions.panel.say(words)
    actions.panel.place(opener)
  }

  function listen (actions) {
    function isInside (element) {
      var panel = actions.panel.element()
      return panel !== null && panel.contains(element)
    }

    document.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || (event.button || 0) > 0) return
      if (isInside(event.target)) clickedInside(actions, event.target)
      else clickedOutside(actions, event)
    }, false)

    document.addEventListener('submit', function (event) {
      if (!isInside(event.target)) return
      event.preventDefault()
      event.stopPropagation()
      send(actions, event.target)
    }, true)

    document.addEventListener('keydown', function (event) {
      if (event.keyCode === ESC && !event.isComposing && close(actions)) event.preventDefault()
    }, false)

    // Closes when the message scrolls away from it.
    document.addEventListener('scroll', function (event) {
      var panel = actions.panel
      if (actions.opener !== null && !panel.isChanged() && panel.element().className === 'pop' && !isInside(event.target)) close(actions)
    }, true)
  }

  function clickedInside (actions, target) {
    if (dom.above(target, 'data-act', 'edit')) actions.panel.edit(actions.opener)
    else if (dom.above(target, 'data-act', 'close')) close(actions)
  }

  function clickedOutside (actions, event) {
    var link = dom.above(event.target, 'class', 'more') || touched(event.target)
    if (link && actions.panel.element()) {
      event.preventDefault()
      if (actions.opener === link) close(actions)
      else open(actions, link, false)
    } else if (actions.opener !== null && !actions.panel.isChanged()) {
      close(actions)
    }
  }

  // Without hover, the message itself is pressed.
  function touched (target) {
    var item = dom.above(target, 'data-no')
    var isText = dom.above(target, 'href') === null && (!window.getSelection || window.getSelection().isCollapsed)
    var isTouch = typeof window.matchMedia === 'function' && window.matchMedia('(hover: none)').matches
    return item && isText && isTouch && dom.one('.bubble', item).contains(target) ? dom.one('.more', item) : null
  }

  // A sentence in the reader's language, else the server's own.
  function refusalOf (result) {
    var call = Holdline.readCall(result, null)
    var isStrange = call.isProxy && Holdline.readMarkup(result.body) === 'strange'
    if (call.code === null) return dom.text(isStrange ? 'acts-proxy' : 'acts-failed')
    return dom.refusal(call.code) || call.reason
  }
})(this.Holdline = this.Holdline || {})
