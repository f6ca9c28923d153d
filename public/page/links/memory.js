/*
 * The middles that this document has shown, the latest of them, to be shown again while the server is not reached. In memory alone: they go
 * with the document, and so at signing out. Each keeps the position up to which it was drawn, from where polls go on.
 *
 * memory = Holdline.createMemory({ position() → { cursor, seq }, onShown() })
 * memory.note()                the document shows a middle: the one before is kept
 * memory.show(address, href)   puts the middle of this address, below the root, in its place; false when it is not kept. href: the address
 *                              in full, for the browser's history; null when the browser has gone there already
 * memory.address() → the one that is shown, or null
 * memory.renamed()             the address of the one that is shown has changed
 */
(function (Holdline) {
  var dom = Holdline.dom
  var MOST = 20

  Holdline.createMemory = function (env) {
    var kept = [] // { address, middle }, the latest last
    var shown = null

    function keep (last) {
      var position = env.position()
      var copies = dom.all('[data-copy-of]', last.middle)
      var i
      for (i = 0; i < copies.length; i++) dom.remove(copies[i])
      if (position.cursor !== null && position.seq > dom.number(last.middle, 'data-seq')) {
        last.middle.setAttribute('data-cursor', position.cursor)
        last.middle.setAttribute('data-seq', position.seq)
      }
      take(last.address)
      kept.push(last)
      if (kept.length > MOST) kept.shift()
    }

    function take (address) {
      var i
      for (i = 0; i < kept.length; i++) {
        if (kept[i].address === address) return kept.splice(i, 1)[0]
      }
      return null
    }

    function note () {
      var middle = dom.byId('middle')
      if (shown && shown.middle !== middle) keep(shown)
      shown = middle ? { address: Holdline.ownAddress(location.href), middle: middle } : null
    }

    return {
      note: note,
      address: function () {
        return shown && shown.address
      },
      renamed: function () {
        if (shown) shown.address = Holdline.ownAddress(location.href)
      },
      show: function (address, href) {
        var found = shown && (take(address) || listAlone(address))
        if (!found) return false
        shown.middle.parentNode.replaceChild(found.middle, shown.middle)
        if (href !== null) push(href.split('#')[0])
        if (window.htmx) window.htmx.process(found.middle)
        env.onShown()
        return true
      }
    }
  }

  // Marked as htmx marks them: going back loads the page again.
  function push (address) {
    history.replaceState({ htmx: true }, '')
    history.pushState({ htmx: true }, '', address)
  }

  // On a phone, where a conversation hides its list.
  function listAlone (address) {
    var middle
    if (address !== 'conversations/' || !dom.byId('conversations') || dom.byId('list').offsetWidth > 0) return null
    middle = dom.byId('middle').cloneNode(false)
    middle.setAttribute('data-shows', 'list')
    middle.setAttribute('data-title', dom.byId('list').getAttribute('data-title'))
    middle.removeAttribute('data-conversation')
    middle.removeAttribute('data-last-no')
    return { address: address, middle: middle }
  }

  Holdline.addPart({
    name: 'memory',
    needs: ['client', 'middle'],
    create: function (app) {
      var memory = Holdline.createMemory({ position: app.client.position, onShown: app.middle.look })
      app.on('arrived', memory.note)
      return memory
    }
  })
})(this.Holdline = this.Holdline || {})
