/*
 * The panel #acts beside a message: its content, its place, its focus.
 *
 * panel = Holdline.createActionPanel()
 * panel.element() → #acts, or null
 * panel.fill(opener, html)     shows these forms beside the message that the link `opener` is in
 * panel.edit(opener)           opens the field in it
 * panel.say(words)             a refusal, '' for none
 * panel.hide()
 * panel.isChanged()            the field holds an unsent change
 */
(function (Holdline) {
  var dom = Holdline.dom
  var EDGE_PX = 8

  Holdline.createActionPanel = function () {
    function panel () {
      return dom.byId('acts')
    }

    function field () {
      return dom.one('textarea', panel())
    }

    return {
      element: panel,
      fill: function (opener, html) {
        panel().className = 'pop'
        dom.one('[data-slot="acts"]', panel()).innerHTML = html
        dom.show(panel(), true)
        place(panel(), opener)
      },
      edit: function (opener) {
        var box = field()
        panel().className = 'pop editing'
        place(panel(), opener)
        focus(box)
        box.selectionStart = box.selectionEnd = box.value.length
      },
      focus: function () {
        focus(dom.one('button', panel()) || panel())
      },
      say: function (words) {
        var note = dom.one('.note', panel())
        note.textContent = words
        dom.show(note, words !== '')
      },
      place: function (opener) {
        place(panel(), opener)
      },
      hide: function () {
        dom.show(panel(), false)
        dom.one('[data-slot="acts"]', panel()).innerHTML = ''
      },
      isChanged: function () {
        return field() !== null && field().value !== field().defaultValue
      }
    }
  }

  // Under the message or, without room there, over it; always inside of the window.
  function place (panel, opener) {
    var item = dom.above(opener, 'data-no')
    var near = dom.one('.bubble', item).getBoundingClientRect()
    var isMine = item.className.indexOf('mine') >= 0
    var left = isMine ? near.right - panel.offsetWidth : near.left
    var top = near.bottom + EDGE_PX
    if (top + panel.offsetHeight > window.innerHeight - EDGE_PX) top = near.top - EDGE_PX - panel.offsetHeight
    panel.style.left = Math.max(EDGE_PX, Math.min(left, window.innerWidth - panel.offsetWidth - EDGE_PX)) + 'px'
    panel.style.top = Math.max(EDGE_PX, Math.min(top, window.innerHeight - panel.offsetHeight - EDGE_PX)) + 'px'
  }

  function focus (element) {
    try {
      element.focus({ preventScroll: true })
    } catch (error) {
      element.focus()
    }
  }
})(this.Holdline = this.Holdline || {})
