/*
 * Marks at the end of messages: the pin that everybody sees, and the reader's own star. Events of their own set them or take them away; no
 * event of a message tells them.
 *
 * Holdline.setMark(item, name, mark)       name: the mark's class; mark: its element, null takes it away
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.setMark = function (item, name, mark) {
    var bubble = dom.one('.bubble', item)
    if (!bubble || /\brecalled\b/.test(bubble.className)) return
    dom.remove(dom.one('.mark.' + name, bubble))
    if (mark) Holdline.putMark(mark, bubble)
  }

  Holdline.addPart({
    name: 'marks',
    needs: ['scroll'],
    create: function (app) {
      app.on('marked', function (marked) {
        var item = dom.byId(marked.item)
        if (!item) return
        if (app.page().shown) app.scroll.around(set)
        else set()

        function set () {
          Holdline.setMark(item, marked.name, marked.mark)
        }
      })
    }
  })
})(this.Holdline = this.Holdline || {})
