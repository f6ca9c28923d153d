/*
 * Follows the middle of the page when it moves on without a reload (htmx, docs/live-page.md).
 *
 * middle = Holdline.followMiddle({ page(), onMoved(page) })   onMoved: another conversation, or the same drawn again
 * middle.look()                the middle may be another one
 * middle.showColumn()          on a phone: the column that the middle names
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.followMiddle = function (env) {
    document.addEventListener('htmx:afterSwap', look, false)

    function look () {
      var before = env.page()
      var page = Holdline.readPage()
      if (page === null) return
      dom.enliven()
      if (page.shown !== before.shown || page.conversation !== before.conversation) {
        showColumn()
        env.onMoved(page)
      }
    }

    document.addEventListener('submit', sayWhere, true)
    return { look: look, showColumn: showColumn }
  }

  Holdline.addPart({
    name: 'middle',
    needs: [],
    create: function (app) {
      return Holdline.followMiddle({ page: app.page, onMoved: app.moveTo })
    }
  })

  // The address may have changed without a reload: fills it into a form that leads back to this page.
  function sayWhere (event) {
    var field = dom.one('[name="back"]', event.target)
    var here = Holdline.here()
    if (field && here !== '') field.value = here
  }

  // A phone shows one column, which the middle names.
  function showColumn () {
    var shows = dom.byId('middle') && dom.byId('middle').getAttribute('data-shows')
    if (shows) document.body.className = document.body.className.replace(/\bshows-\w+/, 'shows-' + shows)
  }
})(this.Holdline = this.Holdline || {})
