/*
 * Puts the parts of the live page together, and takes over the document that was read (page.js).
 *
 * Holdline.upgrade(page, parts)    puts the parts into that object, as far as it comes; throws where this browser cannot do it
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.upgrade = function (page, parts) {
    var browser = Holdline.browser
    var storage = browser.storage()
    var marks = browser.marks()
    var tab = browser.newId()
    var unread = page.unread
    var isStopped = false
    var link = 'ok'
    var connection = Holdline.createConnection()
    var signals = Holdline.createSignals()
    var reload = Holdline.createReload({ marks: marks, onRefused: stop })
    var delivered

    function tell (method, path, content, noun, done) {
      browser.tell(method, page.root + 'api/' + path, content, noun, done)
    }

    function tellConversation (conversation, what, content, noun, done) {
      tell('POST', 'conversations/' + encodeURIComponent(conversation) + '/' + what, content, noun, done)
    }

    // One hold=0 shows whether the network answers everything in the server's place, or this alone.
    function proveLink () {
      parts.client.wake(false)
    }

    function thisPage () {
      return page
    }

    function stop () {
      isStopped = true
      connection.set('lost')
    }

    function drawTitle () {
      Holdline.drawTitle(unread, page.title)
    }

    function drawLadder () {
      Holdline.drawLadder(parts.ladder.told(), now())
    }

    function lookAtEnd () {
      if (parts.scroll.isAtEnd()) parts.reading.look(page)
    }

    function withShared (env) {
      env.now = now
      env.setTimer = setTimer
      env.clearTimer = clearTimer
      env.random = Math.random
      env.newId = browser.newId
      env.root = page.root
      env.request = browser.request
      env.storage = storage
      env.tab = tab
      return env
    }

    parts.outbox = Holdline.createOutbox(withShared({
      user: page.user,
      link: function () {
        return link
      },
      onProxy: proveLink,
      onChange: function (entry) {
        // It goes, drawn or not.
        Holdline.guarded(function () {
          parts.outgoing.draw(entry, page)
          if (entry.conversationId === page.conversation) parts.scroll.moved()
        })
      }
    }))
    parts.outgoing = Holdline.createOutgoing(parts.outbox)

    parts.scroll = Holdline.createScroll({
      onEnd: function () {
        parts.reading.look(page)
      }
    })

    parts.patches = Holdline.createPatches({
      onUnread: function (count) {
        unread = count
        drawTitle()
      },
      onReload: reload,
      onAdded: function (element, list) {
        if (list !== page.list) return
        signals.said(element.getAttribute('data-sender'))
        parts.outgoing.arrived(element)
      },
      onChanged: function (element) {
        if (element.id.indexOf('conversation-') === 0) {
          parts.outgoing.markRow(element)
          Holdline.markOpen(element, page.conversation)
          dom.show(dom.byId('read-all'), dom.one('#conversations > .unread') !== null)
          dom.remove(dom.one('.list .empty')) // "No conversations yet" is no longer true
        }
        signals.drawn(element)
        Holdline.drawReceipts(element.parentNode)
        if (window.htmx) window.htmx.process(element)
      }
    })

    parts.ladder = Holdline.createLadder(withShared({
      onChange: function () {
        Holdline.guarded(drawLadder)
      }
    }))
    delivered = Holdline.createDelivered({ page: thisPage, patches: parts.patches, scroll: parts.scroll, signals: signals })
    parts.client = Holdline.createClient(withShared({
      cursor: page.bodyCursor,
      seq: page.bodySeq,
      view: 'html',
      lang: document.documentElement.lang,
      ladder: parts.ladder,
      session: page.session,
      marks: marks,
      channel: browser.channel(storage),
      locks: browser.locks(),
      items: delivered.items,
      apply: delivered.apply,
      skip: delivered.skip,
      signals: delivered.signals,
      onLink: function (state) {
        link = state
        connection.set(state)
        if (state === 'ok') parts.outbox.poke()
      },
      onEnd: function (status) {
        if (status === 'signed-out') location.href = page.root + 'signin'
        else reload()
      },
      onStale: reload
    }))

    parts.acts = Holdline.createActs({ request: browser.request, root: page.root, page: thisPage })

    parts.drafts = Holdline.createDrafts({
      storage: storage,
      user: page.user,
      tell: function (conversation, body, done) {
        tellConversation(conversation, 'draft', { body: body }, null, done)
      }
    })

    parts.watch = Holdline.watchPresence({
      onWake: function (hasMoved) {
        parts.client.wake(hasMoved)
        parts.outbox.poke()
      },
      onActive: parts.client.setActive,
      onHere: lookAtEnd
    })

    parts.reading = Holdline.createReading({
      isHere: parts.watch.isHere,
      tell: function (conversation, no, done) {
        tellConversation(conversation, 'read', { no: no }, 'readNo', done)
      }
    })

    parts.composer = Holdline.createComposer({
      onSend: function (conversation, body) {
        parts.outbox.send(conversation, body, parts.scroll.isAtEnd() ? Holdline.newestNo(page) : null)
        Holdline.guarded(function () {
          parts.drafts.sent(conversation)
          // In the middle of its history a conversation has no place for it: go where it will stand.
          if (page.list) parts.scroll.toEnd()
          else if (storage.isShared) location.href = page.root + 'conversations/' + encodeURIComponent(conversation)
        })
      },
      onTyping: function (conversation) {
        tellConversation(conversation, 'typing', {}, null)
      },
      onChange: parts.drafts.changed
    })

    function arrive () {
      var box = dom.one('#composer textarea')
      var rows = dom.all('#conversations > li')
      var i
      drawTitle()
      drawLadder()
      signals.moved()
      if (page.conversation && box) parts.drafts.restore(page.conversation, box)
      parts.composer.moved()
      parts.outgoing.drawAll(page)
      for (i = 0; i < rows.length; i++) Holdline.markOpen(rows[i], page.conversation)
      if (page.list) {
        Holdline.drawReceipts(page.list)
        parts.scroll.land()
        parts.reading.look(page)
      }
    }

    // The server keeps bounces for its sender's other pages.
    function discard (clientId, isBounce) {
      parts.outbox.discard(clientId)
      if (isBounce) tell('DELETE', 'conversations/' + encodeURIComponent(page.conversation) + '/bounces/' + clientId, {}, null)
    }

    function act (name, element) {
      var copy = dom.above(element, 'data-copy-of')
      var clientId = copy ? copy.getAttribute('data-copy-of') : null
      var isBounce = copy && copy.getAttribute('data-state') === 'bounced'
      if (name === 'retry' && clientId) parts.outbox.retry(clientId)
      else if (name === 'discard' && clientId) discard(clientId, isBounce)
      else if (name === 'retry-now' && isStopped) location.reload()
      else if (name === 'retry-now') parts.client.retryNow()
      else if (name === 'learn-again') parts.ladder.forget()
      else return false
      return true
    }

    document.addEventListener('click', function (event) {
      var actor = dom.above(event.target, 'data-act')
      if (actor && act(actor.getAttribute('data-act'), actor)) event.preventDefault()
      else if (dom.above(event.target, 'id', 'new-pill') || dom.above(event.target, 'id', 'jump-latest')) parts.scroll.toEnd()
    }, false)
    document.addEventListener('scroll', parts.scroll.moved, true)
    window.addEventListener('storage', parts.outbox.refresh, false)
    window.addEventListener('storage', drawLadder, false)
    window.addEventListener('pagehide', function () {
      parts.client.end()
      parts.outbox.end()
    }, false)
    window.addEventListener('pageshow', function (event) {
      // Taken out of the browser's cupboard: older than anything a cursor is good for, and its parts have ended.
      if (event.persisted) location.reload()
    }, false)
    Holdline.followMiddle({
      page: thisPage,
      onMoved: function (next) {
        page = next
        parts.acts.close()
        if (page.cursor !== null && page.seq !== null) parts.client.rewind(page.cursor, page.seq)
        arrive()
      }
    })
    Holdline.fallBack({
      isLinked: function () {
        return link === 'ok'
      },
      onStrange: function (follow) {
        Holdline.askOnce(withShared({}), function (result) {
          if (Holdline.readAnswer(result) !== null && follow()) return
          connection.strange()
          proveLink()
        })
      }
    })
    Holdline.listenToKeys({ page: thisPage, toEnd: parts.scroll.toEnd, editLast: parts.acts.editLast })

    arrive()
    parts.client.start()
    parts.outbox.poke()
    if (page.isZoneUnset) tellZone(tell)
  }

  function tellZone (tell) {
    var zone
    try {
      zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
    } catch (error) {}
    if (zone) tell('PATCH', 'me', { timeZone: zone }, 'settings')
  }

  function now () {
    return new Date().getTime()
  }

  function setTimer (run, ms) {
    return setTimeout(run, ms)
  }

  function clearTimer (timer) {
    clearTimeout(timer)
  }
})(this.Holdline = this.Holdline || {})
