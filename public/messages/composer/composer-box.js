/*
 * The composer's box: its height, its focus, its caret.
 *
 * Holdline.growBox(box)        as tall as its text, up to a limit
 * Holdline.focusBox()          once all is loaded, and nothing else has the focus
 * Holdline.caretToEnd(box)     browsers put the caret before a text that was there already
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TALLEST_PX = 240
  var LINE_PX = 56 // taller than this are two lines

  Holdline.growBox = function (box) {
    box.style.height = 'auto'
    var height = Math.min(box.scrollHeight + box.offsetHeight - box.clientHeight, TALLEST_PX)
    box.style.height = height + 'px'
    box.className = height > LINE_PX ? 'tall' : ''
  }

  // Chrome follows the #fragment of an address once the style sheets are there, and takes the focus away from where it was. Chrome of
  // 2018 crashes the page if a script listens to that, as htmx does; so nothing has the focus before all is loaded.
  Holdline.focusBox = function () {
    if (document.readyState === 'complete') focusOn(dom.one('#composer textarea'))
    else window.addEventListener('load', focusUnlessElsewhere, false)
  }

  Holdline.caretToEnd = function (box) {
    box.setSelectionRange(box.value.length, box.value.length)
  }

  function focusUnlessElsewhere () {
    var box = dom.one('#composer textarea')
    if (box && (!document.activeElement || document.activeElement === document.body)) focusOn(box)
  }

  function focusOn (box) {
    box.focus()
    Holdline.caretToEnd(box)
  }
})(this.Holdline = this.Holdline || {})
