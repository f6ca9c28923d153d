/*
 * The menu of a row in the list of conversations: its button, or the other mouse button and a long press on the row, open what one may do
 * with the conversation from afar. Its entries are a fragment of the conversation's page; without an answer the button's link leads to the
 * panel beside the conversation.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TIMEOUT_MS = 10000
  var EDGE_PX = 8

  Holdline.addPart({
    name: 'rowMenu',
    needs: ['browser', 'api', 'connection'],
    create: function (app) {
      var menu = { app: app, link: null, drop: null }
      app.on('act:row-menu', function (link) {
        var isAgain = menu.link === link
        close(menu, false)
        if (!isAgain) open(menu, link, link.getBoundingClientRect())
        return true
      })
      app.on('act:own', function (button) {
        var path = button.getAttribute('data-path')
        var method = /\/mine$/.test(path) ? 'PATCH' : 'POST'
        app.api.call(method, path, JSON.parse(button.getAttribute('data-content')), null, function () {})
        close(menu, true)
        return true
      })
      app.on('moved', function () {
        close(menu, false)
      })
      listen(menu)
    }
  })

  function listen (menu) {
    document.addEventListener('contextmenu', function (event) {
      var row = dom.above(event.target, 'data-place')
      var link = row && dom.one('.row-more', row)
      if (!link || event.shiftKey) return
      event.preventDefault()
      close(menu, false)
      open(menu, link, { left: event.clientX, top: event.clientY, bottom: event.clientY })
    }, false)
    document.addEventListener('mousedown', function (event) {
      if (menu.link && !panel().contains(event.target) && event.target !== menu.link) close(menu, false)
    }, false)
    document.addEventListener('keydown', function (event) {
      if (event.keyCode !== Holdline.keyCodes.ESC || !menu.link) return
      event.preventDefault()
      close(menu, true)
    }, true)
    document.addEventListener('scroll', function (event) {
      if (menu.link && !Holdline.isSheet() && event.target.contains && event.target.contains(menu.link)) close(menu, false)
    }, true)
  }

  function open (menu, link, near) {
    menu.link = link
    menu.drop = menu.app.browser.request({
      method: 'GET', url: link.getAttribute('href').split('?')[0] + '?fragment=menu', body: null, timeoutMs: TIMEOUT_MS
    }, function (result) {
      menu.drop = null
      if (result.status !== 200 || Holdline.readMarkup(result.body) !== 'fragment') {
        location.href = link.href
        return
      }
      panel().innerHTML = result.body
      panel().setAttribute('aria-label', link.getAttribute('title'))
      dom.show(panel(), true)
      place(panel(), near)
      dom.one('button', panel()).focus()
    })
  }

  function close (menu, isDone) {
    if (!menu.link) return
    if (menu.drop) menu.drop()
    dom.show(panel(), false)
    if (isDone && document.body.contains(menu.link)) menu.link.focus()
    menu.link = menu.drop = null
  }

  function panel () {
    var box = dom.byId('row-menu')
    if (box) return box
    box = document.createElement('div')
    box.id = 'row-menu'
    box.className = 'pop'
    box.setAttribute('role', 'dialog')
    dom.show(box, false)
    return document.body.appendChild(box)
  }

  function place (box, near) {
    var top = near.bottom
    if (top + box.offsetHeight > window.innerHeight - EDGE_PX) top = near.top - box.offsetHeight
    box.style.left = Math.max(EDGE_PX, Math.min(near.left, window.innerWidth - box.offsetWidth - EDGE_PX)) + 'px'
    box.style.top = Math.max(EDGE_PX, top) + 'px'
  }
})(this.Holdline = this.Holdline || {})
