/*
 * Keys in an open panel (class pop: the menu of a message, the list of keys): Tab goes round inside it, ↑ and ↓ go through its buttons.
 * Also closes the menus at the heads of lists (details.menu) that are pressed outside, used, or left by Esc.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes

  /** The elements in it that the Tab key reaches. */
  Holdline.stopsIn = function (holder) {
    return dom.all('a[href], button, input, select, textarea, summary, [tabindex="0"]', holder).filter(function (element) {
      return element.getClientRects().length > 0 && !element.disabled && element.getAttribute('tabindex') !== '-1'
    })
  }

  Holdline.addPart({
    name: 'pop',
    needs: [],
    create: function () {
      document.addEventListener('keydown', function (event) {
        var menu = dom.one('details.menu[open]')
        var key = event.keyCode
        if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return
        if (key === codes.TAB ? tab(event) : (key === codes.UP || key === codes.DOWN) && arrow(event)) event.preventDefault()
        else if (key === codes.ESC && menu) leave(event, menu)
      }, false)
      // Later than the click's own work.
      document.addEventListener('click', function (event) {
        var menus = dom.all('details.menu[open]')
        var i
        for (i = 0; i < menus.length; i++) {
          if (!menus[i].contains(event.target) || dom.above(event.target, 'data-once')) menus[i].removeAttribute('open')
        }
      }, false)
    }
  })

  function open () {
    return dom.one('.viewer-over') || dom.one('.pop:not([hidden])')
  }

  function tab (event) {
    var panel = open()
    var stops = panel ? Holdline.stopsIn(panel) : []
    var at = stops.indexOf(document.activeElement)
    if (stops.length === 0) return panel !== null
    if (at >= 0 && at !== (event.shiftKey ? 0 : stops.length - 1)) return false
    stops[event.shiftKey ? stops.length - 1 : 0].focus()
    return true
  }

  function arrow (event) {
    var panel = open()
    var stops = panel && panel.contains(event.target) && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.nodeName) ? Holdline.stopsIn(panel) : []
    var next = stops.indexOf(event.target) + (event.keyCode === codes.UP ? -1 : 1)
    if (stops.length === 0 || event.shiftKey) return false
    stops[(next + stops.length) % stops.length].focus()
    return true
  }

  function leave (event, menu) {
    menu.removeAttribute('open')
    if (menu.contains(document.activeElement)) dom.one('summary', menu).focus()
    event.preventDefault()
  }
})(this.Holdline = this.Holdline || {})
