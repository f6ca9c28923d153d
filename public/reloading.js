/*
 * Loading the page again, but never in a circle: a fault that outlives three reloads in a minute is left standing, and said.
 *
 * reload = Holdline.createReload({ marks, onRefused() }); reload()
 */
(function (Holdline) {
  var KEY = 'holdline.reloads'
  var MOST = 3
  var WITHIN_MS = 60000

  Holdline.createReload = function (env) {
    return function () {
      var now = new Date().getTime()
      var times = (env.marks.get(KEY) || '').split(',')
      var recent = []
      var i
      for (i = 0; i < times.length; i++) {
        if (times[i] !== '' && now - Number(times[i]) < WITHIN_MS) recent.push(times[i])
      }
      if (recent.length >= MOST) return env.onRefused()
      recent.push(now)
      env.marks.set(KEY, recent.join(','))
      location.reload()
    }
  }
})(this.Holdline = this.Holdline || {})
