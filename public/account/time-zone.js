/*
 * Tells the server the browser's time zone, once, for a user who has none yet.
 */
(function (Holdline) {
  Holdline.addPart({
    name: 'timeZone',
    needs: ['api'],
    create: function (app) {
      app.on('started', function () {
        var zone
        if (!app.page().isZoneUnset) return
        try {
          zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
        } catch (error) {}
        if (zone) app.api.call('PATCH', 'me', { timeZone: zone }, 'settings')
      })
    }
  })
})(this.Holdline = this.Holdline || {})
