/*
 * The scroll position in the messages: a reader at the end stays there, a reader further up is told the number of new messages.
 *
 * scroll = Holdline.createScroll({ onEnd() })    onEnd: the reader has come to the end
 * scroll.land()                scrolls to the start of reading: the unread divider, else the end
 * scroll.around(change, added) runs a change of the list; `added()` counts the new messages for a reader further up
 * scroll.isAtEnd()    scroll.toEnd()    scroll.moved(): the person scrolled
 */
(function (Holdline) {
  var dom = Holdline.dom
  var NEAR_PX = 80 // about two lines: still "at the end"
  var KEPT = 200 // messages in the list; the page never grows without bound

  Holdline.createScroll = function (env) {
    var fresh = 0

    function scroller () {
      return dom.byId('scroller') || document.scrollingElement || document.documentElement
    }

    function isAtEnd () {
      var box = scroller()
      return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
    }

    function toEnd () {
      var box = scroller()
      box.scrollTop = box.scrollHeight
      draw()
    }

    function draw () {
      var pill = dom.byId('new-pill')
      var atEnd = isAtEnd()
      if (atEnd) fresh = 0
      if (pill) {
        if (fresh > 0) pill.textContent = dom.text(fresh === 1 ? 'new-one' : 'new-many', { n: fresh })
        dom.show(pill, fresh > 0)
      }
      dom.show(dom.byId('jump-latest'), !atEnd && fresh === 0)
      if (atEnd) env.onEnd()
    }

    return {
      land: function () {
        var divider = dom.byId('divider')
        var box = scroller()
        fresh = 0
        toEnd()
        // A third from the top: the last read messages stay in sight above it.
        if (divider) {
          box.scrollTop += divider.getBoundingClientRect().top - topOf(box) - box.clientHeight / 3
          draw()
        }
      },
      around: function (change, added) {
        var wasAtEnd = isAtEnd()
        change()
        if (wasAtEnd) {
          trim()
          toEnd()
        } else {
          fresh += added()
          draw()
        }
      },
      isAtEnd: isAtEnd,
      toEnd: toEnd,
      moved: draw
    }
  }

  Holdline.addPart({
    name: 'scroll',
    needs: [],
    create: function (app) {
      var scroll = Holdline.createScroll({
        onEnd: function () {
          app.emit('end-in-sight')
        }
      })
      app.on('settled', function (page) {
        if (page.list) scroll.land()
      })
      document.addEventListener('scroll', scroll.moved, true)
      document.addEventListener('click', function (event) {
        if (dom.above(event.target, 'id', 'new-pill') || dom.above(event.target, 'id', 'jump-latest')) scroll.toEnd()
      }, false)
      return scroll
    }
  })

  function topOf (box) {
    return box === document.scrollingElement || box === document.documentElement ? 0 : box.getBoundingClientRect().top
  }

  // Drops the oldest; the link to older messages brings them back.
  function trim () {
    var page = Holdline.readPage()
    var messages = page && page.list ? dom.all('[data-no]', page.list) : []
    var first = messages[messages.length - KEPT]
    if (!first || messages.length === KEPT) return
    while (page.list.firstChild !== first) page.list.removeChild(page.list.firstChild)
    page.list.insertBefore(olderLink(page, dom.number(first, 'data-no')), first)
  }

  function olderLink (page, no) {
    var address = page.root + 'conversations/' + encodeURIComponent(page.conversation) + '?before=' + no
    var item = document.createElement('li')
    var link = document.createElement('a')
    item.id = item.className = 'older'
    link.className = 'button quiet'
    link.href = address
    link.setAttribute('hx-get', address + '&fragment=1')
    link.setAttribute('hx-target', '#older')
    link.setAttribute('hx-swap', 'outerHTML')
    link.appendChild(document.createTextNode(dom.text('older')))
    item.appendChild(link)
    if (window.htmx) window.htmx.process(item)
    return item
  }
})(this.Holdline = this.Holdline || {})
