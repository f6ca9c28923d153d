/*
 * Tells of new messages by sound and desktop notification: reads the rows of the list that move to the top, whatever page this is.
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.addPart({
    name: 'notices',
    needs: ['browser', 'client', 'presence'],
    create: function (app) {
      var body = document.body
      var isElsewhere = false
      var desktop = Holdline.createDesktop(app.browser.storage, app.page().user, function (conversation) {
        app.emit('go', 'conversations/' + conversation)
      })
      var notifier = Holdline.createNotifier({
        now: dom.now,
        user: app.page().user,
        storage: app.browser.storage,
        since: app.page().seq,
        quiet: numbers(body.getAttribute('data-quiet')),
        isLeading: app.client.isLeading,
        isHere: app.client.isActive,
        isElsewhere: function () {
          return isElsewhere
        },
        ring: function () {
          Holdline.playSound(body.getAttribute('data-sound'))
        },
        show: desktop.show
      })

      function look () {
        if (app.presence.isHere()) notifier.looked(app.page().conversation)
      }

      app.on('answer', function (answer) {
        isElsewhere = answer.elsewhere === true
      })
      app.on('topped', function (told) {
        notifier.said(readRow(told.row, told.seq))
      })
      app.on('drawn', function (element) {
        if (element.getAttribute('data-unread') === '0') desktop.read(element.id.slice('conversation-'.length))
      })
      app.on('read-all', function (conversations) {
        var i
        for (i = 0; i < conversations.length; i++) desktop.read(conversations[i])
      })
      app.on('arrived', look)
      app.on('here', look)
      app.on('arrived', desktop.draw)
      app.on('arrived', offerSound)
      document.addEventListener('change', offerSound)
      app.on('act:desktop-on', function () {
        desktop.turnOn(desktop.draw)
        return true
      })
      app.on('act:desktop-off', function () {
        desktop.turnOff()
        desktop.draw()
        return true
      })
      app.on('act:try-sound', function () {
        Holdline.playSound(dom.byId('field-sound').value)
        return true
      })
      if (body.hasAttribute('data-sound')) getReady()
    }
  })

  // Browsers play nothing before the reader has done something on the page.
  function getReady () {
    document.addEventListener('mousedown', Holdline.readySound, true)
    document.addEventListener('keydown', Holdline.readySound, true)
  }

  // The button in the settings plays the sound that is chosen there, saved or not.
  function offerSound () {
    var chosen = dom.byId('field-sound')
    var button = dom.one('[data-act="try-sound"]')
    if (chosen && button) button.disabled = chosen.value === 'none'
  }

  function readRow (row, seq) {
    var name = dom.one('.row-name', row)
    var text = dom.one('.said', row)
    return {
      seq: seq,
      conversation: row.id.slice('conversation-'.length),
      unread: dom.number(row, 'data-unread'),
      isMine: row.hasAttribute('data-mine'),
      isMuted: /\bmuted\b/.test(row.className),
      isMentionsOnly: row.getAttribute('data-notify') === 'mentions',
      mentionSeq: dom.number(row, 'data-mention-seq') || 0,
      name: name ? name.textContent : '',
      text: text ? text.textContent : ''
    }
  }

  function numbers (text) {
    var words = text ? text.split(' ') : []
    var found = []
    var i
    for (i = 0; i < words.length; i++) found.push(Number(words[i]))
    return found
  }
})(this.Holdline = this.Holdline || {})
