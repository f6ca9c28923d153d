/*
 * Keeps the words for days true while a page stays open: "Today" becomes "Yesterday" at the reader's midnight.
 *
 * The middle says when the reader's next days begin, by the server's clock (data-today, data-now, data-days). Each moment says its day, and
 * its words for today, yesterday, within a week and older (data-day, data-said).
 */
(function (Holdline) {
  var dom = Holdline.dom
  var LOOK_MS = 15000
  var DAY_MS = 86400000
  var WEEK = 7

  Holdline.addPart({
    name: 'days',
    needs: [],
    create: function (app) {
      var today = null
      var aheadMs = 0 // the server's clock before ours
      var begins = []

      function read () {
        var middle = dom.byId('middle')
        if (dom.number(middle, 'data-today') === null) return
        today = dom.number(middle, 'data-today')
        aheadMs = dom.number(middle, 'data-now') - dom.now()
        begins = middle.getAttribute('data-days').split(' ')
        age(today)
      }

      function look () {
        var before = today
        if (today === null) return
        while (dom.now() + aheadMs >= Number(begins[0])) next()
        if (today !== before) tell()
      }

      function next () {
        today++
        if (begins.length > 1) begins.shift()
        else begins[0] = Number(begins[0]) + DAY_MS
      }

      // The server may be in a new day a little earlier than this page.
      function drawn (element) {
        var moments = dom.all('[data-day]', element)
        var newest = today
        var i
        for (i = 0; i < moments.length; i++) newest = Math.max(newest, dom.number(moments[i], 'data-day'))
        if (today === null || newest === today) return
        while (today < newest) next()
        tell()
      }

      function tell () {
        age(today)
        app.emit('day')
      }

      setInterval(look, LOOK_MS)
      app.on('arrived', read)
      app.on('drawn', drawn)
      app.on('wake', look)
      app.on('here', look)
    }
  })

  function age (today) {
    var moments = dom.all('[data-said]')
    var i
    for (i = 0; i < moments.length; i++) say(moments[i], today - dom.number(moments[i], 'data-day'))
  }

  function say (moment, days) {
    var words = moment.getAttribute('data-said').split('|')
    var at = days < 2 ? Math.max(0, days) : days < WEEK ? 2 : 3
    var text = words[Math.min(at, words.length - 1)]
    if (!moment.hasAttribute('data-presence-of')) {
      if (moment.textContent !== text) moment.textContent = text
      return
    }
    moment.setAttribute('title', text)
    dom.slot(moment, 'text', text)
  }
})(this.Holdline = this.Holdline || {})
