/*
 * The unread divider: stands above the first new message, also once that is loaded later, until one has answered.
 *
 * divider = Holdline.createDivider({ page() })
 * divider.arrived()     a conversation was opened, or drawn anew
 * divider.above(item)   puts it above this message
 * divider.place()       messages were loaded
 * divider.answered()    one's own message is sent: nothing above it is new
 *
 * Holdline.beginGroup(item, from)   draws the message as the first of a group. from: a message with the avatar of the same sender
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.createDivider = function (env) {
    var conversation = null
    var no = null
    var isAnswered = false // the next drawing of this conversation has no divider

    function drop () {
      dom.remove(dom.byId('divider'))
    }

    function place () {
      var item = no === null ? null : dom.byId('message-' + conversation + '-' + no)
      if (!item || dom.byId('divider')) return
      item.parentNode.insertBefore(draw(), item)
      Holdline.beginGroup(item, lastGroupOf(item))
    }

    return {
      arrived: function () {
        var drawn = dom.byId('divider')
        var below = drawn && drawn.nextSibling
        if (conversation !== env.page().conversation) no = null
        if (conversation === env.page().conversation && isAnswered) drop()
        else if (below && below.nodeType === 1) no = dom.number(below, 'data-no')
        conversation = env.page().conversation
        isAnswered = false
        place()
      },
      above: function (item) {
        no = dom.number(item, 'data-no')
        drop()
        place()
      },
      place: place,
      answered: function () {
        no = null
        isAnswered = env.page().list === null
        drop()
      }
    }
  }

  Holdline.beginGroup = function (item, from) {
    var avatar = from && dom.one('.avatar', from)
    if (!/\bcontinued\b/.test(item.className)) return
    item.className = item.className.replace(/\bcontinued\b/, 'first')
    if (avatar && !dom.one('.avatar', item)) item.insertBefore(avatar.cloneNode(true), dom.one('.by', item))
  }

  Holdline.addPart({
    name: 'divider',
    needs: [],
    create: function (app) {
      var divider = Holdline.createDivider({ page: app.page })
      app.on('arrived', divider.arrived)
      app.on('loaded', divider.place)
      return divider
    }
  })

  function draw () {
    var item = document.createElement('li')
    var line = item.appendChild(document.createElement('p'))
    item.id = item.className = 'divider'
    line.appendChild(document.createElement('span')).appendChild(document.createTextNode(dom.text('new-messages')))
    return item
  }

  function lastGroupOf (item) {
    var sender = item.getAttribute('data-sender')
    var other = item
    do other = other.previousSibling
    while (other && !(other.nodeType === 1 && other.getAttribute('data-sender') === sender && /\bfirst\b/.test(other.className)))
    return other
  }
})(this.Holdline = this.Holdline || {})
