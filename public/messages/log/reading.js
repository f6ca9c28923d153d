/*
 * Read receipts: tells the server the newest `no` on the screen while the person is there, once.
 *
 * reading = Holdline.createReading({ isHere(), tell(conversation, no, done) })
 * reading.arrived(page)        a conversation is shown: the server says what was read
 * reading.look(page, no)       message `no` is the newest on the screen
 */
(function (Holdline) {
  var dom = Holdline.dom
  var GLANCE_MS = 300 // a shorter look is not reading

  Holdline.createReading = function (env) {
    var told = {}
    var timer = null
    var seen = null // the look that the timer runs for: { conversation, no }

    function tell () {
      var conversation = seen.conversation
      var no = seen.no
      var before = told[conversation] || 0
      seen = null
      if (no <= before || !env.isHere()) return
      told[conversation] = no
      env.tell(conversation, no, function (ok) {
        if (!ok && told[conversation] === no) told[conversation] = before
      })
    }

    return {
      arrived: function (page) {
        if (page.shown) told[page.conversation] = dom.number(page.shown, 'data-read') || 0
      },
      look: function (page, no) {
        if (!page.shown || !env.isHere()) return
        if (seen === null || seen.conversation !== page.conversation) {
          clearTimeout(timer)
          timer = setTimeout(tell, GLANCE_MS)
        }
        // A new message does not restart the timer: a busy conversation would never be read.
        seen = { conversation: page.conversation, no: no }
      }
    }
  }

  /** The `no` of the newest message the page shows; null when it shows none. */
  Holdline.newestNo = function (page) {
    var messages = page.list ? dom.all('[data-no]', page.list) : []
    return messages.length === 0 ? null : dom.number(messages[messages.length - 1], 'data-no')
  }

  Holdline.addPart({
    name: 'reading',
    needs: ['api', 'presence', 'scroll'],
    create: function (app) {
      var reading = Holdline.createReading({
        isHere: app.presence.isHere,
        tell: function (conversation, no, done) {
          app.api.callConversation(conversation, 'read', { no: no }, 'readNo', done)
        }
      })

      app.on('arrived', reading.arrived)
      app.on('in-sight', function (no) {
        reading.look(app.page(), no)
      })
    }
  })
})(this.Holdline = this.Holdline || {})
