/*
 * Wakes the parts of later-scripts.json: the menus of messages and rows, the emoji, the completion, the switcher, the panel at the side,
 * notices, the progress of an export, the hold ladder, links to give away, pictures over their chat. A press on what they are for is
 * carried out once they are there.
 *
 * later                        see later.js
 * Holdline.recalledKey(user)   the key in marks of the texts that were recalled in this tab (recalled.js)
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes
  var ACTS = /^(copy-link|emoji|row-menu)$/
  var COMPLETED = /(^|[^0-9A-Za-z_])[@:\uff1a][^\s@:\uff1a]*[:\uff1a]?$/ // at least the words of completion.js and opening.js

  Holdline.recalledKey = function (user) {
    return 'holdline.recalled.' + user
  }

  Holdline.addPart({
    name: 'later',
    needs: ['browser', 'connection'],
    create: function (app) {
      var later = Holdline.createLater({
        fetch: function (done) {
          Holdline.fetchScript(app.browser.request, 'later', function (isLoaded) {
            done(isLoaded && app.grow())
          })
        },
        busy: Holdline.showBusy
      })

      // A proxy's page in the place of the scripts must not be left for.
      function leave (element) {
        if (element && element.href) app.emit('missed', { link: element, text: '' })
        else app.connection.say('acts-failed')
      }

      function press (element) {
        return later.ask(function () {
          if (document.body.contains(element)) element.click()
        }, function () {
          leave(element)
        })
      }

      function tell (name, value, opener) {
        return later.ask(function () {
          app.emit(name, value)
        }, function () {
          leave(opener)
        })
      }

      listen(app, later, press)
      listenForWords(later)
      Holdline.listenToLongPress(function (bubble) {
        var link = dom.one('.more', dom.above(bubble, 'data-no'))
        if (!link || !dom.byId('acts') || dom.one('.selecting')) return false
        return app.emit('long-pressed', link) || tell('long-pressed', link, link)
      })
      app.on('edit-last', function () {
        var links = app.page().list ? dom.all('.mine .more', app.page().list) : []
        var isArriving = dom.one('.outgoing[data-state="stored"]') !== null
        return (links.length > 0 || isArriving) && tell('edit-last', null, links[links.length - 1])
      })
      app.on('close-side', function () {
        var link = dom.one('#side [data-side="close"]')
        return link !== null && tell('close-side', null, link)
      })
      app.on('switch', function () {
        var link = document.createElement('a')
        link.href = app.page().root + 'go/'
        return dom.byId('switcher') !== null && tell('switch', null, link)
      })
      app.on('arrived', function () {
        var hasRecalled = app.browser.marks.get(Holdline.recalledKey(app.page().user)) !== null
        if (dom.one('#side, #export, #ladder, #viewer, [data-link]') || hasRecalled) later.hint()
      })
      return later
    }
  })

  function listen (app, later, press) {
    document.addEventListener('click', function (event) {
      var element = event.defaultPrevented || !isPlain(event) ? null : opened(app, event.target)
      if (element && press(element)) event.preventDefault()
    }, false)
    document.addEventListener('contextmenu', function (event) {
      var row = dom.above(event.target, 'data-place')
      var link = row && dom.one('.row-more', row)
      if (link && !event.shiftKey && press(link)) event.preventDefault()
    }, false)
    // A press begins with these.
    document.addEventListener('mousedown', hinted, true)
    document.addEventListener('touchstart', hinted, true)
    document.addEventListener('keydown', function (event) {
      if (event.keyCode === codes.CTRL || event.keyCode === codes.META) later.hint()
    }, true)

    function hinted (event) {
      if (opened(app, event.target)) later.hint()
    }
  }

  // The word is looked at again once the parts are there, whatever it is by then.
  function listenForWords (later) {
    document.addEventListener('input', function (event) {
      var box = event.target
      if (box.id === 'composer-body' && COMPLETED.test(box.value.slice(0, box.selectionEnd))) later.hint()
    }, false)
  }

  // The element that opens one of those parts, or null.
  function opened (app, target) {
    var actor = dom.above(target, 'data-act')
    var link = dom.above(target, 'class', 'more') || (app.page().shown && (dom.above(target, 'data-side') || dom.above(target, 'data-view')))
    if (link && dom.byId('acts')) return link
    return actor && ACTS.test(actor.getAttribute('data-act')) ? actor : null
  }

  function isPlain (event) {
    return !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && !(event.button > 0)
  }
})(this.Holdline = this.Holdline || {})
