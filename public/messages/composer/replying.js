/*
 * The message that the composer answers: its quote in #replying, above the field. Each conversation of this page keeps its own until it is
 * sent or cancelled.
 *
 * replying = Holdline.createReplying({ page(), onChange(no) })    onChange: the open conversation answers message `no` from now on, or null
 * replying.arrived()           a conversation is shown
 * replying.choose(html)        answers the message of this quote, as the server drew it; false where there is no composer
 * replying.cancel()            false when nothing was answered
 * replying.take(conversation) → no or null    it is sent: the next text answers nothing
 * replying.requote(place, words)    the quoted message changed
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.createReplying = function (env) {
    var kept = {} // conversation → its element

    function holder () {
      return dom.byId('replying')
    }

    function put (element) {
      var place = holder()
      while (place.firstChild) place.removeChild(place.firstChild)
      if (element) place.appendChild(element)
    }

    function drop (conversation) {
      delete kept[conversation]
      if (!holder() || conversation !== env.page().conversation) return
      put(null)
      env.onChange(null)
    }

    return {
      arrived: function () {
        var drawn = holder() && dom.one('.replying', holder())
        var conversation = env.page().conversation
        if (!holder()) return
        if (drawn) kept[conversation] = drawn
        else put(kept[conversation])
      },
      choose: function (html) {
        var maker = document.createElement('div')
        if (!holder()) return false
        maker.innerHTML = html
        kept[env.page().conversation] = maker.firstChild
        put(maker.firstChild)
        env.onChange(Number(dom.one('input', maker.firstChild || holder()).value))
        return true
      },
      cancel: function () {
        var conversation = env.page().conversation
        if (!kept[conversation]) return false
        drop(conversation)
        return true
      },
      take: function (conversation) {
        var element = kept[conversation]
        if (!element) return null
        drop(conversation)
        return Number(dom.one('input', element).value)
      },
      requote: function (place, words) {
        var conversation, quote
        for (conversation in kept) {
          quote = dom.one('[data-quotes="' + place + '"] .quote-text', kept[conversation])
          if (quote) quote.textContent = words
        }
      }
    }
  }

  // A reload answers the same message.
  function intoAddress (no) {
    var query = location.search.replace(/([?&])reply=\d+&?/, '$1').replace(/[?&]$/, '')
    if (no !== null) query += (query === '' ? '?' : '&') + 'reply=' + no
    if (history.replaceState && query !== location.search) history.replaceState(history.state, '', location.pathname + query + location.hash)
  }

  Holdline.addPart({
    name: 'replying',
    needs: ['scroll'],
    create: function (app) {
      var replying = Holdline.createReplying({ page: app.page, onChange: intoAddress })

      // The bar takes room from the messages: a reader at the end stays there.
      function around (change) {
        var isDone = false
        app.scroll.around(function () {
          isDone = change()
        })
        if (isDone) dom.byId('composer-body').focus()
        return isDone
      }

      function cancel () {
        return app.page().shown !== null && around(replying.cancel)
      }

      app.on('arrived', replying.arrived)
      app.on('requoted', function (quote) {
        replying.requote(quote.place, quote.words)
      })
      app.on('act:reply', function (link) {
        return around(function () {
          return replying.choose(link.getAttribute('data-bar') || '')
        })
      })
      app.on('act:reply-cancel', cancel)
      document.addEventListener('keydown', function (event) {
        if (event.keyCode !== Holdline.keyCodes.ESC || event.isComposing || event.defaultPrevented) return
        if (event.target.id === 'composer-body' && cancel()) event.preventDefault()
      }, false)
      return replying
    }
  })
})(this.Holdline = this.Holdline || {})
