/*
 * Keys: Alt+↑ and Alt+↓ open the conversation above or below, Esc goes to the newest message and the composer.
 *
 * Holdline.listenToKeys({ page(), toEnd() })
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.listenToKeys = function (env) {
    document.addEventListener('keydown', function (event) {
      var isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey
      if (event.isComposing || event.defaultPrevented || !isPlain) return
      if (event.altKey && (event.keyCode === 38 || event.keyCode === 40)) {
        if (step(event.keyCode === 38 ? 'previousSibling' : 'nextSibling', env.page().conversation)) event.preventDefault()
      } else if (event.keyCode === 27 && !event.altKey && env.page().list) {
        env.toEnd()
        if (dom.one('#composer textarea')) dom.one('#composer textarea').focus()
      }
    }, false)
  }

  function step (direction, conversation) {
    var row = dom.byId('conversation-' + conversation)
    var link
    do row = row && row[direction]
    while (row && row.nodeType !== 1)
    link = row && dom.one('a[href]', row)
    if (link) link.click()
    return !!link
  }
})(this.Holdline = this.Holdline || {})
