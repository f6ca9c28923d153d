/*
 * Receipts: each of one's own messages shows the state that all other members have reached (D13).
 * The watermarks stand as JSON in the list's data-receipts and move by signals. A list without them shows none.
 */
(function (Holdline) {
  var dom = Holdline.dom

  /** receipts: of the poll's signals. Skips other conversations: their pages bring their own watermarks. */
  Holdline.hearReceipts = function (receipts, conversation) {
    var list = dom.byId('messages-' + conversation)
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
    var messages, least, i
    if (marks === null || marks.length === 0) return
    least = leastOf(marks)
    messages = dom.all('.mine[data-no]', list)
    for (i = messages.length - 1; i >= 0; i--) draw(messages[i], least)
  }

  Holdline.addPart({
    name: 'receipts',
    needs: [],
    create: function (app) {
      app.on('arrived', function (page) {
        if (page.list) Holdline.drawReceipts(page.list)
      })
      app.on('drawn', function (element) {
        Holdline.drawReceipts(element.parentNode)
      })
    }
  })

  function draw (message, least) {
    var no = dom.number(message, 'data-no')
    var state = no <= least.readNo ? 'read' : no <= least.deliveredNo ? 'delivered' : 'stored'
    var receipt = dom.one('.receipt', message)
    if (!receipt || receipt.getAttribute('data-receipt') === state) return
    receipt.setAttribute('data-receipt', state)
    receipt.setAttribute('title', dom.text(state))
    receipt.setAttribute('aria-live', 'off') // it stands in the log: not read out each time
    receipt.textContent = dom.text(state)
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
