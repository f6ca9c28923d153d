/*
 * Shows the unread total and the waiting contact requests in the title, "(3) …", and by another icon.
 *
 * Holdline.drawTitle(news, text)       text: the page's own title
 * Holdline.nameGroup(title, conversation)   names the group in the sentences of its page
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

  Holdline.nameGroup = function (title, conversation) {
    var dom = Holdline.dom
    var sign = dom.one('#sign-' + conversation + ' .avatar')
    dom.all('#middle .group-name').forEach(function (name) {
      name.textContent = title
    })
    dom.all('#older .avatar').forEach(function (avatar) {
      if (sign) avatar.parentNode.replaceChild(sign.cloneNode(true), avatar)
    })
  }

  Holdline.addPart({
    name: 'title',
    needs: [],
    create: function (app) {
      var unread = app.page().unread
      var asking = app.page().asking
      var group = null // the title of the open group

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
      app.on('arrived', function (page) {
        group = titleOf(page)
        draw()
      })
      // A group has another title: also in the sentences of its page, and its sign where its messages begin.
      app.on('drawn', function (element) {
        var page = app.page()
        if (group === null || element.id !== 'title-' + page.conversation) return
        if (page.title.indexOf(group) === 0) page.title = element.textContent + page.title.slice(group.length)
        group = element.textContent
        Holdline.nameGroup(group, page.conversation)
        draw()
      })
      app.on('renamed', function (renamed) {
        var page = app.page()
        if (!Holdline.dom.one('#stage h1 [data-name-of="' + renamed.username + '"]') || page.title.indexOf(renamed.before) !== 0) return
        page.title = renamed.name + page.title.slice(renamed.before.length)
        draw()
      })
    }
  })

  function titleOf (page) {
    var title = page.conversation ? Holdline.dom.byId('title-' + page.conversation) : null
    return title && title.textContent
  }
})(this.Holdline = this.Holdline || {})
