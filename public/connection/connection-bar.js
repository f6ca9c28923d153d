/*
 * The bar that says that the server is not reached: shown after 5 s, and not for cut holds (D18).
 *
 * connection = Holdline.createConnection()    connection.set('ok' | 'lost' | 'proxy')
 * connection.strange()         a page that is not ours came instead of the fragment: shown at once, for a while
 */
(function (Holdline) {
  var dom = Holdline.dom
  var QUIET_MS = 5000
  var PASSING_MS = 10000

  Holdline.createConnection = function () {
    var state = 'ok'
    var timer = null
    var passing = null

    function draw () {
      timer = null
      show(state === 'proxy' ? 'proxy' : 'reconnecting')
    }

    function show (shown) {
      var bar = dom.byId('connection')
      if (!bar) return
      bar.setAttribute('data-state', shown)
      dom.slot(bar, 'text', dom.text(shown))
      dom.show(bar, true)
    }

    return {
      set: function (next) {
        var bar = dom.byId('connection')
        var isShown = bar && !bar.hasAttribute('hidden')
        state = next
        if (next === 'ok') {
          clearTimeout(timer)
          timer = null
          dom.show(bar, false)
        } else if (isShown) {
          draw()
        } else if (timer === null) {
          timer = setTimeout(draw, QUIET_MS)
        }
      },
      strange: function () {
        show('proxy')
        clearTimeout(passing)
        passing = setTimeout(function () {
          if (state === 'ok') dom.show(dom.byId('connection'), false)
        }, PASSING_MS)
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
        strange: bar.strange,
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
