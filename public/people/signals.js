/*
 * The signals of a poll (typing, presence, receipts), each drawn where it belongs. The latest wins.
 *
 * signals = Holdline.createSignals()
 * signals.hear(signals, conversation)    signals.said(username): a message of theirs has come
 * signals.moved(page)          another conversation
 * signals.aged()               another day began
 * signals.drawn(element)       an element was drawn anew, by a server that leaves presence to the script
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.createSignals = function () {
    var typing = Holdline.createTyping()
    var present = {} // username → the latest signal

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
        typing.hear(signals.typing, conversation)
        if (conversation && signals.receipts.length > 0) Holdline.hearReceipts(signals.receipts, conversation)
      },
      said: typing.end,
      moved: function (page) {
        typing.open(page.conversation)
        drawPresences(document)
      },
      drawn: function (element) {
        drawPresences(element)
        if (element.id.indexOf('conversation-') === 0) typing.drawRow(element)
      },
      aged: age
    }
  }

  Holdline.addPart({
    name: 'signals',
    needs: [],
    create: function (app) {
      var signals = Holdline.createSignals()
      app.on('arrived', signals.moved)
      app.on('drawn', signals.drawn)
      app.on('day', signals.aged)
      app.on('added', function (element) {
        signals.said(element.getAttribute('data-sender'))
      })
      return signals
    }
  })

  function drawPresence (signal, root) {
    var marks = dom.all('[data-presence-of="' + signal.username + '"]', root)
    var i
    for (i = 0; i < marks.length; i++) {
      if (isDrawn(marks[i], signal)) continue
      marks[i].removeAttribute('data-said')
      marks[i].setAttribute('data-state', signal.state)
      marks[i].setAttribute('data-seen-at', signal.lastSeenAt || '')
      say(marks[i])
    }
  }

  // The server's words have aged by themselves (page/days.js).
  function age () {
    var marks = dom.all('[data-seen-at]')
    var i
    for (i = 0; i < marks.length; i++) {
      if (!marks[i].hasAttribute('data-said')) say(marks[i])
    }
  }

  function say (mark) {
    var state = mark.getAttribute('data-state')
    var seenAt = dom.number(mark, 'data-seen-at')
    var title = dom.text(state) // '' for hidden
    if (state !== 'online' && seenAt) title = dom.text('last-seen', { time: when(seenAt) }) || title
    mark.setAttribute('title', title)
    dom.slot(mark, 'text', title)
  }

  // The server's own words for the same state stay.
  function isDrawn (mark, signal) {
    return mark.getAttribute('data-state') === signal.state && (dom.number(mark, 'data-seen-at') || null) === signal.lastSeenAt
  }

  // The time of today, else the date.
  function when (at) {
    var time = new Date(at)
    var isToday = time.toDateString() === new Date().toDateString()
    var form = isToday ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short', year: 'numeric' }
    return time[isToday ? 'toLocaleTimeString' : 'toLocaleDateString'](document.documentElement.lang || undefined, form)
  }
})(this.Holdline = this.Holdline || {})
