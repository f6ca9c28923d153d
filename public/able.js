/*
 * Can this browser carry the live page? Tried by use: there are browsers that name everything and do half of it.
 */
(function (Holdline) {
  Holdline.isAble = function () {
    var heard = false
    var holder, event, inner
    try {
      holder = document.createElement('div')
      holder.innerHTML = '<div data-how="x"><p id="y">a</p></div>'
      inner = holder.firstChild
      holder.addEventListener('holdline', function () {
        heard = true
      }, false)
      event = document.createEvent('Event')
      event.initEvent('holdline', true, true)
      holder.dispatchEvent(event)
      return heard && holder.querySelectorAll('[data-how] #y').length === 1 && holder.contains(inner.firstChild) &&
        inner.textContent === 'a' && inner.cloneNode(true).getAttribute('data-how') === 'x' &&
        JSON.parse(JSON.stringify({ a: [1] })).a[0] === 1 && typeof new XMLHttpRequest().abort === 'function'
    } catch (error) {
      return false
    }
  }
})(this.Holdline = this.Holdline || {})
