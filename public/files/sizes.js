/*
 * Words for files. The texts are those of #file-texts (views/files/script-texts.ts).
 *
 * Holdline.fileText(name, slots) → a sentence for people
 * Holdline.sizeWords(bytes) → “2.4 MB”
 * Holdline.byteWords(bytes) → “2,400,000 bytes”
 * Holdline.timeWords(ms) → “1:05”
 * Holdline.fileKind(name) → “PDF”, of report.pdf
 */
(function (Holdline) {
  var dom = Holdline.dom
  var UNITS = [['size-gb', 1e9], ['size-mb', 1e6], ['size-kb', 1e3]]

  Holdline.fileText = function (name, slots) {
    return dom.text(name, slots, dom.byId('file-texts'))
  }

  Holdline.sizeWords = function (bytes) {
    var i
    for (i = 0; i < UNITS.length; i++) {
      if (bytes >= UNITS[i][1]) return Holdline.fileText(UNITS[i][0], { n: rounded(bytes / UNITS[i][1]) })
    }
    return Holdline.byteWords(bytes)
  }

  Holdline.byteWords = function (bytes) {
    return Holdline.fileText('size-bytes', { n: String(bytes).replace(/\B(?=(?:\d{3})+$)/g, ',') })
  }

  Holdline.timeWords = function (ms) {
    var seconds = Math.floor(ms / 1000)
    return Math.floor(seconds / 60) + ':' + ('0' + seconds % 60).slice(-2)
  }

  Holdline.fileKind = function (name) {
    var ending = /\.(\w{1,5})$/.exec(name)
    return ending ? ending[1].toUpperCase() : '•••'
  }

  // Two digits, or all those before the point.
  function rounded (number) {
    return number < 9.95 ? number.toFixed(1).replace('.0', '') : String(Math.round(number))
  }
})(this.Holdline = this.Holdline || {})
