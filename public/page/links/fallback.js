/*
 * The fallback from htmx to plain navigation: a link whose fragment did not come, was cut, or is a whole page (an error of ours, the
 * sign-in page, a page that is not ours) is followed, and a form submitted, if the server answers a poll. Else the page stays (offline.js).
 *
 * missed = Holdline.fallBack({ prove(done), onUnlinked(element), onStrange() })    done(isLinked); onUnlinked: nothing came, from nobody;
 *                                                                                  onStrange: a page that is not ours did
 * missed(asked, text)          the same for a call that htmx did not make; asked.elt: the link
 */
(function (Holdline) {
  var FAILURES = ['htmx:sendError', 'htmx:timeout', 'htmx:swapError', 'htmx:onLoadError', 'htmx:responseError']
  var LEAVING_MS = 10000 // requests under way fail when the page is left

  Holdline.fallBack = function (env) {
    var leavingAt = 0
    var i

    function failed (event) {
      if (Holdline.dom.now() - leavingAt >= LEAVING_MS) missed(event.detail.requestConfig, event.detail.xhr.responseText)
    }

    function missed (asked, text) {
      env.prove(function (isLinked) {
        if (isLinked && follow(asked)) return
        if (text && Holdline.readMarkup(text) === 'strange') env.onStrange()
        else if (!isLinked) env.onUnlinked(asked.elt)
      })
    }

    for (i = 0; i < FAILURES.length; i++) document.addEventListener(FAILURES[i], failed, false)
    document.addEventListener('htmx:beforeSwap', function (event) {
      if (!event.detail.shouldSwap || Holdline.readMarkup(event.detail.xhr.responseText) === 'fragment') return
      event.detail.shouldSwap = false
      failed(event)
    }, false)
    window.addEventListener('beforeunload', function () {
      leavingAt = Holdline.dom.now()
    }, false)
    return missed
  }

  Holdline.addPart({
    name: 'fallback',
    needs: ['browser', 'connection', 'packing', 'client', 'offline'],
    create: function (app) {
      var missed = Holdline.fallBack({
        prove: function (done) {
          // First: a page that is followed must be readable.
          app.packing.look(function () {
            Holdline.askOnce(app.browser.env({}), function (result) {
              done(Holdline.readAnswer(result) !== null)
            })
          })
        },
        onUnlinked: function (element) {
          app.emit('doubt')
          if (element.nodeName === 'A') app.offline.open(element)
          else app.connection.say('form-waits')
        },
        onStrange: function () {
          app.connection.say('proxy')
          app.client.wake(false)
        }
      })
      app.on('missed', function (call) {
        missed({ elt: call.link, triggeringEvent: { type: 'submit' } }, call.text)
      })
    }
  })

  // False where there is nothing to follow.
  function follow (asked) {
    var element = asked.elt
    var isSubmit = element.nodeName === 'FORM' && asked.triggeringEvent && asked.triggeringEvent.type === 'submit'
    if (element.nodeName === 'A') location.href = element.href
    else if (isSubmit) element.submit()
    return element.nodeName === 'A' || isSubmit
  }
})(this.Holdline = this.Holdline || {})
