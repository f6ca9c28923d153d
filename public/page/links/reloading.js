/*
 * Reloads the page, at most three times a minute: after that the page stays, and says that it is not connected.
 * Waits while a form was just submitted, which leads on by itself, or is half filled in, and while the browser is offline.
 *
 * reload = Holdline.createReload({ marks, onRefused() }); reload()
 */
(function (Holdline) {
  var dom = Holdline.dom
  var KEY = 'holdline.reloads'
  var MOST = 3
  var WITHIN_MS = 60000
  var LEAVING_MS = 10000 // a page that is still there so long after beforeunload was not left
  var LOOK_AGAIN_MS = 1000

  Holdline.createReload = function (env) {
    var leavingAt = 0
    var timer = null

    function reload () {
      timer = null
      if (dom.now() - leavingAt < LEAVING_MS || navigator.onLine === false || isFilling()) timer = setTimeout(reload, LOOK_AGAIN_MS)
      else reloadNow(env)
    }

    window.addEventListener('beforeunload', function () {
      leavingAt = dom.now()
    }, false)

    return function () {
      if (timer === null) reload()
    }
  }

  Holdline.addPart({
    name: 'reload',
    needs: ['browser', 'connection'],
    create: function (app) {
      return Holdline.createReload({ marks: app.browser.marks, onRefused: app.connection.stop })
    }
  })

  function reloadNow (env) {
    var times = (env.marks.get(KEY) || '').split(',')
    var recent = []
    var i
    for (i = 0; i < times.length; i++) {
      if (times[i] !== '' && dom.now() - Number(times[i]) < WITHIN_MS) recent.push(times[i])
    }
    if (recent.length >= MOST) return env.onRefused()
    recent.push(dom.now())
    env.marks.set(KEY, recent.join(','))
    loadAgain()
  }

  // The page of a refused form stands at the form's address: loading it again would send the form again. #failed knows its own address.
  function loadAgain () {
    var link = dom.one('#failed a')
    if (link && link.pathname !== location.pathname && !history.state) location.href = link.href
    else location.reload()
  }

  // Chosen files are lost by it. The text of the composer is not: it is kept as a draft.
  function isFilling () {
    var fields = dom.all('input, textarea')
    var i, isBox
    if (dom.one('#files-chosen li, #recorder')) return true
    for (i = 0; i < fields.length; i++) {
      if (fields[i].type === 'hidden' || dom.above(fields[i], 'id', 'composer')) continue
      isBox = fields[i].type === 'checkbox' || fields[i].type === 'radio'
      if (isBox ? fields[i].checked !== fields[i].defaultChecked : fields[i].value !== fields[i].defaultValue) return true
    }
    return false
  }
})(this.Holdline = this.Holdline || {})
