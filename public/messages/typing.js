/*
 * The typing line under the messages, drawn from signals.
 *
 * typing = Holdline.createTyping()
 * typing.hear(signals, conversation)    signals: the poll's typing signals
 * typing.end(username)                  a message of theirs has come
 * typing.endAll()                       another conversation is shown
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TYPING_MS = 6000 // from when it was heard: the two clocks need not agree

  Holdline.createTyping = function () {
    var timers = {} // username → timer

    function stop (username) {
      clearTimeout(timers[username])
      delete timers[username]
    }

    function start (username) {
      timers[username] = setTimeout(function () {
        stop(username)
        draw(timers)
      }, TYPING_MS)
    }

    return {
      hear: function (signals, conversation) {
        var i
        for (i = 0; i < signals.length; i++) {
          if (signals[i].conversationId !== conversation) continue
          stop(signals[i].username)
          if (signals[i].until > 0) start(signals[i].username)
        }
        draw(timers)
      },
      end: function (username) {
        stop(username)
        draw(timers)
      },
      endAll: function () {
        var username
        for (username in timers) stop(username)
        draw(timers)
      }
    }
  }

  function draw (typing) {
    var line = dom.byId('typing')
    var names = []
    var username
    for (username in typing) names.push(nameOf(username))
    if (line) line.textContent = sentence(names)
  }

  function sentence (names) {
    if (names.length === 0) return ''
    if (names.length === 1) return dom.text('typing-one', { name: names[0] })
    if (names.length === 2) return dom.text('typing-two', { name: names[0], other: names[1] })
    return dom.text('typing-many')
  }

  // The name on their messages, or in the head of the page; else the username.
  function nameOf (username) {
    var named = dom.one('.theirs[data-sender="' + username + '"] .name')
    if (!named && dom.one('.conversation-head .presence-line[data-presence-of="' + username + '"]')) named = dom.one('.conversation-head h1')
    return named ? named.textContent : username
  }
})(this.Holdline = this.Holdline || {})
