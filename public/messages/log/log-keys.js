/*
 * The history by keyboard: one stop of the Tab key, inside of which ↑ and ↓ go from message to message, and Tab through the links of the
 * one that has the focus. A ring shows that the history itself has the focus when Tab led there, not after a click.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes
  var STOPS = 'a[href], button'

  Holdline.addPart({
    name: 'logKeys',
    needs: [],
    create: function (app) {
      var isTabbed = false // the last step was made by the Tab key
      var last = null // the id of the item that had the focus last

      app.on('arrived', function (page) {
        last = null
        if (page.shown) reach(page.shown, false)
      })
      app.on('drawn', function (element) {
        if (isItem(element) && !element.contains(document.activeElement)) reach(element, false)
      })
      app.on('loaded', function (page) {
        var items = page.shown.children
        var i
        for (i = 0; i < items.length; i++) if (!items[i].contains(document.activeElement)) reach(items[i], false)
      })

      document.addEventListener('keydown', function (event) {
        var isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey
        isTabbed = event.keyCode === codes.TAB
        if (event.defaultPrevented || !isPlain || (event.keyCode !== codes.UP && event.keyCode !== codes.DOWN)) return
        if (step(event.target, event.keyCode === codes.UP, last)) event.preventDefault()
      }, false)
      document.addEventListener('mousedown', function () {
        isTabbed = false
      }, true)

      document.addEventListener('focus', function (event) {
        var item = itemOf(event.target)
        if (event.target.id === 'scroller' && isTabbed) event.target.className += ' tabbed'
        if (!item) return
        last = item.id
        reach(item, true)
      }, true)
      document.addEventListener('blur', function (event) {
        var item = itemOf(event.target)
        if (event.target.id === 'scroller') event.target.className = event.target.className.replace(/ tabbed\b/g, '')
        if (item && !item.contains(event.relatedTarget)) reach(item, false)
      }, true)
    }
  })

  function isItem (element) {
    return element.nodeName === 'LI' && dom.above(element, 'id', 'scroller') !== null
  }

  function itemOf (target) {
    var item = target && target.nodeType === 1 ? target : null
    while (item && !(item.nodeName === 'LI' && item.id)) item = item.parentNode
    return item && isItem(item) ? item : null
  }

  // Panels and fields keep their own order.
  function reach (holder, isReached) {
    var stops = dom.all(STOPS, holder)
    var i
    for (i = 0; i < stops.length; i++) {
      if (dom.above(stops[i], 'id', 'acts')) continue
      if (isReached) stops[i].removeAttribute('tabindex')
      else stops[i].setAttribute('tabindex', '-1')
    }
  }

  function step (target, isUp, last) {
    var box = dom.byId('scroller')
    var item = itemOf(target)
    var items, at
    if (!box || (target !== box && !item) || /^(INPUT|TEXTAREA|SELECT)$/.test(target.nodeName)) return false
    items = dom.all('.messages > li', box).filter(stopOf)
    at = items.indexOf(item)
    if (item) at += isUp ? -1 : 1
    else at = firstOf(items, box, last)
    if (!items[at]) return item !== null
    stopOf(items[at]).focus()
    return true
  }

  function stopOf (item) {
    var stops = [dom.one('.more', item)].concat(dom.all(STOPS, item)).filter(function (stop) {
      return stop && stop.getClientRects().length > 0
    })
    return stops[0] || null
  }

  // Where one was if that is in sight, else the newest one in sight.
  function firstOf (items, box, last) {
    var seen = box.getBoundingClientRect()
    var found = items.length - 1
    var i, place
    for (i = 0; i < items.length; i++) {
      place = items[i].getBoundingClientRect()
      if (place.top < seen.top || place.bottom > seen.bottom) continue
      if (items[i].id === last) return i
      found = i
    }
    return found
  }
})(this.Holdline = this.Holdline || {})
