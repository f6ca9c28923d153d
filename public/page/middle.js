/*
 * Follows the middle of the page when it moves on without a reload (htmx, docs/live-page.md).
 *
 * Holdline.followMiddle({ page(), onMoved(page) })   onMoved: another conversation, or the same drawn again
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.followMiddle = function (env) {
    var fromEnd = null // the reader's distance from the end when older messages were asked for

    document.addEventListener('htmx:beforeSwap', function (event) {
      var box = dom.byId('scroller')
      fromEnd = box && event.target.id === 'older' ? box.scrollHeight - box.scrollTop : null
    }, false)

    document.addEventListener('htmx:afterSwap', function () {
      var box = dom.byId('scroller')
      var before = env.page()
      var page = Holdline.readPage()
      if (page === null) return
      dom.enliven()
      if (page.list !== before.list || page.conversation !== before.conversation) {
        showColumn()
        env.onMoved(page)
      } else if (fromEnd !== null && box) {
        box.scrollTop = box.scrollHeight - fromEnd
      }
      fromEnd = null
    }, false)

    document.addEventListener('submit', sayWhere, true)

    if (window.htmx) {
      // A conversation from the history cache would lack the events since.
      window.htmx.config.historyCacheSize = 0
      window.htmx.config.refreshOnHistoryMiss = true
    }
  }

  Holdline.addPart({
    name: 'middle',
    needs: [],
    create: function (app) {
      Holdline.followMiddle({ page: app.page, onMoved: app.moveTo })
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
