/*
 * Boots the live page: tries the features it needs, and takes the document over in place (docs/live-page.md).
 * If anything fails on the way, or later, the document goes back to links and forms.
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.boot = function () {
    var page, browser
    if (!Holdline.isAble()) return Holdline.started()
    page = Holdline.readPage()
    Holdline.settleSignOut(page && page.user)
    // Without its texts it would speak in blanks: they come in a file of their own.
    if (page === null || page.bodyCursor === null || !dom.byId('texts')) return Holdline.started()
    browser = Holdline.browser
    Holdline.proveCalls({
      root: page.root,
      marks: browser.marks(),
      request: browser.request,
      newId: browser.newId,
      setTimer: function (run, ms) {
        setTimeout(run, ms)
      }
    }, function () {
      takeOver(page)
    })
  }

  function takeOver (page) {
    var root = document.documentElement
    var app = Holdline.createApp(page)
    var guard = Holdline.createGuard({
      onFailure: function () {
        app.emit('failed')
      },
      onGiveUp: function () {
        root.className = root.className.replace(/ ?\bis-live\b/, '')
        Holdline.guarded(tellFailed)
        Holdline.guarded(function () {
          app.emit('given-up')
        })
      }
    })
    root.className += ' is-live'
    Holdline.started()
    try {
      dom.enliven()
      app.start()
    } catch (error) {
      guard.giveUp()
      throw error
    }
  }

  function tellFailed () {
    var note = dom.byId('failed')
    if (!note) return
    dom.one('a', note).setAttribute('href', location.href.split('#')[0])
    dom.show(note, true)
  }

  Holdline.boot()
})(this.Holdline = this.Holdline || {})
