/*
 * The fallback from htmx to plain navigation: follows a link whose fragment did not come, was cut, or is a whole page of ours (an error,
 * or the sign-in page), and submits a form in the same case. A page that is not ours is never put in; the link that it answered is
 * followed only if the server answers a poll.
 *
 * Holdline.fallBack({ isLinked(), onStrange() })    isLinked: the server answered lately; else a page that reconnects is better than none.
 *                                                   onStrange(follow): the page was not ours; follow() → false where there is nothing
 *                                                   to follow
 */
(function (Holdline) {
  var FAILURES = ['htmx:sendError', 'htmx:timeout', 'htmx:swapError', 'htmx:onLoadError']
  var LEAVING_MS = 10000 // requests under way fail when the page is left

  Holdline.fallBack = function (env) {
    var leavingAt = 0
    var i

    function goOn (event) {
      if (env.isLinked()) follow(event.detail.requestConfig)
    }

    function follow (asked) {
      var element = asked.elt
      var isSubmit = element.nodeName === 'FORM' && asked.triggeringEvent && asked.triggeringEvent.type === 'submit'
      if (Holdline.dom.now() - leavingAt < LEAVING_MS) return true
      if (element.nodeName === 'A') location.href = element.href
      else if (isSubmit) element.submit()
      return element.nodeName === 'A' || isSubmit
    }

    function goOnIfOurs (event) {
      if (Holdline.readMarkup(event.detail.xhr.responseText) !== 'strange') return goOn(event)
      env.onStrange(function () {
        return follow(event.detail.requestConfig)
      })
    }

    for (i = 0; i < FAILURES.length; i++) document.addEventListener(FAILURES[i], goOn, false)
    document.addEventListener('htmx:responseError', goOnIfOurs, false)
    document.addEventListener('htmx:beforeSwap', function (event) {
      if (!event.detail.shouldSwap || Holdline.readMarkup(event.detail.xhr.responseText) === 'fragment') return
      event.detail.shouldSwap = false
      goOnIfOurs(event)
    }, false)
    window.addEventListener('beforeunload', function () {
      leavingAt = Holdline.dom.now()
    }, false)
  }

  Holdline.addPart({
    name: 'fallback',
    needs: ['browser', 'connection', 'client'],
    create: function (app) {
      Holdline.fallBack({
        isLinked: function () {
          return app.connection.state() === 'ok'
        },
        onStrange: function (follow) {
          Holdline.askOnce(app.browser.env({}), function (result) {
            if (Holdline.readAnswer(result) !== null && follow()) return
            app.connection.strange()
            app.client.wake(false)
          })
        }
      })
    }
  })
})(this.Holdline = this.Holdline || {})
