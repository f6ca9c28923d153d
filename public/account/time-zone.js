/*
 * The browser's time zone: tells it to the server, once, for a user who has none yet, and chooses it in the form of the first run.
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.addPart({
    name: 'timeZone',
    needs: ['api'],
    create: function (app) {
      app.on('started', function () {
        var zone = ownZone()
        if (app.page().isZoneUnset && zone) app.api.call('PATCH', 'me', { timeZone: zone }, 'settings')
      })
    }
  })

  function ownZone () {
    try {
      return new Intl.DateTimeFormat().resolvedOptions().timeZone
    } catch (error) {
      return ''
    }
  }

  // Nobody is signed in there, so no part is created.
  function guess () {
    var field = dom.one('[data-guess="zone"]')
    var zone = ownZone()
    if (!field || !zone) return
    field.value = zone
    if (field.value === zone) return
    // An older name of a zone, which the server knows as well.
    field.insertBefore(new Option(zone, zone), field.firstChild)
    field.value = zone
  }

  try {
    guess()
  } catch (error) {}
})(this.Holdline = this.Holdline || {})
