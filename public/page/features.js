/*
 * Feature detection: can this browser run the live page? Tried by use: some browsers have every name and half of the behaviour.
 *
 * Holdline.isAble()                 tries all that answers at once: markup, events, selectors, built-in functions
 * Holdline.proveCalls(env, done)    calls done once our server has answered a call, now or earlier in this tab; until then it asks
 *                                   again, with longer and longer pauses. env: root, marks, request (see poll-loop.js), newId, setTimer
 * Holdline.askOnce(env, done)       one poll with hold=0; done(result). env: root, request, newId
 */
(function (Holdline) {
  var KEY = 'holdline.proven'
  var TIMEOUT_MS = 10000
  var AGAIN_MS = 1000
  var AGAIN_MAX_MS = 60000

  Holdline.isAble = function () {
    try {
      return hasWords() && hasMarkup() && hasEvents()
    } catch (error) {
      return false
    }
  }

  Holdline.proveCalls = function (env, done) {
    var pauseMs = AGAIN_MS

    function ask () {
      Holdline.askOnce(env, function (result) {
        if (Holdline.readAnswer(result) === null) return later()
        env.marks.set(KEY, '1')
        done()
      })
    }

    function later () {
      env.setTimer(ask, pauseMs)
      pauseMs = Math.min(pauseMs * 2, AGAIN_MAX_MS)
    }

    if (env.marks.get(KEY) === '1') done()
    else ask()
  }

  Holdline.askOnce = function (env, done) {
    env.request({ method: 'GET', url: env.root + 'poll?hold=0&once=' + env.newId(), body: null, timeoutMs: TIMEOUT_MS }, done)
  }

  function hasWords () {
    return JSON.parse(JSON.stringify({ a: [1] })).a[0] === 1 && [3, 4].indexOf(4) === 1 &&
      [3, 4].filter(isFinite).length === 2 && Object.keys({ a: 1 })[0] === 'a' && ' a '.trim() === 'a' &&
      decodeURIComponent(encodeURIComponent('你')) === '你' && typeof new XMLHttpRequest().abort === 'function'
  }

  function hasMarkup () {
    var holder = document.createElement('div')
    var inner, copy
    holder.innerHTML = '<div data-how="x" hidden><p id="y">a</p><li class="z">b</li></div>'
    inner = holder.firstChild
    inner.classList.add('seen')
    copy = inner.cloneNode(true)
    holder.insertBefore(copy, inner)
    holder.removeChild(inner)
    inner.firstChild.textContent = '<b>'
    return inner.className === 'seen' && inner.parentNode === null && inner.firstChild.innerHTML === '&lt;b&gt;' &&
      copy.hasAttribute('hidden') && copy.getAttribute('data-how') === 'x' && copy.children.length === 2 &&
      holder.querySelectorAll('[data-how] #y').length === 1 && holder.querySelector('.seen > .z').textContent === 'b' &&
      holder.contains(copy.firstChild) && typeof document.body.getBoundingClientRect().top === 'number'
  }

  // The page listens on the document while events are captured and while they bubble, and prevents default actions.
  function hasEvents () {
    var heard = ''
    var outer = document.createElement('div')
    var inner = outer.appendChild(document.createElement('div'))
    var event = document.createEvent('Event')
    outer.addEventListener('holdline', function () {
      heard += 'down '
    }, true)
    outer.addEventListener('holdline', function (event) {
      heard += event.target === inner ? 'up' : ''
      event.preventDefault()
    }, false)
    event.initEvent('holdline', true, true)
    return inner.dispatchEvent(event) === false && heard === 'down up' && event.defaultPrevented
  }
})(this.Holdline = this.Holdline || {})
