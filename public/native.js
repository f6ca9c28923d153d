/*
 * What htmx could not do the browser does itself: a link whose fragment did not come, or came as a whole page (somebody else's, or the
 * door, after one was signed out), is followed, and a form that was sent is sent.
 *
 * Holdline.fallBack({ isLinked() })     isLinked: the server was heard lately; else a page that reconnects is better than none
 */
(function (Holdline) {
  var FAILURES = ['htmx:sendError', 'htmx:responseError', 'htmx:timeout', 'htmx:swapError', 'htmx:onLoadError']
  var LEAVING_MS = 10000 // what is under way fails when the page is left

  Holdline.fallBack = function (env) {
    var leavingAt = 0
    var i

    function goOn (event) {
      var asked = event.detail.requestConfig
      var element = asked.elt
      if (new Date().getTime() - leavingAt < LEAVING_MS || !env.isLinked()) return
      if (element.nodeName === 'A') location.href = element.href
      else if (element.nodeName === 'FORM' && asked.triggeringEvent && asked.triggeringEvent.type === 'submit') element.submit()
    }

    for (i = 0; i < FAILURES.length; i++) document.addEventListener(FAILURES[i], goOn, false)
    document.addEventListener('htmx:beforeSwap', function (event) {
      if (!event.detail.shouldSwap || !/^\s*<(!doctype|html)/i.test(event.detail.xhr.responseText)) return
      event.detail.shouldSwap = false
      goOn(event)
    }, false)
    window.addEventListener('beforeunload', function () {
      leavingAt = new Date().getTime()
    }, false)
  }
})(this.Holdline = this.Holdline || {})
