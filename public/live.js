/*
 * The live page: tries what it needs, and takes the document over in place (docs/live-page.md).
 * If anything fails on the way, the document is what it was: links and forms.
 */
(function (Holdline) {
  Holdline.boot = function () {
    var root = document.documentElement
    var page
    if (root.getAttribute('data-mode') === 'plain' || !Holdline.isAble()) return
    page = Holdline.readPage()
    if (page === null || page.bodyCursor === null) return
    root.className += ' is-live'
    try {
      Holdline.upgrade(page)
    } catch (error) {
      root.className = root.className.replace(/ ?is-live/, '')
      throw error
    }
  }

  Holdline.boot()
})(this.Holdline = this.Holdline || {})
