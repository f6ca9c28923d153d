/*
 * Shows the unread total in the title, "(3) …", and by another icon.
 *
 * Holdline.drawTitle(unread, text)     text: the page's own title
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

  Holdline.addPart({
    name: 'title',
    needs: [],
    create: function (app) {
      var unread = app.page().unread
      app.on('unread', function (count) {
        unread = count
        Holdline.drawTitle(unread, app.page().title)
      })
      app.on('arrived', function (page) {
        Holdline.drawTitle(unread, page.title)
      })
    }
  })
})(this.Holdline = this.Holdline || {})
