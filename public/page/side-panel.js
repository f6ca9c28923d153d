/*
 * The panel at the side of a conversation: opened, turned over and closed in place, so that the chat beside it stays as it is. Its
 * heading gets the focus; after it the link that opened it. Esc closes it (keyboard.js). Without an answer, links do what links do.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TIMEOUT_MS = 20000

  Holdline.addPart({
    name: 'sidePanel',
    needs: ['browser'],
    create: function (app) {
      var shown = null // the address below this page's folder that the script has shown last
      var asked = 0

      function load (address, done) {
        var mine = ++asked
        app.browser.request({ method: 'GET', url: address + '&fragment=side', body: null, timeoutMs: TIMEOUT_MS }, function (result) {
          if (mine === asked) done(result.status === 200 && Holdline.readMarkup(result.body) === 'fragment' ? result.body : '', result.body)
        })
      }

      function open (link) {
        var address = link.getAttribute('href').split('#')[0]
        load(address, function (html, text) {
          if (!put(html)) return app.emit('missed', { link: link, text: text })
          remember(address)
          focusHeading()
        })
      }

      function remember (address) {
        history.pushState(history.state, '', address)
        shown = location.pathname + location.search
      }

      function close () {
        var link = dom.one('#side [data-side="close"]')
        var opener = openerOf(location.search)
        if (!link || !dom.byId('stage')) return false
        asked++
        dom.remove(dom.byId('side'))
        show('stage', 'two')
        remember(link.getAttribute('href').split('#')[0])
        if (opener) opener.focus()
        return true
      }

      app.on('arrived', function () {
        shown = null
        if (dom.byId('side')) focusHeading()
      })
      // Somebody joined or left, or has another role: the head's number of members came anew.
      app.on('drawn', function (element) {
        if (!dom.byId('side') || element.id !== 'members-' + app.page().conversation) return
        load(location.href.split('#')[0], refresh)
      })
      document.addEventListener('click', function (event) {
        var link = dom.above(event.target, 'data-side')
        if (!link || event.defaultPrevented || !isPlain(event) || !app.page().shown) return
        event.preventDefault()
        if (link.getAttribute('data-side') === 'close') close()
        else open(link)
      }, false)
      window.addEventListener('popstate', function () {
        if (shown !== null && location.pathname + location.search !== shown) app.emit('go', Holdline.here())
      }, false)
      app.on('close-side', close)
    }
  })

  function isPlain (event) {
    return !event.ctrlKey && !event.metaKey && !event.shiftKey && !(event.button > 0) && typeof history.pushState === 'function'
  }

  function put (html) {
    var holder = document.createElement('div')
    var side
    holder.innerHTML = html
    side = dom.one('#side', holder)
    if (!side) return false
    dom.remove(dom.byId('side'))
    dom.byId('middle').appendChild(side)
    show('side', 'three')
    return true
  }

  // Closed meanwhile, it stays closed.
  function refresh (html) {
    var hadFocus = dom.byId('side') && dom.byId('side').contains(document.activeElement)
    if (html !== '' && dom.byId('side') && put(html) && hadFocus) focusHeading()
  }

  function show (what, columns) {
    var middle = dom.byId('middle')
    middle.className = 'middle ' + columns
    middle.setAttribute('data-shows', what)
    document.body.className = document.body.className.replace(/\bshows-\w+/, 'shows-' + what)
  }

  // The link in the head to this panel, or to the one that it was turned over from.
  function openerOf (search) {
    var links = dom.all('.conversation-head [data-side]')
    var i
    for (i = 0; i < links.length; i++) {
      if (search !== '' && links[i].getAttribute('href').slice(-search.length) === search) return links[i]
    }
    return links[links.length - 1]
  }

  function focusHeading () {
    var heading = dom.one('#side h1')
    if (!heading) return
    heading.setAttribute('tabindex', '-1')
    heading.focus()
  }
})(this.Holdline = this.Holdline || {})
