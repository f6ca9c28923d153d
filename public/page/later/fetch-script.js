/*
 * Fetches a script that the document does not load by itself. It is looked at before it is run, from the cache then: in a network's portal
 * a page comes in its place.
 *
 * Holdline.fetchScript(request, name, done)    request: see poll-loop.js; name: the attribute of #scripts with its address is data-<name>;
 *                                              done(isLoaded)
 */
(function (Holdline) {
  var TIMEOUT_MS = 20000

  Holdline.fetchScript = function (request, name, done) {
    var holder = document.getElementById('scripts')
    var address = holder && holder.getAttribute('data-' + name)
    if (!address) return done(false)
    request({ method: 'GET', url: address, body: null, timeoutMs: TIMEOUT_MS }, function (result) {
      if (result.status === 200 && !/^\s*</.test(result.body)) run(address, done)
      else done(false)
    })
  }

  function run (address, done) {
    var script = document.createElement('script')
    script.onload = function () {
      done(true)
    }
    script.onerror = function () {
      done(false)
    }
    script.src = address
    document.body.appendChild(script)
  }
})(this.Holdline = this.Holdline || {})
