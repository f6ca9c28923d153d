/*
 * Pictures over their conversation: a press on one opens its page there. Arrow keys and swipes lead to the next ones, Esc, the back button
 * or a press beside it close it, a press on it magnifies it. The picture that opened it gets the focus again. On the page of a file by
 * itself the keys do the same. Without an answer, links do what links do.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes
  var TIMEOUT_MS = 20000
  var SWIPE_PX = 60 // across, and more than along

  Holdline.addPart({
    name: 'viewer',
    needs: ['browser'],
    create: function (app) {
      var viewer = createViewer(app)
      listen(viewer)
      listenToSwipes(step)
      window.addEventListener('popstate', function () {
        if (over()) viewer.close()
      }, false)
    }
  })

  // viewer.open(link), viewer.turn(link): puts the file of this link over the page; viewer.close() takes it away
  function createViewer (app) {
    var opener = null
    var before = null // the state of the entry in the history from which it was opened
    var asked = 0

    function load (link, done) {
      var mine = ++asked
      var address = link.getAttribute('href').split('#')[0]
      Holdline.showBusy(true)
      app.browser.request({ method: 'GET', url: address + '?fragment=viewer', body: null, timeoutMs: TIMEOUT_MS }, function (result) {
        if (mine !== asked) return
        Holdline.showBusy(false)
        if (result.status !== 200 || Holdline.readMarkup(result.body) !== 'fragment') app.emit('missed', { link: link, text: result.body })
        else done(result.body)
      })
    }

    return {
      open: function (link) {
        load(link, function (html) {
          if (over()) return
          opener = link
          before = history.state
          put(html, app.page().root)
          // Not marked as htmx marks its entries, which it would load again. The address stays, since every other one is relative to it.
          history.replaceState({ viewer: 1 }, '')
          history.pushState({ viewer: 1 }, '', location.href)
        })
      },
      turn: function (link) {
        load(link, function (html) {
          if (over()) put(html, app.page().root)
        })
      },
      close: function () {
        asked++
        dom.remove(over())
        history.replaceState(before, '')
        if (opener && document.body.contains(opener)) opener.focus()
      }
    }
  }

  function listen (viewer) {
    document.addEventListener('click', function (event) {
      if (!event.defaultPrevented && isPlain(event) && follow(viewer, event)) event.preventDefault()
    }, false)
    document.addEventListener('keydown', function (event) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      if (press(event.keyCode)) event.preventDefault()
    }, true)
  }

  // False where the browser goes on by itself.
  function follow (viewer, event) {
    var link = dom.above(event.target, 'data-view')
    var inside = over() && dom.above(event.target, 'data-viewer')
    var way = inside ? inside.getAttribute('data-viewer') : ''
    if (link && !over()) viewer.open(link)
    else if (way === 'previous' || way === 'next') viewer.turn(inside)
    else if (way === 'zoom') magnify(event)
    else if (way === 'close' || (over() && isBeside(event.target))) history.back()
    else return false
    return true
  }

  function press (key) {
    if (key === codes.LEFT) return step('previous')
    if (key === codes.RIGHT) return step('next')
    if (key !== codes.ESC || !over()) return false
    if (isMagnified()) over().className = over().className.replace(' zoomed', '')
    else history.back()
    return true
  }

  function isPlain (event) {
    return !event.ctrlKey && !event.metaKey && !event.shiftKey && !(event.button > 0) && typeof history.pushState === 'function'
  }

  function over () {
    return dom.one('.viewer-over')
  }

  function isMagnified () {
    return over() !== null && / zoomed/.test(over().className)
  }

  // Addresses in it lead from the page of the file: root is the way up from this page.
  function put (html, root) {
    var holder = document.createElement('div')
    var viewer
    holder.innerHTML = html.replace(/ (href|src|srcset|poster)="(?:\.\.\/)+/g, ' $1="' + root)
    viewer = dom.byId('viewer')
    dom.remove(viewer)
    viewer = dom.one('#viewer', holder)
    viewer.className += ' viewer-over'
    viewer.setAttribute('role', 'dialog')
    viewer.setAttribute('aria-modal', 'true')
    viewer.setAttribute('tabindex', '-1')
    document.body.appendChild(viewer)
    viewer.focus()
  }

  // On the ground around the picture.
  function isBeside (target) {
    return / ?viewer-(over|middle|steps)/.test(target.className)
  }

  function step (way) {
    var link = /^(INPUT|TEXTAREA|SELECT|AUDIO|VIDEO)$/.test(document.activeElement.nodeName) ? null : dom.one('#viewer .viewer-' + way)
    if (!link || isMagnified()) return false
    link.click()
    return true
  }

  // The point that was pressed stays in sight.
  function magnify (event) {
    var middle = dom.one('.viewer-over .viewer-middle')
    var box = dom.one('img', middle).getBoundingClientRect()
    var x = (event.clientX - box.left) / (box.width || 1)
    var y = (event.clientY - box.top) / (box.height || 1)
    over().className = isMagnified() ? over().className.replace(' zoomed', '') : over().className + ' zoomed'
    middle.scrollLeft = x * middle.scrollWidth - middle.clientWidth / 2
    middle.scrollTop = y * middle.scrollHeight - middle.clientHeight / 2
  }

  function listenToSwipes (step) {
    var start = null
    document.addEventListener('touchstart', function (event) {
      start = over() && event.touches.length === 1 ? event.touches[0] : null
    }, false)
    document.addEventListener('touchend', function (event) {
      var end = event.changedTouches[0]
      var x = start && end ? end.clientX - start.clientX : 0
      if (Math.abs(x) > SWIPE_PX && Math.abs(x) > Math.abs(end.clientY - start.clientY)) step(x > 0 ? 'previous' : 'next')
      start = null
    }, false)
  }
})(this.Holdline = this.Holdline || {})
