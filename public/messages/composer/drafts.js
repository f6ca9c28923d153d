/*
 * Drafts. A text that was typed in this tab is this tab's own: it outlives a reload, and nothing replaces it until it was sent, here or
 * elsewhere. A box that was not typed in follows the server, which is told a second after the last key.
 * A text that the server does not have yet is kept for all tabs of this browser, in `storage`; one that is typed here for this tab,
 * in `marks`.
 *
 * drafts = Holdline.createDrafts(env), where env is
 *   storage, marks, user         see storage.js; the user's id
 *   tell(conversation, body, done)    tells the server; done(ok)
 *   show(conversation, body, replyTo)    writes into the box, when that conversation is open; replyTo: the message that it answers, or
 *                                null; undefined: the text of the box was sent elsewhere
 *   newest() → no or null        the newest message on the page
 *   said(no) → array             the texts of one's own messages after it, as the page shows them
 *
 * drafts.changed(conversation, body)    drafts.sent(conversation, clientId)
 * drafts.answers(conversation, body)    this text answers another message from now on, or none
 * drafts.restore(conversation, textarea) → false when the server has another text than this box
 * drafts.heard(conversation, body, replyTo)    the server has this draft now
 * drafts.arrived(conversation, clientId, body)    a message of one's own
 * drafts.unsaved(conversation) → text or null     the server does not have it yet
 * drafts.retry()                        the way to the server is open again
 */
(function (Holdline) {
  var QUIET_MS = 1000
  var SERVER_MAX_CHARS = 8192 // the server takes no longer one; it stays in this browser

  Holdline.createDrafts = function (env) {
    var known = {} // conversation → its draft
    var sentHere = {} // clientIds

    function draftOf (conversation) {
      known[conversation] = known[conversation] || newDraft(env, conversation)
      return known[conversation]
    }

    return {
      changed: function (conversation, body) {
        change(env, draftOf(conversation), body)
      },
      answers: function (conversation, body) {
        var draft = draftOf(conversation)
        if (body === '') return
        draft.server = null
        own(env, draft, body)
        want(env, draft, body)
        tell(env, draft)
      },
      sent: function (conversation, clientId) {
        var draft = draftOf(conversation)
        sentHere[clientId] = true
        empty(env, draft)
        if (!draft.isTelling && !draft.isOurs) return
        want(env, draft, '')
        tell(env, draft)
      },
      restore: function (conversation, box) {
        restore(env, draftOf(conversation), box)
        return draftOf(conversation).isOurs
      },
      heard: function (conversation, body, replyTo) {
        hear(env, draftOf(conversation), body, replyTo)
      },
      arrived: function (conversation, clientId, body) {
        var draft = draftOf(conversation)
        if (sentHere[clientId] || draft.own === '' || !isAllOf(draft, body)) return
        empty(env, draft)
        env.show(conversation, '')
      },
      unsaved: function (conversation) {
        return env.storage.get(draftOf(conversation).unsavedKey)
      },
      retry: function () {
        var conversation
        for (conversation in known) {
          if (known[conversation].timer === null) tell(env, known[conversation])
        }
      }
    }
  }

  function newDraft (env, conversation) {
    return {
      conversation: conversation,
      typedKey: 'holdline.typed.' + env.user + '/' + conversation, // in marks
      unsavedKey: 'holdline.draft.' + env.user + '/' + conversation, // in storage
      own: '', // typed in this tab, and not sent
      no: 0, // the newest message at that time
      isContinued: false, // typed on elsewhere
      server: '', // the text on the server, as far as this page knows; null when it answers another message there
      isOurs: true, // that came from this box, or stood in it
      wanted: null, // the text to be told to the server
      isTelling: false,
      timer: null
    }
  }

  function own (env, draft, body) {
    draft.own = body
    draft.no = env.newest() || 0
    draft.isContinued = false
    if (body === '') env.marks.remove(draft.typedKey)
    else env.marks.set(draft.typedKey, draft.no + ' ' + body)
  }

  function readOwn (env, draft) {
    var typed = /^(\d+) ([\s\S]*)$/.exec(env.marks.get(draft.typedKey) || '')
    if (draft.own !== '' || !typed) return
    draft.own = typed[2]
    draft.no = Number(typed[1])
  }

  function want (env, draft, body) {
    draft.wanted = body
    env.storage.set(draft.unsavedKey, body)
    clearTimeout(draft.timer)
    draft.timer = null
  }

  // Nothing is to be told any more, unless another text was typed meanwhile.
  function rest (env, draft, body) {
    if (draft.wanted === body) draft.wanted = null
    if (env.storage.get(draft.unsavedKey) === body) env.storage.remove(draft.unsavedKey)
  }

  function change (env, draft, body) {
    own(env, draft, body)
    want(env, draft, body)
    draft.timer = setTimeout(function () {
      tell(env, draft)
    }, QUIET_MS)
  }

  // One call at a time: a draft must not overtake the empty one that follows it.
  function tell (env, draft) {
    var body = draft.wanted
    draft.timer = null
    if (body === null || draft.isTelling || body.length > SERVER_MAX_CHARS) return
    if (body === draft.server) return rest(env, draft, body)
    draft.isTelling = true
    env.tell(draft.conversation, body, function (ok) {
      draft.isTelling = false
      if (!ok) return
      draft.server = body
      draft.isOurs = true
      rest(env, draft, body)
      if (draft.timer === null) tell(env, draft)
    })
  }

  function empty (env, draft) {
    var body = draft.own
    own(env, draft, '')
    clearTimeout(draft.timer)
    draft.timer = null
    rest(env, draft, body)
  }

  function restore (env, draft, box) {
    var unsaved = env.storage.get(draft.unsavedKey)
    readOwn(env, draft)
    draft.server = box.value
    if (draft.own !== '' && hasBeenSaid(env, draft)) empty(env, draft)
    else if (draft.own !== '') box.value = draft.own
    else if (unsaved !== null) box.value = draft.own = unsaved
    draft.isOurs = box.value === draft.server || unsaved !== null
    if (unsaved === null || (draft.own === '' && unsaved !== '')) return
    draft.wanted = draft.own
    tell(env, draft)
  }

  function hear (env, draft, body, replyTo) {
    draft.server = body
    // The text that was typed here goes to the server after this.
    if (draft.isTelling || draft.wanted !== null) return
    draft.isOurs = draft.own === '' || draft.own === body
    if (draft.own === '') env.show(draft.conversation, body, replyTo)
    else if (body.indexOf(draft.own) === 0) draft.isContinued = true
  }

  // The box holds nothing but a part of this.
  function isAllOf (draft, said) {
    return isSame(said, draft.own) || (draft.isContinued && bare(said).indexOf(bare(draft.own)) === 0)
  }

  function hasBeenSaid (env, draft) {
    return env.said(draft.no).some(function (said) {
      return isSame(said, draft.own)
    })
  }

  Holdline.addPart({
    name: 'drafts',
    needs: ['browser', 'api', 'replying'],
    create: function (app) {
      var dom = Holdline.dom
      var drafts = Holdline.createDrafts({
        storage: app.browser.storage,
        marks: app.browser.marks,
        user: app.page().user,
        tell: function (conversation, body, done) {
          var content = { body: body }
          var replyTo = app.replying.of(conversation)
          if (replyTo !== null) content.replyTo = replyTo
          app.api.callConversation(conversation, 'draft', content, null, done)
        },
        show: function (conversation, body, replyTo) {
          var box = dom.one('#composer textarea')
          if (replyTo === undefined) app.replying.take(conversation)
          else app.replying.follow(conversation, replyTo)
          if (!box || app.page().conversation !== conversation || box.value === body) return
          box.value = body
          app.emit('box-filled', box)
        },
        newest: function () {
          return Holdline.newestNo(app.page())
        },
        said: function (no) {
          return app.page().list ? textsAfter(app.page().list, no) : []
        }
      })
      function nameIn (row) {
        var text = row.id.indexOf('conversation-') === 0 ? drafts.unsaved(row.id.slice('conversation-'.length)) : null
        if (text !== null) Holdline.draftInRow(row, text)
      }

      app.on('arrived', function () {
        dom.all('#conversations > li').forEach(nameIn)
      })
      app.on('drawn', nameIn)
      app.on('arrived', function (page) {
        var box = dom.one('#composer textarea')
        if (!page.conversation || !box) return
        // A refused text stands in the box again: it was typed here.
        if (box.hasAttribute('autofocus')) drafts.changed(page.conversation, box.value)
        else if (!drafts.restore(page.conversation, box)) app.replying.follow(page.conversation, null)
      })
      app.on('added', function (element) {
        var text = dom.one('.text', element)
        var clientId = element.getAttribute('data-client-id')
        if (clientId && text) drafts.arrived(app.page().conversation, clientId, text.textContent)
      })
      app.on('draft', function (draft) {
        drafts.heard(draft.conversation, draft.body, draft.replyTo)
      })
      app.on('answers', function (conversation) {
        drafts.answers(conversation, dom.byId('composer-body').value)
      })
      app.on('link', function (state) {
        if (state === 'ok') drafts.retry()
      })
      return drafts
    }
  })

  function textsAfter (list, no) {
    var dom = Holdline.dom
    return dom.all('.mine[data-no]', list).filter(function (item) {
      return dom.number(item, 'data-no') > no && dom.one('.text', item)
    }).map(function (item) {
      return dom.one('.text', item).textContent
    })
  }

  // A drawn message has no line ends and no marks of code.
  function bare (text) {
    return text.replace(/[\s`]+/g, '')
  }

  function isSame (one, other) {
    return bare(one) === bare(other)
  }
})(this.Holdline = this.Holdline || {})
