/*
 * Shows the unread total in the title, "(3) …", and by another icon.
 *
 * Holdline.drawTitle(unread, text)     text: the page's own title
 * Holdline.drawElsewhere(unread, page) the number beside the way back on a phone: unread messages in other conversations
 */
(function (Holdline) {
  Holdline.drawTitle = function (unread, text) {
    var icon = Holdline.dom.byId('favicon')
    var address
    document.title = unread > 0 ? '(' + unread + ') ' + text : text
    if (!icon) return
    if (!icon.hasAttribute('data-read')) icon.setAttribute('data-read', icon.getAttribute('href'))
    address = icon.getAttribute(unread > 0 ? 'data-unread' : 'data-read')
    if (address && address !== icon.getAttribute('href')) icon.setAttribute('href', address)
  }

  Holdline.drawElsewhere = function (unread, page) {
    var badge = Holdline.dom.byId('unread-elsewhere')
    var row = page.conversation && Holdline.dom.byId('conversation-' + page.conversation)
    var count = Math.max(0, unread - (row ? Holdline.dom.number(row, 'data-unread') || 0 : 0))
    if (badge) badge.textContent = count > 0 ? count : ''
    Holdline.dom.show(badge, count > 0)
  }

  Holdline.addPart({
    name: 'title',
    needs: [],
    create: function (app) {
      var unread = app.page().unread
      app.on('unread', function (count) {
        unread = count
        Holdline.drawTitle(unread, app.page().title)
        Holdline.drawElsewhere(unread, app.page())
      })
      app.on('arrived', function (page) {
        Holdline.drawTitle(unread, page.title)
        Holdline.drawElsewhere(unread, page)
      })
      app.on('renamed', function (renamed) {
        var page = app.page()
        if (!Holdline.dom.one('#stage h1 [data-name-of="' + renamed.username + '"]') || page.title.indexOf(renamed.before) !== 0) return
        page.title = renamed.name + page.title.slice(renamed.before.length)
        Holdline.drawTitle(unread, page.title)
      })
    }
  })
})(this.Holdline = this.Holdline || {})
