/*
 * The actions on a message (copy, edit, recall, mark as unread): the forms of its own page, fetched into a panel beside it and sent by
 * the API. Its listeners stand on the document. Without an answer, and for a click that opens another tab, the link does what links do.
 *
 * actions = Holdline.createActions({ request, root, page(), onRecall({ id, text }) })    request: see poll-loop.js
 * actions.editLast()       opens the newest of one's own messages for editing, once it is in the log; false when there is none
 * actions.added()          a message was added to the log
 * actions.press(link)      opens the menu of this link; false where it may not
 * actions.close()          false when nothing was open
 * actions.drawn(element)   a message was drawn anew
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes
  var TIMEOUT_MS = 20000
  var COPIED_MS = 700 // long enough to read one word
  var METHODS = { edit: 'PATCH', recall: 'DELETE', unread: 'POST', pin: 'PUT', unpin: 'DELETE', star: 'PUT', unstar: 'DELETE' }
  var PATHS = { // calls to other addresses than the message's own
    unread: 'conversations/{id}/unread',
    pin: 'conversations/{id}/pins/{no}',
    unpin: 'conversations/{id}/pins/{no}',
    star: 'stars/{id}/{no}',
    unstar: 'stars/{id}/{no}'
  }
  var ENDS = /^(close|reply|react|emoji|select)$/ // acts of other parts, after which the panel has done its work
  var NOUNS = { edit: 'message', recall: 'message', unread: 'readNo', pin: 'message', unpin: 'message', star: 'message', unstar: 'message' } // the field of our answer to each

  Holdline.createActions = function (env) {
    var actions = {
      env: env,
      panel: Holdline.createActionPanel(),
      opener: null, // the link of the message whose panel is open, or on its way
      before: null, // the element that had the focus
      waits: false, // editLast() was asked before the message was in the log
      drop: null
    }
    listen(actions)
    return {
      close: function () {
        actions.waits = false
        return close(actions)
      },
      editLast: function () {
        actions.waits = isArriving()
        return actions.waits || openLast(actions)
      },
      added: function () {
        if (!actions.waits || isArriving()) return
        actions.waits = false
        if (dom.byId('composer-body').value === '') openLast(actions)
      },
      press: function (link) {
        if (!actions.panel.element() || isChanged(actions)) return false
        open(actions, link, false)
        return true
      },
      drawn: function (element) {
        var item = actions.opener === null ? null : dom.above(actions.opener, 'data-no')
        var link = item && item.id === element.id ? dom.one('.more', element) : null
        if (!item || item.id !== element.id || item === element) return
        if (link === null) return close(actions)
        actions.opener = link
        link.setAttribute('aria-expanded', 'true')
        actions.panel.moveTo(link)
      }
    }
  }

  function openLast (actions) {
    var list = actions.env.page().list
    var links = list ? dom.all('.mine .more', list) : []
    if (links.length === 0) return false
    open(actions, links[links.length - 1], true)
    return true
  }

  // The server has a message of one's own that the log does not show yet.
  function isArriving () {
    return dom.one('.outgoing[data-state="stored"]') !== null
  }

  Holdline.addPart({
    name: 'actions',
    needs: ['browser'],
    create: function (app) {
      var actions = Holdline.createActions({
        request: app.browser.request,
        root: app.page().root,
        page: app.page,
        onRecall: function (message) {
          app.emit('recalling', message)
        }
      })
      app.on('added', actions.added)
      app.on('edit-last', actions.editLast)
      app.on('long-pressed', actions.press)
      app.on('drawn', actions.drawn)
      app.on('moved', function () {
        actions.close()
      })
      return actions
    }
  })

  // A changed text stays until it is saved or cancelled.
  function open (actions, link, isToEdit) {
    var panel = actions.panel
    if (isChanged(actions)) return panel.edit(actions.opener)
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
    if (hadFocus) focusAgain(actions.before)
    return true
  }

  function isChanged (actions) {
    return actions.opener !== null && actions.panel.isChanged()
  }

  // The element that had the focus, or its message drawn anew, else the composer.
  function focusAgain (element) {
    var box = dom.one('#composer textarea')
    if (element && element !== document.body && document.body.contains(element)) element.focus()
    else if (box && !Holdline.isTouch()) box.focus()
  }

  function send (actions, form) {
    var env = actions.env
    var found = /([^/]+)\/messages\/(\d+)\/(\w+)$/.exec(form.getAttribute('action'))
    var action = found[3]
    var content = action === 'edit' ? { body: dom.one('textarea', form).value, mentions: 'text' } : action === 'unread' ? { no: Number(found[2]) } : {}
    var opener = actions.opener
    var item = dom.above(opener, 'data-no')
    if (action === 'recall' && /\bmine\b/.test(item.className)) env.onRecall({ id: item.id, text: dom.one('[data-text]', actions.panel.element()).getAttribute('data-text') })
    env.request({
      method: METHODS[action],
      url: env.root + 'api/' + (PATHS[action] || 'conversations/{id}/messages/{no}').replace('{id}', found[1]).replace('{no}', found[2]),
      body: JSON.stringify(content),
      timeoutMs: TIMEOUT_MS
    }, function (result) {
      if (!Holdline.readCall(result, NOUNS[action]).ok) refuse(actions, item, refusalOf(result))
      else if (action === 'unread') location.href = env.root + 'conversations/' // opening the conversation is reading it
      else if (isOpenAt(actions, item)) done(actions)
    })
  }

  // The next step after an edit or a recall is a message.
  function done (actions) {
    actions.before = null
    close(actions)
  }

  // The message may have been drawn anew since.
  function isOpenAt (actions, item) {
    return actions.opener !== null && dom.above(actions.opener, 'data-no').id === item.id
  }

  function refuse (actions, item, words) {
    if (!isOpenAt(actions, item)) return
    actions.panel.say(words)
    actions.panel.moveTo(actions.opener)
  }

  function copy (actions, button) {
    var opener = actions.opener
    Holdline.copyText(Holdline.textToCopy(button), function (isCopied) {
      if (actions.opener !== opener) return
      if (!isCopied) return actions.panel.say(dom.text('copy-failed'))
      button.textContent = dom.text('copied')
      setTimeout(function () {
        if (actions.opener === opener && document.body.contains(button)) close(actions)
      }, COPIED_MS)
    })
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
      if (event.keyCode === codes.ESC && !event.isComposing && close(actions)) event.preventDefault()
    }, true)

    // Closes when the message scrolls away from it.
    document.addEventListener('scroll', function (event) {
      var panel = actions.panel
      if (actions.opener !== null && panel.isMenu() && !isInside(event.target)) close(actions)
    }, true)

    window.addEventListener('resize', function () {
      if (actions.opener !== null && !actions.panel.element().hasAttribute('hidden')) actions.panel.moveTo(actions.opener)
    }, false)
  }

  function clickedInside (actions, target) {
    var button = dom.above(target, 'data-act', 'copy')
    if (button) copy(actions, button)
    else if (dom.above(target, 'data-act', 'edit')) actions.panel.edit(actions.opener)
    else if (ENDS.test((dom.above(target, 'data-act') || target).getAttribute('data-act') || '')) close(actions)
  }

  function clickedOutside (actions, event) {
    var link = dom.above(event.target, 'class', 'more')
    if (link && actions.panel.element()) {
      event.preventDefault()
      if (actions.opener === link && !isChanged(actions)) close(actions)
      else open(actions, link, false)
    } else if (!isChanged(actions)) {
      close(actions)
    }
  }

  // A sentence in the reader's language, else the server's own.
  function refusalOf (result) {
    var call = Holdline.readCall(result, null)
    var isStrange = call.isProxy && Holdline.readMarkup(result.body) === 'strange'
    if (call.code === null) return dom.text(isStrange ? 'acts-proxy' : 'acts-failed')
    return dom.refusal(call.code) || call.reason
  }
})(this.Holdline = this.Holdline || {})
