/*
 * `@` in the composer of a group: completes the names of its members, which the server looks up. Those who may mention everybody get
 * that as well (`data-mentions` of the form is "all").
 */
(function (Holdline) {
  var SHOWN_MAX = 8
  var TIMEOUT_MS = 5000
  var WAIT_MS = 80 // between two keys
  var EVERYBODY = 'all'

  Holdline.addPart({
    name: 'mentioning',
    needs: ['browser', 'completion'],
    create: function (app) {
      Holdline.addTrigger(createTrigger(app.browser.request, app.page))
    }
  })

  function createTrigger (request, page) {
    var timer = null
    return {
      sign: '@',
      label: 'mention-whom',
      least: 0,
      find: function (query, form, done) {
        clearTimeout(timer)
        if (!form.getAttribute('data-mentions')) return done([])
        timer = setTimeout(function () {
          request({
            method: 'GET',
            url: page().root + 'api/conversations/' + encodeURIComponent(form.getAttribute('data-conversation')) +
              '/members?limit=' + SHOWN_MAX + '&q=' + encodeURIComponent(query),
            body: null,
            timeoutMs: TIMEOUT_MS
          }, function (result) {
            done(optionsOf(result, query, form, page().user))
          })
        }, WAIT_MS)
      }
    }
  }

  function optionsOf (result, query, form, me) {
    var answer = Holdline.readCall(result, 'members').ok ? Holdline.parseObject(result.body) : { members: [] }
    var options = []
    var i, user, nickname
    for (i = 0; i < answer.members.length; i++) {
      user = answer.members[i].user
      nickname = answer.members[i].nickname
      if (user.id !== me) options.push({ text: '@' + user.username, name: nickname || user.displayName, note: '@' + user.username })
    }
    if (form.getAttribute('data-mentions') === EVERYBODY && EVERYBODY.indexOf(query.toLowerCase()) === 0) {
      options.push({ text: '@' + EVERYBODY, name: Holdline.dom.text('mention-all'), note: '@' + EVERYBODY })
    }
    return options
  }
})(this.Holdline = this.Holdline || {})
