/*
 * Keeps the way to the first unread mention in the open conversation (#next-mention) as its row of the list has it (`data-mention`).
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.showNextMention = function (row, conversation) {
    var link = dom.byId('next-mention')
    var no = row.getAttribute('data-mention')
    if (!link || row.id !== 'conversation-' + conversation) return
    if (no) link.setAttribute('href', link.getAttribute('href').replace(/\?no=\d+#.*$/, '?no=' + no + '#message-' + conversation + '-' + no))
    dom.show(link, no !== null)
  }

  Holdline.addPart({
    name: 'nextMention',
    needs: ['list'],
    create: function (app) {
      app.on('drawn', function (element) {
        Holdline.showNextMention(element, app.page().conversation)
      })
      app.on('read-all', function () {
        dom.show(dom.byId('next-mention'), false)
      })
    }
  })
})(this.Holdline = this.Holdline || {})
