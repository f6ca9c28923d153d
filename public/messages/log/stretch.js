/*
 * The stretch of history that the page shows: older and newer messages are loaded near its ends, and what is far away is dropped.
 *
 * stretch = Holdline.createStretch(env), where env is
 *   page(), reread(): the page, and the same read again after its list has changed       scroll, divider: those parts
 *   request(call, done): see poll-loop.js       onMissed(link, text): a pressed link got no answer of ours
 *   onLoaded(): messages were put in       onJoined(page): the stretch reaches the newest message again, as of page.cursor
 *
 * stretch.moved()       the person scrolled: loads what is near
 * stretch.press(link)   → whether this is one of the links to older and newer messages
 * stretch.toLatest()    goes to the newest message
 * stretch.toNew()       goes to the first message that was not seen; from there on, to the newest
 */
(function (Holdline) {
  var dom = Holdline.dom
  var NEAR_PX = 300
  var TIMEOUT_MS = 15000
  var PAUSE_MS = 5000 // after a failure
  var HUSH_MS = 1000 // screen readers are told of changes a little later

  Holdline.createStretch = function (env) {
    var loading = null // 'older' or 'newer', the side that is being loaded
    var isAsked = false // the person pressed its link
    var pausedTo = 0
    var before = 0 // the last scroll position: messages are loaded on the side towards which the person moves

    function load (side, isPressed) {
      var item = dom.byId(side)
      var link = item ? dom.one('a[href]', item) : null
      isAsked = isPressed || (isAsked && loading === side)
      if (!link || loading || (!isPressed && dom.now() < pausedTo)) return
      loading = side
      env.request({ method: 'GET', url: link.getAttribute('href') + '&fragment=1', body: null, timeoutMs: TIMEOUT_MS }, function (result) {
        loading = null
        if (!document.body.contains(item)) return
        if (result.status === 200 && Holdline.readMarkup(result.body) === 'fragment') {
          put(env, side, item, result.body)
          return remember()
        }
        pausedTo = dom.now() + PAUSE_MS
        if (isAsked) env.onMissed(link, result.body)
      })
    }

    function remember () {
      var box = dom.byId('scroller')
      before = box ? box.scrollTop : 0
    }

    function toLatest () {
      var link = dom.one('#newer .to-latest')
      if (link) link.click()
      else env.scroll.toEnd()
    }

    return {
      remember: remember,
      moved: function () {
        var box = dom.byId('scroller')
        var way = box ? box.scrollTop - before : 0
        remember()
        if (way < 0 && box.scrollTop < NEAR_PX) load('older', false)
        if (way > 0 && box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX) load('newer', false)
      },
      press: function (link) {
        var side = link.parentNode && link.parentNode.id
        if ((side !== 'older' && side !== 'newer') || /\bto-latest\b/.test(link.className)) return false
        load(side, true)
        return true
      },
      toLatest: toLatest,
      toNew: function () {
        var first = env.scroll.firstUnseen()
        var isReading = env.scroll.isReading()
        if (first) env.divider.above(first)
        if (!env.page().list || !first || isReading) toLatest()
        else env.scroll.show(dom.byId('divider'))
      }
    }
  }

  Holdline.addPart({
    name: 'stretch',
    needs: ['browser', 'scroll', 'divider'],
    create: function (app) {
      var stretch = Holdline.createStretch({
        page: app.page,
        reread: app.reread,
        scroll: app.scroll,
        divider: app.divider,
        request: app.browser.request,
        onMissed: function (link, text) {
          app.emit('missed', { link: link, text: text })
        },
        onLoaded: function () {
          app.emit('loaded', app.page())
        },
        onJoined: function (page) {
          app.emit('joined', page)
        }
      })
      app.on('settled', stretch.remember)
      document.addEventListener('scroll', stretch.moved, true)
      document.addEventListener('click', function (event) {
        var link = dom.above(event.target, 'href')
        if (dom.above(event.target, 'id', 'new-pill')) stretch.toNew()
        else if (dom.above(event.target, 'id', 'jump-latest')) stretch.toLatest()
        else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && stretch.press(link)) event.preventDefault()
      }, false)
      return stretch
    }
  })

  // History is no news: a screen reader must not read it out.
  function hush (log) {
    if (!log) return
    log.setAttribute('aria-live', 'off')
    setTimeout(function () {
      log.removeAttribute('aria-live')
    }, HUSH_MS)
  }

  function put (env, side, item, html) {
    var neighbour = side === 'older' ? beside(item, 'nextSibling') : beside(item, 'previousSibling')
    var hadFocus = item.contains(document.activeElement)
    var added
    hush(dom.above(item, 'role', 'log'))
    env.scroll.still(neighbour || item.parentNode, function () {
      added = insert(item, html)
      if (side === 'newer') Holdline.dropOldest(env.page())
      else if (Holdline.dropNewest(env.page(), env.scroll.seenNo())) env.reread()
      join(env)
      env.onLoaded()
      if (hadFocus) focusOn(side === 'older' ? added[added.length - 1] : added[0])
    })
  }

  // The answer is as old as its cursor; what came after it is asked for again.
  function join (env) {
    var reached = dom.byId('reached')
    var middle = dom.byId('middle')
    var list = env.page().shown
    if (!reached) return
    list.id = 'messages-' + env.page().conversation
    middle.setAttribute('data-cursor', reached.getAttribute('data-cursor'))
    middle.setAttribute('data-seq', reached.getAttribute('data-seq'))
    dom.remove(reached)
    env.onJoined(env.reread())
  }

  // The message beside it, in one direction.
  function beside (item, direction) {
    do item = item[direction]
    while (item && !(item.nodeType === 1 && item.hasAttribute('data-no')))
    return item
  }

  // Puts the items in the place of the link; returns the messages among them.
  function insert (item, html) {
    var holder = document.createElement('ol')
    var parent = item.parentNode
    var next = item.nextSibling
    var added = []
    var node
    holder.innerHTML = html
    parent.removeChild(item)
    while ((node = holder.firstChild)) {
      holder.removeChild(node)
      if (node.nodeType !== 1 || dom.byId(node.id)) continue
      parent.insertBefore(node, next)
      if (node.hasAttribute('data-no')) added.push(node)
      if (window.htmx) window.htmx.process(node)
    }
    return added
  }

  function focusOn (item) {
    var target = item || dom.byId('scroller')
    if (item) item.setAttribute('tabindex', '-1')
    if (target) target.focus()
  }
})(this.Holdline = this.Holdline || {})
