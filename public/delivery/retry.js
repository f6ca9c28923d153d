/*
 * Retries: the pause before a request is sent again. Pure.
 *
 * Holdline.backoffMs(failures, askedMs, random)   → ms: exponential with full jitter, or at least what the server asked for (0: nothing)
 * Holdline.retryAfterMs(header, now)              → ms that a Retry-After header asks for, in seconds or as a date; 0 when it asks nothing
 */
(function (Holdline) {
  var BACKOFF_MS = 1000
  var BACKOFF_MAX_MS = 30000
  var PAUSE_MIN_MS = 200 // full jitter may come to nothing; this is not a spin
  var RETRY_AFTER_MAX_MS = 600000 // a longer wait is not believed

  Holdline.backoffMs = function (failures, askedMs, random) {
    var most = askedMs > 0 ? BACKOFF_MS : Math.min(BACKOFF_MAX_MS, BACKOFF_MS * Math.pow(2, failures))
    return Math.max(PAUSE_MIN_MS, askedMs + random() * most)
  }

  Holdline.retryAfterMs = function (header, now) {
    var ms = 0
    if (header) ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
    return ms > 0 ? Math.min(ms, RETRY_AFTER_MAX_MS) : 0
  }
})(this.Holdline = this.Holdline || {})
