/*
 * Outgoing messages: drawn at the end of the open conversation from the document's #outgoing, with a mark on the rows of conversations
 * where a message waits or failed. Each copy is removed when the message itself arrives.
 *
 * outgoing = Holdline.createOutgoing(outbox)
 * outgoing.draw(entry, page)   the entry changed (outbox.js: onChange)
 * outgoing.drawAll(page)       after the page was loaded or has moved on
 * outgoing.arrived(element)    a message was drawn, which may be one of these
 * outgoing.markRow(row)        a conversation's row was drawn again
 */
(function (Holdline) {
  var dom = Holdline.dom
  var PREVIEW_CHARS = 120

  Holdline.createOutgoing = function (outbox) {
    function draw (entry, page) {
      var element = copyOf(entry.clientId)
      markRow(dom.byId('conversation-' + entry.conversationId))
      if (entry.state === 'gone') return dom.remove(element)
      if (!page.list || entry.conversationId !== page.conversation) return
      if (!element && entry.state === 'stored') return
      fill(element || add(entry, page.list), entry)
    }

    function arrived (element) {
      var clientId = element.getAttribute('data-client-id')
      if (!clientId) return
      dom.remove(copyOf(clientId))
      outbox.arrived(clientId)
    }

    function markRow (row) {
      var id = row ? row.id.slice('conversation-'.length) : null
      var entries = outbox.entries()
      var state = ''
      var last = ''
      var i
      if (!row) return
      for (i = 0; i < entries.length; i++) {
        if (entries[i].conversationId !== id) continue
        if (state !== 'failed') state = isOnItsWay(entries[i]) ? 'sending' : 'failed'
        last = (row.getAttribute('data-kind') === 'self' ? '' : dom.text('by-you')) + entries[i].body.slice(0, PREVIEW_CHARS)
      }
      Holdline.sayInRow(row, 'outgoing', last)
      if (state) row.setAttribute('data-outgoing', state)
      else row.removeAttribute('data-outgoing')
    }

    return {
      draw: draw,
      arrived: arrived,
      markRow: markRow,
      drawAll: function (page) {
        var entries = outbox.entries()
        var i, drawn
        for (i = 0; i < entries.length; i++) {
          drawn = page.list && dom.one('[data-client-id="' + entries[i].clientId + '"]', page.list)
          if (!drawn) draw(entries[i], page)
          else if (drawn.hasAttribute('data-no')) arrived(drawn)
          // The server's drawing of a bounce says more than ours, unless it is being retried.
          else if (entries[i].state === 'bounced') outbox.discard(entries[i].clientId)
          else draw(entries[i], page)
        }
      }
    }
  }

  Holdline.addPart({
    name: 'outgoing',
    needs: ['outbox', 'api'],
    create: function (app) {
      var outgoing = Holdline.createOutgoing(app.outbox)
      app.on('arrived', outgoing.drawAll)
      app.on('added', outgoing.arrived)
      app.on('outbox', function (entry) {
        outgoing.draw(entry, app.page())
        app.emit('outgoing-drawn', entry)
      })
      app.on('drawn', function (element) {
        if (element.id.indexOf('conversation-') === 0) outgoing.markRow(element)
      })
      app.on('act:retry', function (button) {
        var copy = dom.above(button, 'data-copy-of')
        if (copy) app.outbox.retry(copy.getAttribute('data-copy-of'))
        return copy !== null
      })
      app.on('act:take-back', function (button) {
        var copy = dom.above(button, 'data-copy-of')
        if (app.emit('take-back', dom.one('[data-slot="body"]', copy).textContent)) discard(app, copy)
        return true
      })
      app.on('act:discard', function (button) {
        var copy = dom.above(button, 'data-copy-of')
        if (copy) discard(app, copy)
        return copy !== null
      })
      return outgoing
    }
  })

  // The server keeps bounces for its sender's other pages.
  function discard (app, copy) {
    var clientId = copy.getAttribute('data-copy-of')
    var isBounce = copy.getAttribute('data-state') === 'bounced'
    app.outbox.discard(clientId)
    if (isBounce) app.api.call('DELETE', 'conversations/' + encodeURIComponent(app.page().conversation) + '/bounces/' + clientId, {}, null)
  }

  // Skips the server's bounces, which have the same id.
  function copyOf (clientId) {
    var element = dom.byId('outgoing-' + clientId)
    return element && element.hasAttribute('data-copy-of') ? element : null
  }

  function add (entry, list) {
    var element = dom.byId('outgoing').cloneNode(true)
    dom.remove(dom.byId('outgoing-' + entry.clientId))
    element.id = 'outgoing-' + entry.clientId
    element.setAttribute('data-copy-of', entry.clientId)
    dom.slot(element, 'body', entry.body)
    dom.show(element, true)
    list.appendChild(element)
    return element
  }

  function fill (element, entry) {
    var canAct = entry.state === 'failed' || entry.state === 'bounced'
    element.setAttribute('data-state', isUnanswered(entry) ? 'waiting' : entry.state)
    dom.slot(element, 'state', words(entry))
    dom.show(dom.one('[data-act="retry"]', element), canAct && !isHopeless(entry))
    dom.show(dom.one('[data-act="take-back"]', element), canAct && isHopeless(entry))
    dom.show(dom.one('[data-act="discard"]', element), canAct)
    dom.show(dom.one('.ask', element), entry.state === 'bounced')
  }

  function tooLong (entry) {
    var max = dom.number(dom.byId('composer'), 'data-max-bytes')
    return entry.code === 'TOO_LARGE' && max !== null ? Holdline.lengthWords(entry.body, max) : ''
  }

  // The same text would be refused again.
  function isHopeless (entry) {
    return entry.code === 'TOO_LARGE' || entry.code === 'INVALID'
  }

  function isOnItsWay (entry) {
    return entry.state === 'sending' || isUnanswered(entry)
  }

  // Not refused, only unanswered: it is retried by itself.
  function isUnanswered (entry) {
    return entry.code === 'OFFLINE' || (entry.code === 'PROXY' && entry.waiting)
  }

  function words (entry) {
    if (entry.state === 'sending' || entry.state === 'stored') return dom.text(entry.state)
    if (isUnanswered(entry)) return dom.text(entry.code === 'PROXY' ? 'proxy' : 'waiting')
    return tooLong(entry) || dom.refusal(entry.code) || entry.reason || dom.text('failed')
  }
})(this.Holdline = this.Holdline || {})
