/*
 * What is on the screen of somebody who is there has been read: tells the server the newest `no`, once.
 *
 * reading = Holdline.createReading({ isHere(), tell(conversation, no, done) })
 * reading.look(page)           the end is in sight, or somebody has come back
 */
(function (Holdline) {
  var dom = Holdline.dom
  var GLANCE_MS = 300 // a page passed by is not read

  Holdline.createReading = function (env) {
    var told = {}
    var timer = null

    function tell (page) {
      var no = Holdline.newestNo(page)
      var before = told[page.conversation] || 0
      timer = null
      if (no === null || no <= before || !env.isHere()) return
      told[page.conversation] = no
      env.tell(page.conversation, no, function (ok) {
        if (!ok && told[page.conversation] === no) told[page.conversation] = before
      })
    }

    return {
      look: function (page) {
        if (!page.list || !env.isHere()) return
        clearTimeout(timer)
        timer = setTimeout(function () {
          tell(page)
        }, GLANCE_MS)
      }
    }
  }

  /** The `no` of the newest message the page shows; null when it shows none. */
  Holdline.newestNo = function (page) {
    var messages = page.list ? dom.all('[data-no]', page.list) : []
    return messages.length === 0 ? null : dom.number(messages[messages.length - 1], 'data-no')
  }
})(this.Holdline = this.Holdline || {})
