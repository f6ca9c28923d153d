/*
 * Copies a text to the clipboard.
 *
 * Holdline.canCopy()                  this browser has a way, as far as it tells
 * Holdline.copyText(text, done)       done(isCopied)
 * Holdline.textToCopy(button)         its data-text, or the whole address of what data-address names below the root
 */
(function (Holdline) {
  Holdline.canCopy = function () {
    return hasClipboard() || hasCommand()
  }

  Holdline.copyText = function (text, done) {
    if (!hasClipboard()) return done(copyByCommand(text))
    navigator.clipboard.writeText(text).then(function () {
      done(true)
    }, function () {
      done(copyByCommand(text))
    })
  }

  // Below the address at which this page was opened: a proxy may hide it from the server.
  Holdline.textToCopy = function (button) {
    var link = document.createElement('a')
    if (button.hasAttribute('data-text')) return button.getAttribute('data-text')
    link.href = document.documentElement.getAttribute('data-root') + button.getAttribute('data-address')
    return link.href
  }

  // Pages over plain HTTP have none.
  function hasClipboard () {
    return typeof navigator === 'object' && !!navigator.clipboard && typeof navigator.clipboard.writeText === 'function'
  }

  function hasCommand () {
    try {
      return document.queryCommandSupported('copy')
    } catch (error) {
      return false
    }
  }

  function copyByCommand (text) {
    var before = document.activeElement
    var box = document.createElement('textarea')
    var isCopied
    if (!hasCommand()) return false
    box.value = text
    box.setAttribute('readonly', '')
    box.style.position = 'fixed'
    box.style.top = '0'
    box.style.opacity = '0'
    document.body.appendChild(box)
    box.select()
    try {
      isCopied = document.execCommand('copy')
    } catch (error) {
      isCopied = false
    }
    document.body.removeChild(box)
    if (before && before.focus) before.focus()
    return isCopied
  }
})(this.Holdline = this.Holdline || {})
