/*
 * The pressed button of a form that leads on looks taken at once, until the answer is there. It stays usable, because the server answers a
 * form that is sent twice like the first time; a page from the back/forward cache shows it fresh.
 */
(function (Holdline) {
  var TAKEN_MS = 15000 // an answer that takes longer may never come
  var taken = []

  if (!document.addEventListener) return

  document.addEventListener('submit', function (event) {
    var button = event.submitter || buttonOf(event.target)
    // Later: listeners that send the form themselves have prevented the default by then.
    setTimeout(function () {
      if (button && !event.defaultPrevented) take(button)
    }, 0)
  }, true)

  window.addEventListener('pageshow', letGo, false)

  function take (button) {
    button.setAttribute('aria-disabled', 'true')
    taken.push(button)
    setTimeout(letGo, TAKEN_MS)
  }

  function letGo () {
    while (taken.length > 0) taken.pop().removeAttribute('aria-disabled')
  }

  function buttonOf (form) {
    var active = document.activeElement
    return active && active.form === form && active.type === 'submit' ? active : Holdline.dom.one('[type="submit"]', form)
  }
})(this.Holdline = this.Holdline || {})
