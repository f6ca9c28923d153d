/*
 * Receipts: one's own messages show the state that all other members have reached (D13); of neighbours with the same state the last
 * shows it. A tap shows its word.
 * The watermarks stand as JSON in the list's data-receipts and move by signals. A list without them shows none.
 */
(function (Holdline) {
  var dom = Holdline.dom

  /** receipts: of the poll's signals. Skips other conversations: their pages bring their own watermarks. */
  Holdline.hearReceipts = function (receipts, conversation) {
    var list = dom.byId('messages-' + conversation) || dom.byId('stretch-' + conversation)
    var marks = readMarks(list)
    var i
    if (marks === null) return
    for (i = 0; i < receipts.length; i++) {
      if (receipts[i].conversationId === conversation) setMark(marks, receipts[i])
    }
    list.setAttribute('data-receipts', JSON.stringify(marks))
    Holdline.drawReceipts(list)
  }

  Holdline.drawReceipts = function (list) {
    var marks = readMarks(list)
    var messages = dom.all('.message[data-no]', list)
    var least, i
    if (marks !== null && marks.length > 0) {
      least = leastOf(marks)
      for (i = messages.length - 1; i >= 0; i--) draw(messages[i], least)
    }
    for (i = messages.length - 1; i >= 0; i--) fold(messages[i], messages[i + 1])
  }

  Holdline.addPart({
    name: 'receipts',
    needs: [],
    create: function (app) {
      app.on('arrived', function (page) {
        if (page.shown) Holdline.drawReceipts(page.shown)
      })
      app.on('loaded', function (page) {
        Holdline.drawReceipts(page.shown)
      })
      app.on('drawn', function (element) {
        if (element.hasAttribute('data-no')) Holdline.drawReceipts(element.parentNode)
      })
      // Older messages came in above.
      document.addEventListener('htmx:afterSwap', function () {
        if (app.page().list) Holdline.drawReceipts(app.page().list)
      }, false)
      // A title is shown by a mouse alone.
      document.addEventListener('click', function (event) {
        var receipt = dom.above(event.target, 'data-receipt')
        var told = dom.one('.receipt.told')
        if (told) told.classList.remove('told')
        if (receipt && receipt !== told) receipt.classList.add('told')
      }, false)
    }
  })

  function draw (message, least) {
    var no = dom.number(message, 'data-no')
    var state = no <= least.readNo ? 'read' : no <= least.deliveredNo ? 'delivered' : 'stored'
    var receipt = receiptOf(message)
    if (!receipt || receipt.getAttribute('data-receipt') === state) return
    receipt.setAttribute('data-receipt', state)
    receipt.setAttribute('title', dom.text(state))
    receipt.setAttribute('aria-live', 'off') // it stands in the log: not read out each time
    receipt.textContent = dom.text(state)
  }

  function receiptOf (message) {
    return message ? dom.one('.receipt', message) : null
  }

  function fold (message, following) {
    var receipt = receiptOf(message)
    var next = receiptOf(following)
    if (!receipt) return
    receipt.classList[next && next.getAttribute('data-receipt') === receipt.getAttribute('data-receipt') ? 'add' : 'remove']('repeated')
  }

  function readMarks (list) {
    try {
      return list ? JSON.parse(list.getAttribute('data-receipts')) : null
    } catch (error) {
      return null
    }
  }

  function setMark (marks, receipt) {
    var i
    for (i = 0; i < marks.length; i++) {
      if (marks[i].username === receipt.username) break
    }
    marks[i] = { username: receipt.username, deliveredNo: receipt.deliveredNo, readNo: receipt.readNo }
  }

  function leastOf (marks) {
    var least = { deliveredNo: Infinity, readNo: Infinity }
    var i
    for (i = 0; i < marks.length; i++) {
      // Read implies delivered.
      least.deliveredNo = Math.min(least.deliveredNo, Math.max(marks[i].deliveredNo, marks[i].readNo))
      least.readNo = Math.min(least.readNo, marks[i].readNo)
    }
    return least
  }
})(this.Holdline = this.Holdline || {})
