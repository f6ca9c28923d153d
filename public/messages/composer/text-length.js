/*
 * The length of a text as the server counts it: bytes of UTF-8, without the white space at its end. Pure: no DOM.
 *
 * Holdline.measure(text, max) → { bytes, over }     over: about so many characters too long, 0 when it fits
 * Holdline.splitText(text, max) → array             parts that fit, cut at a line end, else at a blank, else between graphemes
 */
(function (Holdline) {
  // Drawn as one with the letter before: combining marks, joiners, marks around a letter, variants, second halves of pairs.
  var JOINED = [[0x300, 0x36f], [0x200c, 0x200d], [0x20d0, 0x20ff], [0xfe00, 0xfe0f], [0xdc00, 0xdfff]]
  var SKIN_TONE = /^\ud83c[\udffb-\udfff]/
  var JOINER = '\u200d'

  Holdline.measure = function (text, max) {
    var kept = text.slice(0, endOf(text))
    var bytes = bytesIn(kept)
    return { bytes: bytes, over: bytes <= max ? 0 : Math.ceil((bytes - max) * charsIn(kept) / bytes) }
  }

  Holdline.splitText = function (text, max) {
    var parts = []
    var rest = trimmed(text)
    var cut
    while (bytesIn(rest) > max) {
      cut = placeToCut(rest, fitting(rest, max))
      parts.push(trimmed(rest.slice(0, cut)))
      rest = trimmed(rest.slice(cut).replace(/^\s/, ''))
    }
    parts.push(rest)
    return parts.filter(Boolean)
  }

  // Blank lines around a part go; the indent of its first line stays.
  function trimmed (text) {
    return text.slice(0, endOf(text)).replace(/^(?:[^\S\n]*\n)+/, '')
  }

  // No pattern: one for white space at the end tries every run of blanks.
  function endOf (text) {
    var end = text.length
    while (end > 0 && /\s/.test(text.charAt(end - 1))) end -= 1
    return end
  }

  // A half of a surrogate pair that stands alone is sent as a replacement character, of three bytes.
  function bytesAt (text, i) {
    var code = text.charCodeAt(i)
    if (code < 0x80) return 1
    if (code < 0x800) return 2
    return isPairAt(text, i) || isPairAt(text, i - 1) ? 2 : 3
  }

  function isPairAt (text, i) {
    return (text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00
  }

  function bytesIn (text) {
    var bytes = 0
    var i
    for (i = 0; i < text.length; i++) bytes += bytesAt(text, i)
    return bytes
  }

  function charsIn (text) {
    var chars = text.length
    var i
    for (i = 0; i < text.length; i++) {
      if (isPairAt(text, i)) chars -= 1
    }
    return chars
  }

  function fitting (text, max) {
    var bytes = 0
    var i = 0
    while (i < text.length && bytes + bytesAt(text, i) <= max) {
      bytes += bytesAt(text, i)
      i += 1
    }
    return i
  }

  // In the second half of what fits, else the parts would be many.
  function placeToCut (text, most) {
    var lineEnd = text.lastIndexOf('\n', most)
    var i
    if (lineEnd > most / 2) return lineEnd
    for (i = most; i > most / 2; i--) {
      if (/\s/.test(text.charAt(i))) return i
    }
    return graphemeStart(text, most)
  }

  function isJoinedAt (text, i) {
    var code = text.charCodeAt(i)
    return text.charAt(i - 1) === JOINER || SKIN_TONE.test(text.slice(i, i + 2)) || JOINED.some(function (range) {
      return code >= range[0] && code <= range[1]
    })
  }

  function graphemeStart (text, most) {
    var i = most
    try {
      i = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text).containing(most).index
    } catch (error) {
      while (i > 0 && isJoinedAt(text, i)) i -= 1
    }
    // One that is longer than a message is cut all the same, but no pair.
    return i > 0 ? i : isPairAt(text, most - 1) ? most - 1 : most
  }
})(this.Holdline = this.Holdline || {})
