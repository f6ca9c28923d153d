/*
 * Clicks on [data-act], and the end of the page, as events for the other parts.
 */
(function (Holdline) {
  Holdline.addPart({
    name: 'windowEvents',
    needs: [],
    create: function (app) {
      document.addEventListener('click', function (event) {
        var actor = Holdline.dom.above(event.target, 'data-act')
        if (actor && app.emit('act:' + actor.getAttribute('data-act'), actor)) event.preventDefault()
      }, false)
      window.addEventListener('pagehide', function () {
        app.emit('left')
      }, false)
      window.addEventListener('pageshow', function (event) {
        // From the back/forward cache: too old for its cursor, and its parts have ended.
        if (event.persisted) location.reload()
      }, false)
    }
  })
})(this.Holdline = this.Holdline || {})
