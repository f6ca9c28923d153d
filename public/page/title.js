/*
 * Shows the unread total and the waiting contact requests in the title, "(3) …", and by another icon.
 *
 * Holdline.drawTitle(news, text)       text: the page's own title
 * Holdline.drawElsewhere(unread, page) the number beside the way back on a phone: unread messages in other conversations
 */
(function (Holdline) {
  Holdline.drawTitle = function (news, text) {
    var icon = Holdline.dom.byId('favicon')
    var address
    document.title = news > 0 ? '(' + news + ') ' + text : text
    if (!icon) return
    if (!icon.hasAttribute('data-read')) icon.setAttribute('data-read', icon.getAttribute('href'))
    address = icon.getAttribute(news > 0 ? 'data-unread' : 'data-read')
    if (address && address !== icon.getAttribute('href')) icon.setAttribute('href', address)
  }

  Holdline.drawElsewhere = function (unread, page) {
    var badge = Holdline.dom.byId('unread-elsewhere')
    var row = page.conversation && Holdline.dom.byId('conversation-' + page.conversation)
    var isCounted = row && !/\bmuted\b/.test(row.className) // a muted chat is not in the total
    var count = Math.max(0, unread - (isCounted ? Holdline.dom.number(row, 'data-unread') || 0 : 0))
    if (badge) badge.textContent = count > 0 ? count : ''
    Holdline.dom.show(badge, count > 0)
    Holdline.dom.show(Holdline.dom.byId('next-unread'), count > 0)
  }

  Holdline.addPart({
    name: 'title',
    needs: [],
    create: function (app) {
      var unread = app.page().unread
      var asking = app.page().asking

      function draw () {
        Holdline.drawTitle(unread + asking, app.page().title)
        Holdline.drawElsewhere(unread, app.page())
      }

      app.on('unread', function (count) {
        unread = count
        draw()
      })
      app.on('asking', function (count) {
        asking = count
        draw()
      })
      app.on('arrived', draw)
      app.on('renamed', function (renamed) {
        var page = app.page()
        if (!Holdline.dom.one('#stage h1 [data-name-of="' + renamed.username + '"]') || page.title.indexOf(renamed.before) !== 0) return
        page.title = renamed.name + page.title.slice(renamed.before.length)
        draw()
      })
    }
  })
})(this.Holdline = this.Holdline || {})
