/*
 * The boxes by which messages are chosen, one beside each: one stop of the Tab key, inside of which ↑ and ↓ go from box to box.
 *
 * Holdline.putPick(item, label, isChosen)    puts a box beside the message, or sets the one that is there; lines of the server have none
 * Holdline.dropPicks()                       takes all of them away
 * Holdline.reachPick(box)                    Tab leads to this one from now on
 * Holdline.stepPick(box, by)                 goes to the box above (-1) or below (1)
 */
(function (Holdline) {
  var dom = Holdline.dom
  var NAMED_BY_CHARS = 40

  Holdline.putPick = function (item, label, isChosen) {
    var box = dom.one('.pick', item)
    if (!isPickable(item)) {
      mark(item, false)
      return dom.remove(box)
    }
    if (!box) {
      box = document.createElement('input')
      box.type = 'checkbox'
      box.className = 'pick'
      box.setAttribute('tabindex', '-1')
      box.setAttribute('aria-label', label.split('{text}').join(textOf(item)))
      item.insertBefore(box, item.firstChild)
    }
    box.checked = isChosen
    mark(item, isChosen)
  }

  Holdline.dropPicks = function () {
    dom.all('.pick').forEach(function (box) {
      mark(box.parentNode, false)
      dom.remove(box)
    })
  }

  Holdline.reachPick = function (box) {
    dom.all('.pick').forEach(function (each) {
      each.setAttribute('tabindex', each === box ? '0' : '-1')
    })
  }

  Holdline.stepPick = function (box, by) {
    var boxes = dom.all('.pick')
    var next = boxes[boxes.indexOf(box) + by]
    if (!next) return
    Holdline.reachPick(next)
    next.focus()
  }

  function isPickable (item) {
    return dom.one('.bubble', item) !== null && dom.one('.bubble.recalled', item) === null && !/\bsystem\b/.test(item.className)
  }

  function mark (item, isChosen) {
    item.className = item.className.replace(/ picked\b/, '') + (isChosen ? ' picked' : '')
  }

  function textOf (item) {
    var text = dom.one('.text', item) || dom.one('.bubble', item)
    return text.textContent.slice(0, NAMED_BY_CHARS)
  }
})(this.Holdline = this.Holdline || {})
