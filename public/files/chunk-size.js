/*
 * The size of the next chunk of an upload. Networks cut what is large or takes long: nginx at 1 MB, many firewalls at less, others after
 * 30 s. A chunk that was cut halves the size until one passes; it grows again while chunks pass quickly, and to a size that was cut only
 * after many have passed, later each time. Pure: one for all uploads of a page.
 *
 * size = Holdline.createChunkSize()
 * size.next(most) → bytes      most: the server's limit
 * size.passed(bytes, ms)       a chunk arrived, and took so long
 * size.cut(bytes)              a chunk did not arrive, though the server can be reached
 * size.isLeast() → no smaller chunk is tried
 * size.limit() → bytes         no larger chunk passes, as far as is known; null: none was cut
 */
(function (Holdline) {
  var FIRST = 262144
  var LEAST = 16384
  var SLOW_MS = 15000 // half of the shortest limit of time that is usual
  var QUICK_MS = 5000
  var AGAIN_AFTER = 24 // chunks
  var AGAIN_AFTER_MAX = 3072

  Holdline.createChunkSize = function () {
    var size = FIRST
    var ceiling = null // of this size one was cut
    var passes = 0 // since then
    var again = AGAIN_AFTER

    function grow () {
      var wanted = size * 2
      if (ceiling !== null && wanted >= ceiling) {
        if (passes < again) return
        again = Math.min(again * 2, AGAIN_AFTER_MAX)
        passes = 0
      }
      size = wanted
    }

    return {
      next: function (most) {
        return Math.min(size, most)
      },
      passed: function (bytes, ms) {
        passes += 1
        if (ceiling !== null && bytes >= ceiling) ceiling = null
        if (ms > SLOW_MS) size = Math.max(LEAST, Math.floor(Math.min(size, bytes) / 2))
        else if (ms < QUICK_MS && bytes >= size) grow()
      },
      cut: function (bytes) {
        ceiling = bytes
        passes = 0
        size = Math.max(LEAST, Math.floor(bytes / 2))
      },
      isLeast: function () {
        return size <= LEAST
      },
      limit: function () {
        return ceiling === null ? null : size
      }
    }
  }
})(this.Holdline = this.Holdline || {})
