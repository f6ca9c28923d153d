/*
 * The people who are typing, from signals: in the line under the messages, and in the rows of the list.
 *
 * typing = Holdline.createTyping()
 * typing.open(conversation)             this one is shown; null for none
 * typing.hear(signals, conversation)    signals: the poll's typing signals; conversation: the one that is shown
 * typing.end(username)                  a message of theirs has come
 * typing.drawRow(row)                   a row was drawn anew
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TYPING_MS = 6000 // from when it was heard: the two clocks need not agree

  Holdline.createTyping = function () {
    var typists = {} // conversation → username → timer
    var shown = null

    function stop (conversation, username) {
      clearTimeout(typists[conversation][username])
      delete typists[conversation][username]
    }

    function start (conversation, username) {
      typists[conversation][username] = setTimeout(function () {
        stop(conversation, username)
        draw(conversation)
      }, TYPING_MS)
    }

    function draw (conversation) {
      if (conversation === shown) drawLine()
      drawRow(dom.byId('conversation-' + conversation))
    }

    function drawLine () {
      var line = dom.byId('typing')
      if (line) line.textContent = sentence(namesOf(typists[shown]))
    }

    // The row of one person is their name already.
    function drawRow (row) {
      var names = row ? namesOf(typists[row.id.slice('conversation-'.length)]) : []
      if (row) Holdline.sayInRow(row, 'typing', row.getAttribute('data-kind') === 'direct' && names.length > 0 ? dom.text('typing-row') : sentence(names))
    }

    return {
      open: function (conversation) {
        shown = conversation || null
        drawLine()
      },
      hear: function (signals, conversation) {
        var i, id
        shown = conversation
        for (i = 0; i < signals.length; i++) {
          id = signals[i].conversationId
          typists[id] = typists[id] || {}
          stop(id, signals[i].username)
          if (signals[i].until > 0) start(id, signals[i].username)
          draw(id)
        }
      },
      end: function (username) {
        if (!typists[shown]) return
        stop(shown, username)
        draw(shown)
      },
      drawRow: drawRow
    }
  }

  function sentence (names) {
    if (names.length === 0) return ''
    if (names.length === 1) return dom.text('typing-one', { name: names[0] })
    if (names.length === 2) return dom.text('typing-two', { name: names[0], other: names[1] })
    return dom.text('typing-many')
  }

  function namesOf (typing) {
    var names = []
    var username
    for (username in typing) names.push(nameOf(username))
    return names
  }

  // The name in this conversation, else one that is no nickname in another; else the username.
  function nameOf (username) {
    var place = '[data-name-of="' + username + '"]'
    var named = dom.one('#middle ' + place) || dom.one(place + ':not([data-nick])')
    return named ? named.textContent : username
  }
})(this.Holdline = this.Holdline || {})
