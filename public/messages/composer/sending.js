/*
 * The page's outbox (outbox.js), tried again whenever the way to the server is open.
 */
(function (Holdline) {
  Holdline.addPart({
    name: 'outbox',
    needs: ['browser', 'connection', 'client'],
    create: function (app) {
      var outbox = Holdline.createOutbox(app.browser.env({
        user: app.page().user,
        link: app.connection.state,
        onOffline: function () {
          app.emit('doubt')
        },
        // One hold=0 shows whether the network answers everything in the server's place, or this alone.
        onProxy: function () {
          app.client.wake(false)
        },
        onChange: function (entry) {
          // A fault in the drawing must not stop the sending.
          Holdline.guarded(function () {
            app.emit('outbox', entry)
          })
        }
      }))
      app.on('started', outbox.poke)
      app.on('wake', outbox.poke)
      app.on('left', outbox.end)
      app.on('link', function (state) {
        if (state === 'ok') outbox.poke()
      })
      window.addEventListener('storage', outbox.refresh, false)
      return outbox
    }
  })
})(this.Holdline = this.Holdline || {})
