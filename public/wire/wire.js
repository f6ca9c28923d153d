/*
 * The wire view of a page that runs scripts: asks for the next change of the records, held like a poll, and draws the board anew. Loaded
 * with that page alone, and with those of a scene and of the comparison, whose board names its news and its own address until it is over.
 */
(function () {
  var HOLD_S = 20
  var TIMEOUT_MS = (HOLD_S + 15) * 1000
  var REST_MS = 5000
  var tab = 'w' + Math.random().toString(36).slice(2, 12)
  var n = 0

  function board () { return document.getElementById('wire-board') }

  /** Calls `done` with the answer as text, or with null. */
  function get (url, done) {
    var request = new XMLHttpRequest()
    request.open('GET', url, true)
    request.timeout = TIMEOUT_MS
    request.onload = function () { done(request.status === 200 ? request.responseText : null) }
    request.onerror = request.ontimeout = function () { done(null) }
    request.send()
  }

  function later (ms) {
    setTimeout(watch, ms)
  }

  function draw (done) {
    get(board().getAttribute('data-board') || '?fragment=board', function (html) {
      var old = board()
      if (html === null || !old) return done(false)
      var fresh = document.createElement('div')
      fresh.innerHTML = html
      if (!fresh.firstElementChild) return done(false)
      // The reader may have scrolled a wide table, or stand on one of its links.
      var scrolled = old.querySelector('.wire-scroll')
      var left = scrolled ? scrolled.scrollLeft : 0
      var href = old.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null
      old.parentNode.replaceChild(fresh.firstElementChild, old)
      scrolled = board().querySelector('.wire-scroll')
      if (scrolled) scrolled.scrollLeft = left
      var link = href && board().querySelector('a[href="' + href + '"]')
      if (link) link.focus()
      var event = document.createEvent('Event')
      event.initEvent('boarddrawn', true, false)
      board().dispatchEvent(event)
      done(true)
    })
  }

  function isNewer (answer, version) {
    var told = answer.play || answer.measuring
    return told ? told.version > version || told.state === 'done' : answer.exchanges.length > 0
  }

  function watch () {
    var version = board() && board().getAttribute('data-version')
    if (!version) return
    var news = board().getAttribute('data-news') || 'api/wire?limit=1&'
    get(document.documentElement.getAttribute('data-root') + news + 'hold=' + HOLD_S + '&tab=' + tab + '&n=' + (++n) + '&after=' + version, function (text) {
      var answer = null
      try { answer = text && JSON.parse(text) } catch (e) { answer = null }
      if (!answer || !(answer.exchanges || answer.play || answer.measuring)) return later(REST_MS)
      if (!isNewer(answer, +version)) return later(answer.retryMs)
      draw(function (isDrawn) { later(isDrawn ? 0 : REST_MS) })
    })
  }

  watch()
})()
