/*
 * The place of a menu beside its message. A narrow window has a sheet at the bottom, above which the message is brought.
 *
 * Holdline.placeBeside(panel, item)    Holdline.unplace()    undoes the last one's scrolling
 * Holdline.bringIntoView(element)      scrolls the messages as little as needed
 * Holdline.isSheet()                   the width of pop.css
 */
(function (Holdline) {
  var dom = Holdline.dom
  var EDGE_PX = 8
  var lifted = null // { box, top, to }: the list that a sheet has scrolled, from and to where

  Holdline.isSheet = function () {
    return typeof window.matchMedia === 'function' && window.matchMedia('(max-width: 759px)').matches
  }

  Holdline.placeBeside = function (panel, item) {
    var bubble = dom.one('.bubble', item)
    if (Holdline.isSheet()) lift(panel, bubble)
    else place(panel, bubble.getBoundingClientRect(), item.className.indexOf('mine') >= 0)
  }

  Holdline.unplace = function () {
    var was = lifted
    lifted = null
    if (was === null) return
    was.box.style.paddingBottom = ''
    if (was.box.scrollTop === was.to) was.box.scrollTop = was.top
  }

  Holdline.bringIntoView = function (element) {
    var box = dom.byId('scroller')
    var below = box ? element.getBoundingClientRect().bottom + EDGE_PX - box.getBoundingClientRect().bottom : 0
    if (below > 0) box.scrollTop += below
  }

  // Under the message or, without room there, over it; always inside of the window.
  function place (panel, near, isMine) {
    var left = isMine ? near.right - panel.offsetWidth : near.left
    var top = near.bottom + EDGE_PX
    if (top + panel.offsetHeight > window.innerHeight - EDGE_PX) top = near.top - EDGE_PX - panel.offsetHeight
    panel.style.left = Math.max(EDGE_PX, Math.min(left, window.innerWidth - panel.offsetWidth - EDGE_PX)) + 'px'
    panel.style.top = Math.max(EDGE_PX, Math.min(top, window.innerHeight - panel.offsetHeight - EDGE_PX)) + 'px'
  }

  function lift (panel, bubble) {
    var box = dom.byId('scroller')
    var hidden = bubble.getBoundingClientRect().bottom + EDGE_PX - (window.innerHeight - panel.offsetHeight)
    if (!box || hidden <= 0) return
    lifted = { box: box, top: box.scrollTop, to: 0 }
    box.style.paddingBottom = panel.offsetHeight + 'px'
    box.scrollTop += hidden
    lifted.to = box.scrollTop
  }
})(this.Holdline = this.Holdline || {})
