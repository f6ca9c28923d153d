/*
 * Words for files. The texts are those of #file-texts (views/files/script-texts.ts).
 *
 * Holdline.fileText(name, slots) → a sentence for people
 * Holdline.sizeWords(bytes) → “2.4 MB”
 * Holdline.timeWords(ms) → “1:05”
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
    return Holdline.fileText('size-bytes', { n: bytes })
  }

  Holdline.timeWords = function (ms) {
    var seconds = Math.floor(ms / 1000)
    return Math.floor(seconds / 60) + ':' + ('0' + seconds % 60).slice(-2)
  }

  // Two digits, or all those before the point.
  function rounded (number) {
    return number < 9.95 ? number.toFixed(1).replace('.0', '') : String(Math.round(number))
  }
})(this.Holdline = this.Holdline || {})
