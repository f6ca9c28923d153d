/*
 * The ways to the files, for a browser that can send parts of them: the button beside the composer, a paste, a drop, the button of the
 * recorder. Each fetches the scripts of file-scripts.json first; a message that waits in the outbox for its files does, too. Elsewhere
 * the button leads to the page with the form.
 *
 * attaching.strip              null, or the strip of the chosen files (chosen.js), once it is there
 * attaching.has(conversation)  → files are chosen
 * attaching.take(conversation) → they are sent: the entry's files for outbox.send, or null
 * attaching.choose(accept, done)    asks the person for files of this kind ('': any); done(files) when some were chosen
 * Event 'attached': the files that were chosen, pasted or dropped
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.addPart({
    name: 'attaching',
    needs: ['browser', 'connection', 'outbox'],
    create: function (app) {
      var later = Holdline.createLater({
        fetch: function (done) {
          Holdline.fetchScript(app.browser.request, 'files', function (isLoaded) {
            done(isLoaded && app.grow())
          })
        },
        busy: Holdline.showBusy
      })
      var attaching = {
        strip: null,
        has: function (conversation) {
          return attaching.strip !== null && attaching.strip.has(conversation)
        },
        take: function (conversation) {
          return attaching.has(conversation) ? attaching.strip.take(conversation) : null
        },
        choose: choose
      }

      function attach (files) {
        if (!later.isThere()) Holdline.showBusy(true)
        later.hint(function (isThere) {
          Holdline.showBusy(false)
          if (isThere) app.emit('attached', files)
          else app.connection.say('acts-failed')
        })
      }

      app.on('act:attach', function () {
        if (isAble()) choose('', attach)
        else location.href = app.page().root + 'conversations/' + app.page().conversation + '/attach'
        later.hint()
        return true
      })
      app.on('act:record', function (button) {
        return later.ask(function () {
          app.emit('act:record', button)
        }, function () {
          app.connection.say('acts-failed')
        })
      })
      if (!isAble()) return attaching
      listen(attach, later)
      app.on('arrived', function () {
        if (app.outbox.entries().some(isWaiting)) later.hint()
      })
      app.on('outbox', function (entry) {
        if (isWaiting(entry)) later.hint()
      })
      return attaching
    }
  })

  function isAble () {
    return typeof window.FileReader === 'function' && typeof window.Blob === 'function' && typeof window.Blob.prototype.slice === 'function'
  }

  function isWaiting (entry) {
    return !!entry.files && entry.state === 'sending'
  }

  function listed (files) {
    return Array.prototype.slice.call(files)
  }

  // In the document: old browsers open the dialog of no other input. One that was cancelled is replaced by the next.
  function choose (accept, done) {
    var input = document.createElement('input')
    dom.remove(dom.byId('file-input'))
    input.id = 'file-input'
    input.type = 'file'
    input.multiple = true
    input.accept = accept
    // Phones open their recorder.
    if (accept !== '') input.setAttribute('capture', '')
    input.setAttribute('hidden', '')
    input.onchange = function () {
      done(listed(input.files))
      dom.remove(input)
    }
    document.body.appendChild(input)
    input.click()
  }

  // Office programs add a picture to the text that was copied, which is what one wants here.
  function hasFiles (data) {
    var types = data && data.types ? listed(data.types) : []
    return types.indexOf('Files') >= 0 && (types.indexOf('text/plain') < 0 || types.indexOf('text/html') < 0)
  }

  function listen (attach, later) {
    function take (event, data) {
      if (!dom.byId('files-chosen') || !hasFiles(data) || data.files.length === 0) return
      event.preventDefault()
      attach(listed(data.files))
    }

    document.addEventListener('paste', function (event) {
      take(event, event.clipboardData)
    }, false)
    document.addEventListener('dragover', function (event) {
      if (!dom.byId('files-chosen') || !hasFiles(event.dataTransfer)) return
      event.preventDefault()
      later.hint()
    }, false)
    document.addEventListener('drop', function (event) {
      take(event, event.dataTransfer)
    }, false)
  }
})(this.Holdline = this.Holdline || {})
