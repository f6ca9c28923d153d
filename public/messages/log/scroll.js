/*
 * The scroll position in the messages: a reader at the end stays there, a reader further up is told the number of unseen messages below.
 *
 * scroll = Holdline.createScroll({ page(), reread(), onLook(no, isAtEnd) })    reread(): the page, after its list has changed
 *                              onLook: message `no` is the newest on the screen, 0 for none; the end of all messages is in sight
 * scroll.land()                scrolls to the start of reading
 * scroll.around(change)        runs a change at the end of the list
 * scroll.still(element, change) runs a change elsewhere; the element stays where it is on the screen
 * scroll.arrived(no)           a message of somebody else came that the stretch does not reach
 * scroll.isAtEnd()             the end of all messages is in sight
 * scroll.firstUnseen()         the element of the first message that was not on the screen; null without any
 * scroll.isReading()           the reader goes on from message to message: the newest seen is on the screen
 * scroll.seenNo()              the newest message that was on the screen
 * scroll.toEnd()    scroll.show(element)    scroll.moved(): the person scrolled
 */
(function (Holdline) {
  var dom = Holdline.dom
  var NEAR_PX = 80 // about two lines: still "at the end"
  var MOST = 999 // the server counts no further
  var SLIVER_PX = 16 // of a message on the screen, at least half a line

  Holdline.createScroll = function (env) {
    var seen = 0 // the newest message that was on the screen

    function draw () {
      var page = env.page()
      var no
      drawButtons(page, Math.max(seen, newestOnScreen(page)))
      no = newestOnScreen(page)
      seen = Math.max(seen, no)
      drawButtons(page, seen)
      env.onLook(no, isAtEnd(page))
    }

    function toEnd () {
      scroller().scrollTop = scroller().scrollHeight
      draw()
    }

    return {
      land: function () {
        seen = dom.number(env.page().shown, 'data-read') || 0
        Holdline.toStart()
        draw()
      },
      around: function (change) {
        var wasAtEnd = isAtEnd(env.page())
        change()
        if (wasAtEnd) Holdline.dropOldest(env.page())
        if (wasAtEnd) return toEnd()
        if (Holdline.holdsTooMany(env.page())) dropFarther(env, seen)
        draw()
      },
      still: function (element, change) {
        keepPlace(element, change)
        draw()
      },
      arrived: function (no) {
        countBeyond(no)
        draw()
      },
      show: function (element) {
        bringUp(element)
        draw()
      },
      firstUnseen: function () {
        return Holdline.unseenIn(messagesOf(env.page()), seen)[0] || null
      },
      isReading: function () {
        return newestOnScreen(env.page()) >= seen
      },
      seenNo: function () {
        return seen
      },
      isAtEnd: function () {
        return isAtEnd(env.page())
      },
      toEnd: toEnd,
      moved: draw
    }
  }

  /** Messages of others after `no`; recalled ones have nothing left to see. */
  Holdline.unseenIn = function (messages, no) {
    var found = []
    var i
    for (i = messages.length - 1; i >= 0 && dom.number(messages[i], 'data-no') > no; i--) {
      if (/\btheirs\b/.test(messages[i].className) && !dom.one('.recalled', messages[i])) found.unshift(messages[i])
    }
    return found
  }

  Holdline.addPart({
    name: 'scroll',
    needs: [],
    create: function (app) {
      var stands = false // at the end, when last drawn
      var scroll = Holdline.createScroll({
        page: app.page,
        reread: app.reread,
        onLook: function (no, isAtEnd) {
          stands = isAtEnd
          if (no > 0) app.emit('in-sight', no)
        }
      })
      app.on('settled', function (page) {
        if (page.shown) scroll.land()
      })
      app.on('here', scroll.moved)
      document.addEventListener('scroll', scroll.moved, true)
      // A keyboard came, a phone was turned: a box that shrinks hides its end, and no event of scrolling says so.
      window.addEventListener('resize', function () {
        if (stands && app.page().list) scroll.toEnd()
        else scroll.moved()
      }, false)
      return scroll
    }
  })

  function scroller () {
    return dom.byId('scroller') || document.scrollingElement || document.documentElement
  }

  function topOf (box) {
    return box === document.scrollingElement || box === document.documentElement ? 0 : box.getBoundingClientRect().top
  }

  function messagesOf (page) {
    return page.shown ? dom.all('[data-no]', page.shown) : []
  }

  function newestOnScreen (page) {
    var box = scroller()
    var bottom = topOf(box) + box.clientHeight
    var messages = messagesOf(page)
    var i
    for (i = messages.length - 1; i >= 0; i--) {
      if (messages[i].getBoundingClientRect().top + SLIVER_PX <= bottom) return dom.number(messages[i], 'data-no')
    }
    return 0
  }

  // Drops the end that is farther from the reader, who stays where they are.
  function dropFarther (env, seen) {
    var messages = messagesOf(env.page())
    var at = 0
    while (messages[at + 1] && messages[at].getBoundingClientRect().bottom <= topOf(scroller())) at++
    if (at < messages.length / 2) {
      if (Holdline.dropNewest(env.page(), seen)) env.reread()
      return
    }
    keepPlace(messages[at], function () {
      Holdline.dropOldest(env.page())
    })
  }

  function isAtEnd (page) {
    var box = scroller()
    return page.list !== null && box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX
  }

  function countBeyond (no) {
    var newer = dom.byId('newer')
    if (!newer || no <= (dom.number(newer, 'data-to') || 0)) return
    newer.setAttribute('data-to', no)
    newer.setAttribute('data-beyond', (dom.number(newer, 'data-beyond') || 0) + 1)
  }

  function keepPlace (element, change) {
    var before = element.getBoundingClientRect().top
    change()
    scroller().scrollTop += element.getBoundingClientRect().top - before
  }

  function bringUp (element) {
    var box = scroller()
    box.scrollTop += element.getBoundingClientRect().top - topOf(box) - box.clientHeight / 3
  }

  // The buttons take a line from the messages: what is on the screen is known once they are drawn.
  function drawButtons (page, seen) {
    var pill = dom.byId('new-pill')
    var atEnd = isAtEnd(page)
    var count = atEnd ? 0 : Holdline.unseenIn(messagesOf(page), seen).length + (dom.number(dom.byId('newer'), 'data-beyond') || 0)
    if (pill && count > 0) pill.textContent = dom.text(count === 1 ? 'new-one' : 'new-many', { n: count < MOST ? count : MOST + '+' })
    dom.show(pill, count > 0)
    dom.show(dom.byId('jump-latest'), !atEnd && count === 0)
  }
})(this.Holdline = this.Holdline || {})
