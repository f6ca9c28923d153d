/*
 * Settings, Your data: shows how far an export has come, which the browser itself downloads.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var EVERY_MS = 1000
  var TIMEOUT_MS = 10000
  var TRIES_MAX = 5 // without an answer, or before an export has begun

  Holdline.addPart({
    name: 'export',
    needs: ['browser'],
    create: function (app) {
      var isWatching = false

      function watch (triesLeft) {
        isWatching = triesLeft > 0
        if (!isWatching) return
        setTimeout(function () {
          ask(triesLeft)
        }, EVERY_MS)
      }

      function ask (triesLeft) {
        // Another page stands in the middle by now.
        if (!dom.byId('export')) return watch(0)
        app.browser.request({
          method: 'GET',
          url: app.page().root + 'api/me/export/progress',
          body: null,
          timeoutMs: TIMEOUT_MS
        }, function (result) {
          var answer = Holdline.readCall(result, 'export').ok ? Holdline.parseObject(result.body) : null
          var progress = answer && answer['export']
          if (!progress) return watch(triesLeft - 1)
          Holdline.drawExport(progress)
          watch(progress.state === 'running' ? TRIES_MAX : 0)
        })
      }

      function begin () {
        if (!isWatching) watch(TRIES_MAX)
      }

      app.on('arrived', function () {
        var holder = dom.byId('export')
        if (holder && holder.getAttribute('data-state') === 'running') begin()
      })
      // The link goes on: the browser saves what it leads to.
      app.on('act:export', function () {
        begin()
        return false
      })
    }
  })

  Holdline.drawExport = function (progress) {
    var holder = dom.byId('export')
    var bar = holder && dom.one('progress', holder)
    if (!holder) return
    dom.show(holder, true)
    dom.slot(holder, 'said', dom.text(progress.state, {
      done: dom.grouped(progress.messages),
      total: dom.grouped(progress.total),
      size: sizeText(progress.bytes)
    }, holder))
    holder.setAttribute('data-state', progress.state)
    if (!bar) return
    bar.setAttribute('max', String(Math.max(1, progress.total)))
    bar.setAttribute('value', String(progress.messages))
    dom.show(bar, progress.state === 'running')
  }

  function sizeText (bytes) {
    return bytes < 1000000 ? Math.max(1, Math.ceil(bytes / 1000)) + ' kB' : (bytes / 1000000).toFixed(1) + ' MB'
  }
})(this.Holdline = this.Holdline || {})
