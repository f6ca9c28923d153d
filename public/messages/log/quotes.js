/*
 * Quotes of messages in their answers ([data-quotes="<conversation>-<no>"]): a click goes to the quoted message where the page shows it,
 * else the link loads it in its context. An edit or a recall of the quoted message changes its quotes.
 *
 * Holdline.requote(place, words)   quotes of this message show these words from now on
 */
(function (Holdline) {
  var dom = Holdline.dom
  var POINTED_MS = 2500

  Holdline.requote = function (place, words) {
    var quotes = dom.all('[data-quotes="' + place + '"] .quote-text')
    var i
    for (i = 0; i < quotes.length; i++) quotes[i].textContent = words
  }

  Holdline.addPart({
    name: 'quotes',
    needs: ['scroll'],
    create: function (app) {
      app.on('requoted', function (quote) {
        if (app.page().shown) app.scroll.around(requote)
        else requote()

        function requote () {
          Holdline.requote(quote.place, quote.words)
        }
      })
      document.addEventListener('click', function (event) {
        var link = dom.above(event.target, 'data-quotes')
        var item = link && link.hasAttribute('href') ? dom.byId('message-' + link.getAttribute('data-quotes')) : null
        if (!item || event.ctrlKey || event.metaKey || event.shiftKey || (event.button || 0) > 0) return
        event.preventDefault()
        app.scroll.show(item)
        pointAt(item)
      }, false)
    }
  })

  function pointAt (item) {
    item.className = item.className.replace(/ pointed\b/, '') + ' pointed'
    item.setAttribute('tabindex', '-1')
    item.focus()
    setTimeout(function () {
      item.className = item.className.replace(/ pointed\b/, '')
    }, POINTED_MS)
  }
})(this.Holdline = this.Holdline || {})
