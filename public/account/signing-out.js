/*
 * Signing out leaves nothing of this user in the browser's storage: the next person at this computer may look.
 * It is noted when the form is sent, and done by the page that follows: signing out may fail, and other tabs follow later.
 *
 * Holdline.settleSignOut(user)    for each page as it loads; user: null on a signed-out page
 */
(function (Holdline) {
  var KEY = 'holdline.signing-out'

  Holdline.settleSignOut = function (user) {
    var storage = Holdline.openStorage('localStorage')
    var leaving = storage.get(KEY)
    if (leaving === null) return
    if (leaving !== user) {
      forget(storage, leaving)
      forget(Holdline.openStorage('sessionStorage'), leaving)
    }
    if (user !== null) storage.remove(KEY)
  }

  Holdline.addPart({
    name: 'signingOut',
    needs: ['browser'],
    create: function (app) {
      document.addEventListener('submit', function (event) {
        if (/\/signout$/.test(event.target.getAttribute('action') || '')) app.browser.storage.set(KEY, app.page().user)
      }, true)
    }
  })

  // Keys of a user: holdline.<what>.<user>, and holdline.<what>.<user>/<which>.
  function forget (storage, user) {
    var keys = storage.keys()
    var i, name
    for (i = 0; i < keys.length; i++) {
      name = keys[i].split('/')[0]
      if (name.slice(-user.length - 1) === '.' + user) storage.remove(keys[i])
    }
  }
})(this.Holdline = this.Holdline || {})
