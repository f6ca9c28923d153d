/*
 * The message that the composer answers: its quote in #replying, above the field. Each conversation of this page keeps its own until it is
 * sent or cancelled. One that was not chosen here came with the draft, and follows it.
 *
 * replying = Holdline.createReplying({ page(), isAsked(), request, around(change), onChange(no) })    see poll-loop.js
 *   onChange: the open conversation answers message `no` from now on, or null    isAsked: the address names the message
 * replying.arrived()           a conversation is shown
 * replying.choose(html)        answers the message of this quote, as the server drew it; false where there is no composer
 * replying.cancel()            false when nothing was answered
 * replying.take(conversation) → no or null    it is sent: the next text answers nothing
 * replying.of(conversation) → no or null
 * replying.follow(conversation, no)    its draft answers this message now, or none
 * replying.requote(place, words)    the quoted message changed
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TIMEOUT_MS = 20000

  Holdline.createReplying = function (env) {
    var replying = {
      env: env,
      kept: {}, // conversation → its element
      chosen: {}, // conversations whose message was chosen here
      reading: null
    }
    return {
      of: function (conversation) {
        return noOf(replying, conversation)
      },
      follow: function (conversation, no) {
        stopReading(replying)
        if (no === noOf(replying, conversation)) return
        if (no === null) follow(replying, conversation, null)
        else if (conversation === env.page().conversation) read(replying, conversation)
      },
      arrived: function () {
        arrived(replying, env.page().conversation)
      },
      choose: function (html) {
        var conversation = env.page().conversation
        if (!holder()) return false
        stopReading(replying)
        replying.kept[conversation] = elementOf(html).firstChild
        replying.chosen[conversation] = true
        put(replying.kept[conversation])
        env.onChange(noOf(replying, conversation))
        return true
      },
      cancel: function () {
        var conversation = env.page().conversation
        if (!replying.kept[conversation]) return false
        drop(replying, conversation)
        return true
      },
      take: function (conversation) {
        var no = noOf(replying, conversation)
        if (no !== null) drop(replying, conversation)
        return no
      },
      requote: function (place, words) {
        var conversation, quote
        for (conversation in replying.kept) {
          quote = dom.one('[data-quotes="' + place + '"] .quote-text', replying.kept[conversation])
          if (quote) quote.textContent = words
        }
      }
    }
  }

  function holder () {
    return dom.byId('replying')
  }

  function elementOf (html) {
    var maker = document.createElement('div')
    maker.innerHTML = html
    return maker
  }

  function put (element) {
    var place = holder()
    while (place.firstChild) place.removeChild(place.firstChild)
    if (element) place.appendChild(element)
  }

  function noOf (replying, conversation) {
    var element = replying.kept[conversation]
    return element ? Number(dom.one('input', element).value) : null
  }

  function arrived (replying, conversation) {
    var drawn = holder() && dom.one('.replying', holder())
    if (!holder()) return
    stopReading(replying)
    if (!drawn) return put(replying.kept[conversation])
    replying.kept[conversation] = drawn
    if (replying.env.isAsked()) replying.chosen[conversation] = true
  }

  function drop (replying, conversation) {
    delete replying.kept[conversation]
    delete replying.chosen[conversation]
    if (!holder() || conversation !== replying.env.page().conversation) return
    put(null)
    replying.env.onChange(null)
  }

  // One that was chosen here is this tab's own.
  function follow (replying, conversation, element) {
    if (replying.chosen[conversation]) return
    if (element) replying.kept[conversation] = element
    else delete replying.kept[conversation]
    if (!holder() || conversation !== replying.env.page().conversation) return
    replying.env.around(function () {
      put(element)
    })
  }

  function read (replying, conversation) {
    var url = replying.env.page().root + 'conversations/' + conversation + '?fragment=reply'
    replying.reading = replying.env.request({ method: 'GET', url: url, body: null, timeoutMs: TIMEOUT_MS }, function (result) {
      var isOurs = result.status === 200 && Holdline.readMarkup(result.body) === 'fragment'
      replying.reading = null
      if (isOurs) follow(replying, conversation, dom.one('.replying', elementOf(result.body)))
    })
  }

  function stopReading (replying) {
    if (replying.reading !== null) replying.reading()
    replying.reading = null
  }

  // A reload answers the same message.
  function intoAddress (no) {
    var query = location.search.replace(/([?&])reply=\d+&?/, '$1').replace(/[?&]$/, '')
    if (no !== null) query += (query === '' ? '?' : '&') + 'reply=' + no
    if (history.replaceState && query !== location.search) history.replaceState(history.state, '', location.pathname + query + location.hash)
  }

  Holdline.addPart({
    name: 'replying',
    needs: ['browser', 'scroll'],
    create: function (app) {
      var replying = Holdline.createReplying({
        page: app.page,
        isAsked: function () {
          return /[?&]reply=[1-9]/.test(location.search)
        },
        request: app.browser.request,
        around: function (change) {
          if (app.page().shown) app.scroll.around(change)
          else change()
        },
        onChange: intoAddress
      })

      // The bar takes room from the messages: a reader at the end stays there.
      function around (change) {
        var isDone = false
        app.scroll.around(function () {
          isDone = change()
        })
        if (!isDone) return false
        dom.byId('composer-body').focus()
        app.emit('answers', app.page().conversation)
        return true
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
