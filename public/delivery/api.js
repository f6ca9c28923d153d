/*
 * Calls of the JSON API whose answer is not waited for.
 *
 * app.api.call(method, path, content, noun, done)    noun: a field of its answer, null for an empty one; done(ok) may be left out
 * app.api.callConversation(id, path, content, noun, done)    a POST below the conversation
 */
(function (Holdline) {
  var TIMEOUT_MS = 20000

  Holdline.addPart({
    name: 'api',
    needs: ['browser'],
    create: function (app) {
      function call (method, path, content, noun, done) {
        app.browser.request({
          method: method,
          url: app.page().root + 'api/' + path,
          body: JSON.stringify(content),
          timeoutMs: TIMEOUT_MS
        }, function (result) {
          if (result.status === 0) app.emit('doubt')
          if (done) done(Holdline.readCall(result, noun).ok)
        })
      }

      return {
        call: call,
        callConversation: function (id, path, content, noun, done) {
          call('POST', 'conversations/' + encodeURIComponent(id) + '/' + path, content, noun, done)
        }
      }
    }
  })
})(this.Holdline = this.Holdline || {})
