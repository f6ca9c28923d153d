/*
 * htmx, which puts fragments into the page: it is fetched when a link, a search field or a form of its kind is first touched. A press
 * or a word that comes before it is there is carried out then; without it, links and forms do what they do.
 *
 * swapping.use(done)           done(htmx or null)
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.addPart({
    name: 'swapping',
    needs: ['browser', 'offline'],
    create: function (app) {
      var htmx = Holdline.createLater({
        fetch: function (done) {
          Holdline.fetchScript(app.browser.request, 'htmx', function (isLoaded) {
            done(isLoaded && !!window.htmx)
          })
        },
        busy: Holdline.showBusy
      })
      listen(htmx, function (element) {
        app.emit('missed', { link: element, text: '' })
      })
      return {
        use: function (done) {
          htmx.hint(function (isThere) {
            done(isThere ? window.htmx : null)
          })
        }
      }
    }
  })

  function listen (htmx, missed) {
    document.addEventListener('click', function (event) {
      var link = dom.above(event.target, 'hx-get')
      if (!link || link.nodeName !== 'A' || event.defaultPrevented || !isPlain(event)) return
      if (ask(link)) event.preventDefault()
    }, true)
    document.addEventListener('submit', function (event) {
      var form = event.target
      if (event.defaultPrevented || !(form.hasAttribute('hx-post') || form.hasAttribute('hx-get'))) return
      if (ask(form)) event.preventDefault()
    }, true)
    document.addEventListener('mouseover', hinted, true)
    document.addEventListener('touchstart', hinted, true)
    document.addEventListener('focus', hinted, true)
    document.addEventListener('input', function (event) {
      var form = event.target.form
      if (form && form.hasAttribute('hx-get')) htmx.ask(again(form), function () {})
    }, true)
    window.addEventListener('popstate', function (event) {
      if (!htmx.isThere() && event.state && event.state.htmx) location.reload()
    }, false)

    function ask (element) {
      return htmx.ask(again(element), function () {
        missed(element)
      })
    }

    function hinted (event) {
      var target = event.target && event.target.nodeType === 1 ? event.target : null
      if (htmx.isThere()) return
      if (dom.above(target, 'hx-get') || dom.above(target, 'hx-post')) htmx.hint()
    }
  }

  // It may have been drawn anew since.
  function again (element) {
    return function () {
      if (!document.body.contains(element)) {
        if (element.href) location.href = element.href
      } else if (element.nodeName === 'A') {
        element.click()
      } else {
        window.htmx.trigger(element, 'submit')
      }
    }
  }

  function isPlain (event) {
    return !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && !(event.button > 0)
  }
})(this.Holdline = this.Holdline || {})
