/*
 * Who is typing and who is there: drawn from signals, the latest wins.
 *
 * signals = Holdline.createSignals()
 * signals.hear(signals, conversation)    signals.said(username): a message of theirs has come    signals.moved(): another conversation
 * signals.drawn(element)       an element was drawn anew, by a server that says nothing of presence in it
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TYPING_MS = 6000 // from when it was heard: the two clocks need not agree

  Holdline.createSignals = function () {
    var typing = {} // username → timer
    var present = {} // username → the latest signal

    function stop (username) {
      clearTimeout(typing[username])
      delete typing[username]
    }

    function hearTyping (signal) {
      stop(signal.username)
      if (signal.until > 0) {
        typing[signal.username] = setTimeout(function () {
          stop(signal.username)
          drawTyping()
        }, TYPING_MS)
      }
    }

    function drawTyping () {
      var line = dom.byId('typing')
      var names = []
      var username, text
      for (username in typing) names.push(nameOf(username))
      if (!line) return
      if (names.length === 0) text = ''
      else if (names.length === 1) text = dom.text('typing-one', { name: names[0] })
      else if (names.length === 2) text = dom.text('typing-two', { name: names[0], other: names[1] })
      else text = dom.text('typing-many')
      line.textContent = text
    }

    function drawPresences (root) {
      var username
      for (username in present) drawPresence(present[username], root)
    }

    return {
      hear: function (signals, conversation) {
        var i
        for (i = 0; i < signals.presence.length; i++) {
          present[signals.presence[i].username] = signals.presence[i]
          drawPresence(signals.presence[i], document)
        }
        for (i = 0; i < signals.typing.length; i++) {
          if (signals.typing[i].conversationId === conversation) hearTyping(signals.typing[i])
        }
        drawTyping()
        if (conversation && signals.receipts.length > 0) Holdline.hearReceipts(signals.receipts, conversation)
      },
      said: function (username) {
        stop(username)
        drawTyping()
      },
      moved: function () {
        var username
        for (username in typing) stop(username)
        drawTyping()
        drawPresences(document)
      },
      drawn: drawPresences
    }
  }

  function drawPresence (signal, root) {
    var marks = dom.all('[data-presence-of="' + signal.username + '"]', root)
    var title = dom.text(signal.state)
    var i
    if (signal.state !== 'online' && signal.lastSeenAt) {
      title = dom.text('last-seen', { time: when(signal.lastSeenAt) }) || title
    }
    for (i = 0; i < marks.length; i++) {
      if (isDrawn(marks[i], signal)) continue
      marks[i].setAttribute('data-state', signal.state)
      marks[i].setAttribute('data-seen-at', signal.lastSeenAt || '')
      marks[i].setAttribute('title', title)
      dom.slot(marks[i], 'text', title)
    }
  }

  // By the server, in words of its own.
  function isDrawn (mark, signal) {
    return mark.getAttribute('data-state') === signal.state && (dom.number(mark, 'data-seen-at') || null) === signal.lastSeenAt
  }

  // The clock today, else the date: as long as one needs it.
  function when (at) {
    var time = new Date(at)
    var isToday = time.toDateString() === new Date().toDateString()
    var form = isToday ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short', year: 'numeric' }
    return time[isToday ? 'toLocaleTimeString' : 'toLocaleDateString'](document.documentElement.lang || undefined, form)
  }

  // As the messages on the page call them, or its head; whoever stands in neither goes by the username.
  function nameOf (username) {
    var named = dom.one('.theirs[data-sender="' + username + '"] .name')
    if (!named && dom.one('.conversation-head .presence-line[data-presence-of="' + username + '"]')) named = dom.one('.conversation-head h1')
    return named ? named.textContent : username
  }
})(this.Holdline = this.Holdline || {})
