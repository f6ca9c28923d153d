/*
 * The second line of a conversation's row, where it says for a while something else than what was drawn: that somebody is typing, or
 * one's own message on its way.
 *
 * Holdline.sayInRow(row, what, words)    what: 'typing', which goes first, or 'outgoing'; words: '' for nothing any more
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.sayInRow = function (row, what, words) {
    var last = dom.one('.row-last', row)
    var line = dom.one('.says-' + what, row)
    if (!last || (!line && words === '')) return
    if (words === '') {
      dom.remove(line)
    } else {
      line = line || last.appendChild(document.createElement('span'))
      line.className = 'says-' + what
      line.textContent = words
    }
    mark(row, dom.one('.says-typing', row) ? 'typing' : dom.one('.says-outgoing', row) ? 'outgoing' : '')
  }

  function mark (row, what) {
    if (what === '') row.removeAttribute('data-says')
    else row.setAttribute('data-says', what)
  }
})(this.Holdline = this.Holdline || {})
