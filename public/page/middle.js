/*
 * The middle of the page moves on without a reload (htmx, docs/live-page.md); what stands around it follows.
 *
 * Holdline.followMiddle({ page(), onMoved(page) })   onMoved: another conversation, or the same drawn anew
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.followMiddle = function (env) {
    var fromEnd = null // how far above the end the reader was when older messages were asked for

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
      // A conversation kept from earlier would be drawn without what came since.
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

  // The address may have changed without a reload: a form that leads back to this page says so.
  function sayWhere (event) {
    var field = dom.one('[name="back"]', event.target)
    var root = document.createElement('a')
    root.href = document.documentElement.getAttribute('data-root')
    if (field && location.href.indexOf(root.href) === 0) field.value = location.href.slice(root.href.length).split('#')[0]
  }

  // A phone shows one column, and the middle says which.
  function showColumn () {
    var shows = dom.byId('middle') && dom.byId('middle').getAttribute('data-shows')
    if (shows) document.body.className = document.body.className.replace(/\bshows-\w+/, 'shows-' + shows)
  }
})(this.Holdline = this.Holdline || {})
