/*
 * The reader's own stars in messages. An event of the reader's own sets or takes one away; no event of a message tells it.
 *
 * Holdline.setStar(item, mark)             mark: the element of the star; null takes it away
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.setStar = function (item, mark) {
    var bubble = dom.one('.bubble', item)
    if (!bubble || /\brecalled\b/.test(bubble.className)) return
    dom.remove(dom.one('.star', bubble))
    if (mark) Holdline.putStar(mark, bubble)
  }

  Holdline.addPart({
    name: 'stars',
    needs: ['scroll'],
    create: function (app) {
      app.on('starred', function (starred) {
        var item = dom.byId(starred.item)
        if (!item) return
        if (app.page().shown) app.scroll.around(set)
        else set()

        function set () {
          Holdline.setStar(item, starred.mark)
        }
      })
    }
  })
})(this.Holdline = this.Holdline || {})
