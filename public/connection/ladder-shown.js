/*
 * Settings, Connection: shows the state of the hold ladder, in sentences of the document.
 *
 * Holdline.drawLadder(told, now)    told: of ladder.told(). Does nothing on pages without #ladder
 */
(function (Holdline) {
  var dom = Holdline.dom
  var MINUTE_MS = 60000
  var MINUTES_MAX = 120 // from then on hours are exact enough

  Holdline.drawLadder = function (told, now) {
    var holder = dom.byId('ladder')
    var limit = told.limit
    var most, slots, asked
    if (!holder) return
    most = dom.number(holder, 'data-most')
    asked = dom.byId('ladder-asked')
    slots = { asked: Math.min(told.askS, most), most: most }
    if (asked) asked.textContent = dom.text('asked', slots, asked)
    if (limit === null) {
      dom.slot(holder, 'said', dom.text('quiet', slots, holder))
      dom.slot(holder, 'learned', '')
    } else {
      slots.cut = limit.cutMs === null ? limit.askedS : Math.round(limit.cutMs / 1000)
      dom.slot(holder, 'said', dom.text(limit.cutMs === null ? 'silent' : 'cut', slots, holder))
      dom.slot(holder, 'learned', dom.text('learned', {
        ago: span(now - limit.learnedMs, holder),
        left: span(limit.triedMs - now, holder)
      }, holder))
    }
  }

  Holdline.addPart({
    name: 'ladderShown',
    needs: ['ladder'],
    create: function (app) {
      function draw () {
        Holdline.drawLadder(app.ladder.told(), dom.now())
      }

      app.on('arrived', draw)
      app.on('learned', draw)
      app.on('act:learn-again', function () {
        app.ladder.forget()
        return true
      })
      window.addEventListener('storage', draw, false)
    }
  })

  function span (ms, holder) {
    var minutes = Math.max(1, Math.round(ms / MINUTE_MS))
    if (minutes <= MINUTES_MAX) return dom.text('minutes', { n: minutes }, holder)
    return dom.text('hours', { n: Math.round(minutes / 60) }, holder)
  }
})(this.Holdline = this.Holdline || {})
