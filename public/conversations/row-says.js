/*
 * The second line of a conversation's row, where it says for a while something else than what was drawn: that somebody is typing, one's
 * own message on its way, or a draft that the server does not have yet.
 *
 * Holdline.sayInRow(row, what, words)    what: 'typing', which goes first, or 'outgoing'; words: '' for nothing any more
 * Holdline.draftInRow(row, text)         like the server draws it; text: '' for none
 */
(function (Holdline) {
  var dom = Holdline.dom
  var DRAFT_CHARS = 120 // a row shows fewer

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

  Holdline.draftInRow = function (row, text) {
    var last = dom.one('.row-last', row)
    var line = last && dom.one('.drafted', last)
    if (line) dom.remove(line)
    if (last && !/^\s*$/.test(text)) last.insertBefore(draftLine(text), last.firstChild)
  }

  function draftLine (text) {
    var line = document.createElement('span')
    line.className = 'drafted'
    line.innerHTML = '<span class="draft"></span> <bdi></bdi>'
    dom.one('.draft', line).textContent = dom.text('draft')
    dom.one('bdi', line).textContent = text.slice(0, DRAFT_CHARS)
    return line
  }

  function mark (row, what) {
    if (what === '') row.removeAttribute('data-says')
    else row.setAttribute('data-says', what)
  }
})(this.Holdline = this.Holdline || {})
