/*
 * The message that was pinned last, above the others (#pins-<conversation>). A patch brings the next one; when the one it shows is pinned
 * no longer, the bar is read again, because which one was pinned before it depends on what this reader may see.
 *
 * pins = Holdline.createPins({ page(), request, around(change) })    request: see poll-loop.js
 * pins.ended(place)     the message <conversation>-<no> is pinned no longer
 * pins.drop()           stops reading
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TIMEOUT_MS = 20000

  Holdline.createPins = function (env) {
    var reading = null

    function drop () {
      if (reading !== null) reading()
      reading = null
    }

    function read (bar) {
      drop()
      reading = env.request({
        method: 'GET',
        url: env.page().root + 'conversations/' + env.page().conversation + '?fragment=pins',
        body: null,
        timeoutMs: TIMEOUT_MS
      }, function (result) {
        var isOurs = result.status === 200 && Holdline.readMarkup(result.body) === 'fragment'
        reading = null
        // A patch may have brought a newer one meanwhile.
        if (document.body.contains(bar)) env.around(function () { exchange(bar, isOurs ? result.body : '') })
      })
    }

    return {
      ended: function (place) {
        var bar = dom.byId('pins-' + env.page().conversation)
        if (bar && dom.one('[data-quotes="' + place + '"]', bar)) read(bar)
      },
      drop: drop
    }
  }

  function exchange (bar, html) {
    var holder = document.createElement('div')
    var element
    holder.innerHTML = html
    element = dom.one('.pin-bar', holder)
    // Without an answer, nothing is shown rather than what is pinned no longer.
    if (element) bar.parentNode.replaceChild(element, bar)
    else bar.setAttribute('hidden', '')
  }

  Holdline.addPart({
    name: 'pins',
    needs: ['browser', 'scroll', 'reload'],
    create: function (app) {
      var pins = Holdline.createPins({
        page: app.page,
        request: app.browser.request,
        around: function (change) {
          if (app.page().shown) app.scroll.around(change)
          else change()
        }
      })
      app.on('unpinned', pins.ended)
      app.on('requoted', function (quote) {
        if (!quote.isGone) return
        pins.ended(quote.place)
        // A list of pinned, starred or mentioning messages has one row less.
        if (dom.one('.rows [data-quotes="' + quote.place + '"]')) app.reload()
      })
      app.on('moved', pins.drop)
    }
  })
})(this.Holdline = this.Holdline || {})
