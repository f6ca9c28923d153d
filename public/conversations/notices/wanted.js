/*
 * Sounds and desktop notifications come later (later-scripts.json): at once for those who have any, or stand before their settings.
 *
 * Holdline.desktopKey(user)    their key in storage: 'on' where this browser shows desktop notifications
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.desktopKey = function (user) {
    return 'holdline.desktop.' + user
  }

  Holdline.addPart({
    name: 'noticesWanted',
    needs: ['browser', 'later'],
    create: function (app) {
      // Another tab may have switched them on since.
      function isWanted () {
        return document.body.hasAttribute('data-sound') || dom.byId('desktop') !== null || dom.byId('field-sound') !== null ||
          app.browser.storage.get(Holdline.desktopKey(app.page().user)) === 'on'
      }

      app.on('arrived', function () {
        if (isWanted()) app.later.hint()
      })
      app.on('topped', function (told) {
        if (app.later.isThere() || !isWanted()) return
        app.later.hint(function (isThere) {
          if (isThere) app.emit('topped', told)
        })
      })
    }
  })
})(this.Holdline = this.Holdline || {})
