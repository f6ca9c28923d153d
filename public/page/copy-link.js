/*
 * Links to give away, copied by a button. They are shown below the address at which this page was opened: a proxy may hide it from the
 * server.
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.addPart({
    name: 'copyLink',
    needs: [],
    create: function (app) {
      app.on('arrived', complete)
      app.on('act:copy-link', function (button) {
        var box = button.parentNode
        var field = dom.one('[data-link]', box.parentNode)
        var note = dom.one('.hint', box)
        field.focus()
        field.select()
        note.textContent = button.getAttribute(isCopied() ? 'data-copied' : 'data-failed')
        return true
      })
    }
  })

  function complete () {
    var fields = dom.all('[data-link]')
    var root = document.createElement('a')
    var i
    root.href = document.documentElement.getAttribute('data-root')
    for (i = 0; i < fields.length; i++) fields[i].value = root.href + fields[i].getAttribute('data-link')
  }

  // The old call: the new one needs a secure context, and answers later.
  function isCopied () {
    try {
      return document.execCommand('copy')
    } catch (error) {
      return false
    }
  }
})(this.Holdline = this.Holdline || {})
