/*
 * Copies a text to the clipboard.
 *
 * Holdline.canCopy()                  this browser has a way, as far as it tells
 * Holdline.copyText(text, done)       done(isCopied)
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
