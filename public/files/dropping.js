/*
 * Shows where files can be dropped while they are dragged over the page. Browsers do not tell reliably when they leave it.
 */
(function (Holdline) {
  var LINGERS_MS = 300

  Holdline.addPart({
    name: 'dropping',
    needs: ['attaching'],
    create: function () {
      var root = document.documentElement
      var timer = null

      function show (isShown) {
        root.className = root.className.replace(/ ?\bis-dropping\b/, '') + (isShown ? ' is-dropping' : '')
      }

      document.addEventListener('dragover', function (event) {
        if (!event.defaultPrevented) return
        if (timer === null) show(true)
        clearTimeout(timer)
        timer = setTimeout(function () {
          timer = null
          show(false)
        }, LINGERS_MS)
      }, false)
    }
  })
})(this.Holdline = this.Holdline || {})
