/*
 * The panel #acts: a menu beside a message (on a phone a sheet), or the field to edit it, in the place of its bubble.
 *
 * panel = Holdline.createActionPanel()
 * panel.element() → #acts, or null
 * panel.fill(opener, html)     shows these forms beside the message that the link `opener` is in
 * panel.edit(opener)           opens the field in the message
 * panel.moveTo(opener)         the message was drawn anew
 * panel.say(words)             a refusal, '' for none
 * panel.hide()
 * panel.isChanged()            the field holds an unsent change
 * panel.isMenu()               it stands beside the message, which may scroll away from it
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TALLEST_PX = 240

  Holdline.createActionPanel = function () {
    var node = null // kept, because a message it stands in may be taken away

    function panel () {
      node = dom.byId('acts') || node
      return node
    }

    return {
      element: panel,
      fill: function (opener, html) {
        leaveMessage(panel())
        stand(panel(), 'pop', 'dialog')
        dom.one('[data-slot="acts"]', panel()).innerHTML = html
        dom.all('[data-act="copy"]', panel()).forEach(function (button) {
          dom.show(button, Holdline.canCopy())
        })
        dom.show(panel(), true)
        stay(panel(), opener)
      },
      edit: function (opener) {
        var box = field(panel())
        leaveMessage(panel())
        stand(panel(), 'edit-in-place', 'group')
        stay(panel(), opener)
        box.style.height = '0'
        box.style.height = Math.min(box.scrollHeight + box.offsetHeight - box.clientHeight, TALLEST_PX) + 'px'
        focus(box)
        box.selectionStart = box.selectionEnd = box.value.length
        Holdline.bringIntoView(panel())
      },
      focus: function () {
        focus(dom.one('.button:not([hidden])', panel()) || panel())
      },
      moveTo: function (opener) {
        var held = isEditing(panel()) ? field(panel()) : document.activeElement
        leaveMessage(panel())
        stay(panel(), opener)
        if (panel().contains(held)) focus(held)
      },
      say: function (words) {
        var note = dom.one('.note', panel())
        note.textContent = words
        dom.show(note, words !== '')
      },
      hide: function () {
        if (panel() === null) return
        leaveMessage(panel())
        stand(panel(), 'pop', 'dialog')
        dom.show(panel(), false)
        dom.one('[data-slot="acts"]', panel()).innerHTML = ''
      },
      isChanged: function () {
        return field(panel()) !== null && field(panel()).value !== field(panel()).defaultValue
      },
      isMenu: function () {
        return !isEditing(panel()) && !Holdline.isSheet()
      }
    }
  }

  function field (panel) {
    return dom.one('textarea', panel)
  }

  function isEditing (panel) {
    return panel.className === 'edit-in-place'
  }

  function stand (panel, name, role) {
    panel.className = name
    panel.setAttribute('role', role)
  }

  function stay (panel, opener) {
    var item = dom.above(opener, 'data-no')
    choose(isEditing(panel) ? null : item)
    if (!isEditing(panel)) return Holdline.placeBeside(panel, item)
    item.className += ' editing'
    item.insertBefore(panel, dom.one('.bubble', item).nextSibling)
  }

  function leaveMessage (panel) {
    var items = dom.all('.message.editing')
    var i
    choose(null)
    for (i = 0; i < items.length; i++) items[i].className = items[i].className.replace(/ editing\b/, '')
    Holdline.unplace()
    if (panel.parentNode !== document.body) document.body.appendChild(panel)
  }

  // Marks the message that the menu is about: on a phone the others are dimmed.
  function choose (item) {
    var before = dom.all('.chosen, .choosing')
    var i
    for (i = 0; i < before.length; i++) before[i].className = before[i].className.replace(/ (chosen|choosing)\b/g, '')
    if (item === null) return
    item.className += ' chosen'
    item.parentNode.className += ' choosing'
  }

  function focus (element) {
    try {
      element.focus({ preventScroll: true })
    } catch (error) {
      element.focus()
    }
  }
})(this.Holdline = this.Holdline || {})
