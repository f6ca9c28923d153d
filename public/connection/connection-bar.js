/*
 * The bar that says that the server is not reached: shown 5 s after the first sign of it, and not for cut holds (D18). From then on the
 * document is html.is-cut, which hides what is known of others' presence.
 *
 * connection = Holdline.createConnection()    connection.set('ok' | 'lost' | 'proxy')
 * connection.say(name)         this sentence of #texts at once, for a while: 'proxy' (a page that is not ours came instead of the
 *                              fragment), 'page-waits', 'form-waits'. While a proxy answers, the bar says that alone
 */
(function (Holdline) {
  var dom = Holdline.dom
  var QUIET_MS = 5000
  var PASSING_MS = 10000

  Holdline.createConnection = function () {
    var state = 'ok'
    var timer = null // runs until the bar is shown
    var passing = null // a sentence stands in it for a while

    function stop () {
      clearTimeout(timer)
      clearTimeout(passing)
      timer = passing = null
    }

    function draw () {
      stop()
      if (state === 'ok') mark(false)
      if (state === 'ok') return reveal(dom.byId('connection'), false)
      show(state === 'proxy' ? 'proxy' : 'reconnecting')
    }

    function mark (isCut) {
      var root = document.documentElement
      root.className = root.className.replace(/ ?\bis-cut\b/, '') + (isCut ? ' is-cut' : '')
    }

    function show (shown) {
      var bar = dom.byId('connection')
      mark(state !== 'ok')
      if (!bar) return
      bar.setAttribute('data-state', shown)
      dom.slot(bar, 'text', dom.text(shown))
      reveal(bar, true)
    }

    // The bar takes its height from the messages: the lowest that is on the screen stays.
    function reveal (bar, isShown) {
      var box = dom.byId('scroller')
      var before = box ? box.clientHeight : 0
      dom.show(bar, isShown)
      if (box) box.scrollTop += before - box.clientHeight
    }

    return {
      set: function (next) {
        var bar = dom.byId('connection')
        var isShown = bar && !bar.hasAttribute('hidden')
        state = next
        if (next === 'ok' || (isShown && (passing === null || next === 'proxy'))) draw()
        else if (!isShown && timer === null) timer = setTimeout(draw, QUIET_MS)
      },
      say: function (name) {
        show(state === 'proxy' ? 'proxy' : name)
        stop()
        passing = setTimeout(draw, PASSING_MS)
      }
    }
  }

  Holdline.addPart({
    name: 'connection',
    needs: [],
    create: function (app) {
      var bar = Holdline.createConnection()
      var link = 'ok'
      var isStopped = false
      app.on('link', function (state) {
        link = state
        bar.set(state)
      })
      return {
        say: bar.say,
        state: function () {
          return link
        },
        /** The page asks no more. */
        stop: function () {
          isStopped = true
          bar.set('lost')
        },
        isStopped: function () {
          return isStopped
        }
      }
    }
  })
})(this.Holdline = this.Holdline || {})
