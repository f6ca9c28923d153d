/*
 * The list of conversations: marks the open one, and what depends on the rows; gives way to the hits of a search.
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.addPart({
    name: 'list',
    needs: [],
    create: function (app) {
      document.addEventListener('htmx:afterSwap', function () {
        var hits = dom.byId('hits')
        if (hits) dom.show(dom.byId('chats'), dom.one('.found-chats', hits) === null)
      })
      app.on('arrived', function (page) {
        var rows = dom.all('#conversations > li')
        var i
        for (i = 0; i < rows.length; i++) markOpen(rows[i], page.conversation)
      })
      app.on('drawn', function (element) {
        if (element.id.indexOf('conversation-') !== 0) return
        markOpen(element, app.page().conversation)
        showReadAll()
        dom.remove(dom.one('.list .empty')) // "No conversations yet" is no longer true
      })
      app.on('read-all', function (conversations) {
        var i
        for (i = 0; i < conversations.length; i++) markRead(dom.byId('conversation-' + conversations[i]))
        showReadAll()
      })
    }
  })

  function showReadAll () {
    dom.show(dom.byId('read-all'), dom.one('#conversations > .unread') !== null)
  }

  function markRead (row) {
    var link = row && dom.one('a[href]', row)
    if (!link) return
    row.className = row.className.replace(/ ?\bunread\b/, '')
    row.setAttribute('data-unread', '0')
    link.setAttribute('href', link.getAttribute('href').replace('#divider', '#end'))
    row.removeAttribute('data-mention')
    dom.all('.badge', row).forEach(dom.remove)
  }

  function markOpen (row, conversation) {
    var link = dom.one('a[href]', row)
    var isOpen = conversation !== null && row.id === 'conversation-' + conversation
    row.className = row.className.replace(/ ?\bselected\b/, '') + (isOpen ? ' selected' : '')
    if (link && isOpen) link.setAttribute('aria-current', 'page')
    else if (link) link.removeAttribute('aria-current')
  }
})(this.Holdline = this.Holdline || {})
