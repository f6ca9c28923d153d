/*
 * The sign-up form: suggests a username made from the name, until one is typed, and says while typing why a username cannot be one.
 * The field carries `data-pattern` and the sentence, `data-invalid`. Without this script the server says the same.
 */
(function (Holdline) {
  var dom = Holdline.dom

  /** Letters and digits of a name as a username; '' when too few are left, as of most names in other scripts. */
  Holdline.usernameFrom = function (name) {
    var plain = name.normalize ? name.normalize('NFD').replace(/[\u0300-\u036f]/g, '') : name
    var made = plain.toLowerCase().replace(/['\u2019]/g, '').replace(/[^a-z0-9]+/g, '.').replace(/^\.+|\.+$/g, '').slice(0, 32)
    return /[^\x00-\x7f]/.test(plain) || made.length < 2 ? '' : made
  }

  Holdline.watchUsername = function (username, name) {
    var pattern = new RegExp(username.getAttribute('data-pattern'))
    var isOwn = username.value !== ''
    var wasLeft = isOwn
    var note = dom.byId('field-username-refusal')

    function isFine () {
      var typed = username.value.replace(/^\s+|\s+$/g, '').toLowerCase()
      return typed === '' || pattern.test(typed)
    }

    function check () {
      var text = isFine() ? '' : username.getAttribute('data-invalid')
      if (!note && text === '') return
      if (!note) {
        note = document.createElement('p')
        note.id = 'field-username-refusal'
        note.className = 'field-refusal'
        note.setAttribute('aria-live', 'polite')
        username.parentNode.insertBefore(note, username.nextSibling)
        username.setAttribute('aria-describedby', note.id + ' field-username-hint')
      }
      note.textContent = text
      if (text === '') username.removeAttribute('aria-invalid')
      else username.setAttribute('aria-invalid', 'true')
    }

    username.addEventListener('input', function () {
      isOwn = username.value !== ''
      // Says nothing about a name that is just begun, but takes back at once what no longer holds.
      if (wasLeft) check()
    })
    username.addEventListener('blur', function () {
      wasLeft = username.value !== ''
      check()
    })
    name.addEventListener('input', function () {
      if (!isOwn) username.value = Holdline.usernameFrom(name.value)
    })
  }

  function start () {
    var username = dom.byId('field-username')
    var name = dom.byId('field-display-name')
    if (username && name && username.addEventListener && username.hasAttribute('data-pattern')) Holdline.watchUsername(username, name)
  }

  start()
})(this.Holdline = this.Holdline || {})
