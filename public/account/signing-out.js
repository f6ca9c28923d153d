/*
 * Signing out leaves nothing of this user in the browser's storage: the next person at this computer may look.
 * It is noted when the form is sent, and done by the page that follows: signing out may fail, and other tabs follow later.
 *
 * Holdline.settleSignOut(user)    for each page as it loads; user: null on a signed-out page
 * Holdline.bytesOf(user) → name of the database of files that are not sent yet (public/files/kept-bytes.js)
 * app.signingOut.isSent()         the answer to such a form leads on: nothing else may lead elsewhere before it
 */
(function (Holdline) {
  var KEY = 'holdline.signing-out'
  // A refusal leads back to the page, still signed in.
  var FORMS = /\/(signout|settings\/account\/delete)$/

  Holdline.settleSignOut = function (user) {
    var storage = Holdline.openStorage('localStorage')
    var leaving = storage.get(KEY)
    if (leaving === null) return
    if (leaving !== user) {
      forgetBytes(leaving)
      forget(storage, leaving)
      forget(Holdline.openStorage('sessionStorage'), leaving)
    }
    if (user !== null) storage.remove(KEY)
  }

  Holdline.bytesOf = function (user) {
    return Holdline.site + 'holdline.files.' + user
  }

  Holdline.addPart({
    name: 'signingOut',
    needs: ['browser'],
    create: function (app) {
      var isSent = false
      document.addEventListener('submit', function (event) {
        if (!FORMS.test(event.target.getAttribute('action') || '')) return
        app.browser.storage.set(KEY, app.page().user)
        // Later listeners hold it back while the server is not reached.
        setTimeout(function () {
          isSent = !event.defaultPrevented
        }, 0)
      }, true)
      return {
        isSent: function () {
          return isSent
        }
      }
    }
  })

  function forgetBytes (user) {
    try {
      window.indexedDB.deleteDatabase(Holdline.bytesOf(user))
    } catch (error) {} // there is no such storage
  }

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
