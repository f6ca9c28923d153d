/*
 * Drafts: kept at once in this browser's storage and, a second after the last key, by the server for the other browsers.
 * A draft in storage is newer than the one in the page: it is removed once the server has it.
 *
 * drafts = Holdline.createDrafts({ storage, user, tell(conversation, body, done) })
 * drafts.changed(conversation, body)    drafts.sent(conversation)    drafts.restore(conversation, textarea)
 */
(function (Holdline) {
  var QUIET_MS = 1000

  Holdline.createDrafts = function (env) {
    var timers = {}
    var told = {} // conversation → the server's draft, as far as this page knows

    function key (conversation) {
      return 'holdline.draft.' + env.user + '/' + conversation
    }

    function tell (conversation, body) {
      delete timers[conversation]
      if (body === (told[conversation] || '')) return forget(conversation, body)
      env.tell(conversation, body, function (ok) {
        if (!ok) return
        told[conversation] = body
        forget(conversation, body)
      })
    }

    function forget (conversation, body) {
      if (env.storage.get(key(conversation)) === body) env.storage.remove(key(conversation))
    }

    return {
      changed: function (conversation, body) {
        env.storage.set(key(conversation), body)
        clearTimeout(timers[conversation])
        timers[conversation] = setTimeout(function () {
          tell(conversation, body)
        }, QUIET_MS)
      },
      sent: function (conversation) {
        clearTimeout(timers[conversation])
        env.storage.set(key(conversation), '')
        tell(conversation, '')
      },
      restore: function (conversation, textarea) {
        var kept = env.storage.get(key(conversation))
        told[conversation] = textarea.value
        if (kept === null) return
        textarea.value = kept
        tell(conversation, kept)
      }
    }
  }

  Holdline.addPart({
    name: 'drafts',
    needs: ['browser', 'api'],
    create: function (app) {
      var drafts = Holdline.createDrafts({
        storage: app.browser.storage,
        user: app.page().user,
        tell: function (conversation, body, done) {
          app.api.callConversation(conversation, 'draft', { body: body }, null, done)
        }
      })
      app.on('arrived', function (page) {
        var box = Holdline.dom.one('#composer textarea')
        if (page.conversation && box) drafts.restore(page.conversation, box)
      })
      return drafts
    }
  })
})(this.Holdline = this.Holdline || {})
