/*
 * Outgoing messages: drawn under the open conversation from the document's #outgoing, with a mark on the rows of conversations where a
 * message waits or failed. Each copy is removed when the message itself arrives. They stand beside the log and not in it: a screen reader
 * reads what is added to a log, and the message itself is.
 *
 * outgoing = Holdline.createOutgoing(outbox, isLinked)    isLinked(): the way to the server is open; else all of them wait
 * outgoing.draw(entry, page)   the entry changed (outbox.js: onChange)
 * outgoing.drawAll(page)       after the page was loaded or has moved on
 * outgoing.arrived(element)    a message was drawn, which may be one of these
 * outgoing.markRow(row)        a conversation's row was drawn again
 */
(function (Holdline) {
  var dom = Holdline.dom
  var PREVIEW_CHARS = 120

  Holdline.createOutgoing = function (outbox, isLinked) {
    function draw (entry, page) {
      var element = copyOf(entry.clientId)
      markRow(dom.byId('conversation-' + entry.conversationId))
      if (entry.state === 'gone') return dom.remove(element)
      if (!page.list || entry.conversationId !== page.conversation) return
      if (!element && entry.state === 'stored') return
      fill(element || add(entry), entry, isLinked())
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
      var state = row && row.hasAttribute('data-bounced') ? 'failed' : ''
      var last = ''
      var i
      if (!row) return
      for (i = 0; i < entries.length; i++) {
        if (entries[i].conversationId !== id) continue
        if (state !== 'failed') state = isOnItsWay(entries[i]) ? 'sending' : 'failed'
        last = (row.getAttribute('data-kind') === 'self' ? '' : dom.text('by-you')) + saidBy(entries[i]).slice(0, PREVIEW_CHARS)
      }
      Holdline.sayInRow(row, 'outgoing', last)
      setMark(row, state)
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
    needs: ['outbox', 'api', 'connection', 'scroll'],
    create: function (app) {
      var outgoing = Holdline.createOutgoing(app.outbox, function () {
        return app.connection.state() === 'ok'
      })
      app.on('arrived', outgoing.drawAll)
      app.on('joined', outgoing.drawAll)
      app.on('added', outgoing.arrived)
      app.on('outbox', function (entry) {
        keepEnd(app, function () {
          outgoing.draw(entry, app.page())
        })
      })
      app.on('link', function () {
        keepEnd(app, function () {
          outgoing.drawAll(app.page())
        })
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
        if (copy) discard(app, copy, outgoing)
        return copy !== null
      })
      return outgoing
    }
  })

  // A reader at the end stays there when a message, or the line under it, grows.
  function keepEnd (app, draw) {
    if (app.page().shown) app.scroll.around(draw)
    else draw()
  }

  // The server keeps bounces for its sender's other pages, and marks the row.
  function discard (app, copy, outgoing) {
    var row = dom.byId('conversation-' + app.page().conversation)
    var clientId = copy.getAttribute('data-copy-of')
    var isBounce = copy.getAttribute('data-state') === 'bounced'
    app.outbox.discard(clientId)
    if (row && dom.one('.outgoing[data-state="bounced"]') === null) row.removeAttribute('data-bounced')
    outgoing.markRow(row)
    if (isBounce) app.api.call('DELETE', 'conversations/' + encodeURIComponent(app.page().conversation) + '/bounces/' + clientId, {}, null)
  }

  // Skips the server's bounces, which have the same id.
  function copyOf (clientId) {
    var element = dom.byId('outgoing-' + clientId)
    return element && element.hasAttribute('data-copy-of') ? element : null
  }

  function add (entry) {
    var element = dom.byId('outgoing').cloneNode(true)
    dom.remove(dom.byId('outgoing-' + entry.clientId))
    element.id = 'outgoing-' + entry.clientId
    element.setAttribute('data-copy-of', entry.clientId)
    dom.slot(element, 'body', entry.body)
    quote(element, entry)
    dom.show(element, true)
    dom.byId('on-their-way').appendChild(element)
    return element
  }

  // The words of the quoted message as the page shows it; they follow it like any quote.
  function quote (element, entry) {
    var place = entry.conversationId + '-' + entry.replyTo
    var item = typeof entry.replyTo === 'number' ? dom.byId('message-' + place) : null
    var text = item && dom.one('.bubble .text', item)
    var box = dom.one('.quote', element)
    if (!text || !box) return
    box.setAttribute('data-quotes', place)
    dom.slot(box, 'quote-by', dom.one('.by .name', item).textContent)
    dom.slot(box, 'quote-text', text.textContent.slice(0, PREVIEW_CHARS))
    dom.show(box, true)
  }

  function fill (element, entry, isLinked) {
    var state = isUnanswered(entry) || (entry.state === 'sending' && !isLinked) ? 'waiting' : entry.state
    var isRefused = state === 'failed' || state === 'bounced'
    var ask = dom.one('.ask', element)
    element.setAttribute('data-state', state)
    // Read out when it is refused, and not before.
    if (isRefused) dom.one('[data-slot="state"]', element).setAttribute('role', 'alert')
    dom.slot(element, 'state', wordsFor(entry, state) || (ask && ask.getAttribute('data-reason')))
    dom.show(dom.one('[data-act="retry"]', element), isRefused && !isHopeless(entry) && !isBlocked(state, element))
    dom.show(dom.one('[data-act="take-back"]', element), isRefused && isHopeless(entry))
    dom.show(dom.one('[data-act="discard"]', element), isRefused || state === 'waiting')
    dom.show(ask, state === 'bounced')
  }

  function saidBy (entry) {
    return entry.body === '' && entry.files ? entry.files[0].name : entry.body
  }

  function setMark (row, state) {
    var mark = dom.one('.row-mark', row)
    if (!state) {
      row.removeAttribute('data-outgoing')
      return dom.remove(mark)
    }
    row.setAttribute('data-outgoing', state)
    mark = mark || newMark(row)
    mark.title = mark.firstChild.textContent = dom.text('row-' + state)
  }

  function newMark (row) {
    var mark = document.createElement('span')
    var time = dom.one('.row-time', row)
    mark.className = 'row-mark'
    mark.appendChild(document.createElement('span')).className = 'label'
    time.parentNode.insertBefore(mark, time)
    return mark
  }

  function tooLong (entry) {
    var max = dom.number(dom.byId('composer'), 'data-max-bytes')
    return entry.code === 'TOO_LARGE' && max !== null ? Holdline.lengthWords(entry.body, max) : ''
  }

  // Someone blocked the other: another try is refused as well.
  function isBlocked (state, element) {
    return state === 'bounced' && dom.one('.ask form', element) !== null
  }

  // The same text would be refused again. Files are uploaded anew.
  function isHopeless (entry) {
    if (entry.files) return false
    return entry.code === 'TOO_LARGE' || entry.code === 'INVALID' || entry.code === 'NOT_FOUND'
  }

  function isOnItsWay (entry) {
    return entry.state === 'sending' || isUnanswered(entry)
  }

  // Not refused, only unanswered: it is retried by itself.
  function isUnanswered (entry) {
    return entry.code === 'OFFLINE' || (entry.code === 'PROXY' && entry.waiting)
  }

  // Empty for a bounce: its reason depends on the two people, and stands in #outgoing.
  function wordsFor (entry, state) {
    if (state === 'bounced') return ''
    if (state !== 'failed') return dom.text(state)
    return tooLong(entry) || dom.refusal(entry.code) || entry.reason || dom.text('failed')
  }
})(this.Holdline = this.Holdline || {})
