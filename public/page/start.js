/*
 * Runs before anything is drawn: hides what only a page without script needs (html.is-starting), and puts the history where reading begins
 * as soon as it is parsed, so that nothing flashes and nothing jumps once the other scripts take over.
 *
 * It is the one script that never comes compressed. Where none of the others ran, the network may break what is compressed: then the page
 * is loaded once more, and the cookie has the server send everything as it is (connection/packing.js).
 *
 * Holdline.toStart()     scrolls to the start of reading: the message that the address names, else the unread divider, else the end
 * Holdline.started()     the page is live, or goes on without script
 */
(function (Holdline) {
  var UNPACKED = 'holdline_unpacked=1'
  var LONGEST_MS = 5000 // a page whose other scripts never come shows its links and forms

  var root = document.documentElement

  Holdline.toStart = function () {
    var box = document.getElementById('scroller') || document.scrollingElement || root
    var divider = named() || document.getElementById('divider')
    var top = box.id === 'scroller' ? box.getBoundingClientRect().top : 0
    box.scrollTop = box.scrollHeight
    // A third from the top: the last read messages stay in sight above it.
    if (divider) box.scrollTop += divider.getBoundingClientRect().top - top - box.clientHeight / 3
  }

  function named () {
    return /[?&]no=\d/.test(location.search) ? document.getElementById(location.hash.slice(1)) : null
  }

  Holdline.started = function () {
    root.className = root.className.replace(/ ?\bis-starting\b/, '')
  }

  // Runs before each picture that the browser draws.
  function look () {
    if (document.getElementById('end')) Holdline.toStart()
    else if (document.readyState === 'loading') window.requestAnimationFrame(look)
  }

  function loaded () {
    if (Holdline.boot || document.cookie.indexOf(UNPACKED) >= 0) return
    document.cookie = UNPACKED + '; path=/; max-age=600; samesite=lax'
    if (document.cookie.indexOf(UNPACKED) >= 0) location.replace(location.href.split('#')[0])
  }

  if (window.addEventListener) window.addEventListener('load', loaded, false)
  if (document.readyState === 'loading') {
    root.className += ' is-starting'
    setTimeout(Holdline.started, LONGEST_MS)
    if (window.requestAnimationFrame) window.requestAnimationFrame(look)
  }
})(this.Holdline = this.Holdline || {})
