/*
 * Keeps the page bounded: drops messages from one end of the stretch, and puts the link there that brings them back.
 *
 * Holdline.dropOldest(page)          → whether anything was dropped
 * Holdline.dropNewest(page, seenNo)  the same at the other end; seenNo: the newest message that was on the screen. The stretch then no
 *                                    longer reaches the newest message, and nothing is appended to it
 * Holdline.holdsTooMany(page)        messages came while the reader was further up, and none was dropped yet
 */
(function (Holdline) {
  var dom = Holdline.dom
  var KEPT = 200 // messages; the page never grows without bound
  var MOST = 300 // those that come are added up to here, so that not each of them moves the other end

  Holdline.dropOldest = function (page) {
    var messages = page.shown ? dom.all('[data-no]', page.shown) : []
    var first = messages[messages.length - KEPT]
    if (!first || messages.length === KEPT) return false
    while (page.shown.firstChild !== first) page.shown.removeChild(page.shown.firstChild)
    page.shown.insertBefore(olderItem(page, dom.number(first, 'data-no')), first)
    return true
  }

  Holdline.dropNewest = function (page, seenNo) {
    var list = page.shown
    var messages = dom.all('[data-no]', list)
    var last = messages[KEPT - 1]
    var newer = dom.byId('newer')
    var newestNo, beyond
    if (!last || messages.length === KEPT) return false
    newestNo = dom.number(newer, 'data-to') || dom.number(messages[messages.length - 1], 'data-no')
    beyond = (dom.number(newer, 'data-beyond') || 0) + Holdline.unseenIn(messages.slice(KEPT), seenNo).length
    while (list.lastChild !== last) list.removeChild(list.lastChild)
    list.appendChild(newerItem(page, dom.number(last, 'data-no'), newestNo, beyond))
    list.id = 'stretch-' + page.conversation
    return true
  }

  Holdline.holdsTooMany = function (page) {
    return page.shown !== null && dom.all('[data-no]', page.shown).length > MOST
  }

  function addressOf (page) {
    return page.root + 'conversations/' + encodeURIComponent(page.conversation)
  }

  function olderItem (page, no) {
    var item = itemOf('older')
    item.appendChild(linkTo(addressOf(page) + '?before=' + no, 'older'))
    return item
  }

  function newerItem (page, no, newestNo, beyond) {
    var item = itemOf('newer')
    var latest = linkTo(addressOf(page) + '?at=end#end', 'latest')
    item.setAttribute('data-beyond', beyond)
    item.setAttribute('data-to', newestNo)
    latest.className += ' to-latest'
    latest.setAttribute('hx-get', addressOf(page) + '?at=end&fragment=1')
    latest.setAttribute('hx-target', '#middle')
    latest.setAttribute('hx-swap', 'outerHTML')
    item.appendChild(linkTo(addressOf(page) + '?after=' + no, 'newer'))
    item.appendChild(document.createTextNode(' '))
    item.appendChild(latest)
    if (window.htmx) window.htmx.process(item)
    return item
  }

  function itemOf (id) {
    var item = document.createElement('li')
    item.id = item.className = id
    return item
  }

  function linkTo (address, text) {
    var link = document.createElement('a')
    link.className = 'button quiet'
    link.href = address
    link.appendChild(document.createTextNode(dom.text(text)))
    return link
  }
})(this.Holdline = this.Holdline || {})
