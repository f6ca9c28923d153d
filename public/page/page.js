/*
 * The document's data attributes (docs/live-page.md), read again whenever the middle has moved on.
 */
(function (Holdline) {
  var dom = Holdline.dom

  /** The part of an absolute address below our root, without its #fragment; null for addresses elsewhere. */
  Holdline.ownAddress = function (href) {
    var root = document.createElement('a')
    root.href = document.documentElement.getAttribute('data-root')
    return href.indexOf(root.href) === 0 ? href.slice(root.href.length).split('#')[0] : null
  }

  /** The address of this page below the root, as a form's `back` takes it; empty when it is not below. */
  Holdline.here = function () {
    return Holdline.ownAddress(location.href) || ''
  }

  /**
   * null on a signed-out page. `conversation` is null where none is open, `list` where the stretch that is `shown` ends before the newest
   * message.
   */
  Holdline.readPage = function () {
    var body = document.body
    var middle = dom.byId('middle')

    function own (name) {
      var text = middle ? middle.getAttribute(name) : null
      return text === null ? body.getAttribute(name) : text
    }

    if (!body.getAttribute('data-session')) return null
    return {
      root: document.documentElement.getAttribute('data-root') || './',
      session: body.getAttribute('data-session'),
      user: body.getAttribute('data-user'),
      username: body.getAttribute('data-username'),
      unread: dom.number(body, 'data-unread') || 0,
      asking: dom.number(body, 'data-asking') || 0,
      isZoneUnset: body.getAttribute('data-zone-unset') === '1',
      bodyCursor: body.getAttribute('data-cursor'),
      bodySeq: dom.number(body, 'data-seq'),
      cursor: own('data-cursor'),
      seq: own('data-seq') === null ? null : Number(own('data-seq')),
      conversation: own('data-conversation') || null,
      title: own('data-title') || document.title,
      list: own('data-conversation') ? dom.byId('messages-' + own('data-conversation')) : null,
      shown: own('data-conversation') ? dom.byId('messages-' + own('data-conversation')) || dom.byId('stretch-' + own('data-conversation')) : null
    }
  }
})(this.Holdline = this.Holdline || {})
