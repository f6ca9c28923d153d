/*
 * The files of messages on their way (outgoing.js), with how far each has come: part `uploads` (uploads.js) and what it shows.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var PICTURE = /^image\/(?:jpeg|png|gif|webp|avif|bmp)$/

  Holdline.addPart({
    name: 'uploads',
    needs: ['browser', 'outbox', 'connection', 'attaching', 'keptBytes', 'scroll'],
    create: function (app) {
      var uploads = Holdline.createUploads(app.browser.env({
        user: app.page().user,
        outbox: app.outbox,
        kept: app.keptBytes,
        readPart: Holdline.readPart,
        arrived: function (file, blob, id, done) {
          Holdline.sendPoster(app.page().root, file, blob, id, done)
        },
        words: refusalOf,
        onTold: function (clientId) {
          Holdline.guarded(function () {
            tell(app, uploads, clientId)
          })
        }
      }))

      function drawAll () {
        app.outbox.entries().forEach(function (entry) {
          draw(app, uploads, entry)
        })
      }

      app.on('outbox', function (entry) {
        draw(app, uploads, entry)
        uploads.changed(entry)
      })
      app.on('arrived', drawAll)
      app.on('joined', drawAll)
      app.on('started', uploads.look)
      app.on('wake', uploads.poke)
      app.on('link', function (state) {
        if (state === 'ok') uploads.poke()
      })
      app.on('left', uploads.end)
      app.on('act:file-stop', function (button) {
        app.outbox.discard(dom.above(button, 'data-copy-of').getAttribute('data-copy-of'))
        return true
      })
      app.on('act:file-again', function (button) {
        again(app, button)
        return true
      })
      return uploads
    }
  })

  // The sentence of the server is in English, and has its numbers in the order of ours.
  function refusalOf (why, file, message) {
    var numbers = (message || '').match(/\d+/g) || []
    var slots = { name: file.name, message: message, n: numbers[0] }
    slots.max = Holdline.sizeWords(Number(numbers[0] || 0))
    slots.room = Holdline.sizeWords(Number(numbers[1] || 0))
    return Holdline.fileText('why-' + why, slots) || Holdline.fileText('why-else', slots)
  }

  function copyOf (entry) {
    var copy = dom.byId('outgoing-' + entry.clientId)
    return copy && copy.hasAttribute('data-copy-of') && entry.files ? copy : null
  }

  function tell (app, uploads, clientId) {
    var entry = app.outbox.entries().filter(function (each) {
      return each.clientId === clientId
    })[0]
    if (entry) draw(app, uploads, entry)
  }

  function draw (app, uploads, entry) {
    var copy = copyOf(entry)
    var list = copy && dom.one('.files-sending', copy)
    if (!copy || entry.state === 'gone') return
    if (!list) {
      change(app, function () {
        list = add(app, copy, entry)
      })
    }
    entry.files.forEach(function (file, at) {
      fill(list.children[at], entry, file, uploads.told(file), app.keptBytes)
    })
    dom.show(dom.one('.files-stop', copy), entry.state === 'sending' && entry.files.some(isMissing))
  }

  function change (app, run) {
    if (app.page().shown) app.scroll.around(run)
    else run()
  }

  function isMissing (file) {
    return !file.id
  }

  function add (app, copy, entry) {
    var bubble = dom.one('.bubble', copy)
    var text = dom.one('.text', copy)
    var list = document.createElement('ul')
    var stop = document.createElement('button')
    list.className = 'files-sending'
    bubble.insertBefore(list, text)
    entry.files.forEach(function (file) {
      list.appendChild(itemOf(app, file))
    })
    stop.type = 'button'
    stop.className = 'button small quiet files-stop'
    stop.setAttribute('data-act', 'file-stop')
    stop.textContent = Holdline.fileText('stop')
    bubble.appendChild(stop)
    dom.show(text, entry.body !== '')
    return list
  }

  function itemOf (app, file) {
    var item = document.createElement('li')
    item.setAttribute('data-file', file.key)
    item.innerHTML = '<span class="chosen-face"></span> <span class="chosen-said"><span class="chosen-name" data-slot="name" dir="auto"></span> ' +
      '<span class="chosen-size" data-slot="size"></span> <progress></progress> <span class="chosen-note" data-slot="note"></span></span>'
    dom.slot(item, 'name', file.name)
    dom.one('progress', item).max = Math.max(1, file.size)
    dom.one('progress', item).setAttribute('aria-label', file.name)
    dom.one('.chosen-face', item).textContent = Holdline.fileKind(file.name)
    if (PICTURE.test(file.type)) showPicture(app, item, file)
    return item
  }

  function showPicture (app, item, file) {
    app.keptBytes.find(file.key, function (blob) {
      var picture = document.createElement('img')
      var address = blob && Holdline.blobAddress(blob)
      if (!address) return
      picture.alt = ''
      picture.onload = picture.onerror = function (event) {
        window.URL.revokeObjectURL(address)
        if (event.type === 'error') return
        change(app, function () {
          dom.one('.chosen-face', item).textContent = ''
          dom.one('.chosen-face', item).appendChild(picture)
        })
      }
      picture.src = address
    })
  }

  function fill (item, entry, file, told, kept) {
    var sent = file.id ? file.size : told !== null ? told.sent : 0
    var progress = dom.one('progress', item)
    var isOnItsWay = isMissing(file) && entry.state === 'sending'
    dom.show(progress, isOnItsWay)
    progress.value = file.size === 0 ? 1 : sent
    dom.slot(item, 'size', told !== null && isOnItsWay ? words('progress', sent, file.size) : Holdline.sizeWords(file.size))
    dom.slot(item, 'note', isOnItsWay ? noteFor(file, told, kept) : '')
    askAgain(item, isMissing(file) && entry.state === 'failed' && entry.code === 'FILE_GONE')
  }

  function words (name, done, size) {
    return Holdline.fileText(name, { done: Holdline.sizeWords(done), size: Holdline.sizeWords(size) })
  }

  function noteFor (file, told, kept) {
    if (told !== null && told.waiting !== null) {
      return Holdline.fileText(told.waiting === 'OFFLINE' ? 'waiting' : told.waiting === 'PROXY' ? 'cut-off' : 'busy')
    }
    if (told !== null && told.limit !== null) return Holdline.fileText('cut', { size: Holdline.sizeWords(told.limit) })
    return told !== null && kept.has(file.key) && !kept.isSafe(file.key) ? Holdline.fileText('unkept') : ''
  }

  function askAgain (item, isAsked) {
    var button = dom.one('button', item)
    if (!isAsked) return dom.remove(button)
    if (button) return
    button = item.appendChild(document.createElement('button'))
    button.type = 'button'
    button.className = 'button small'
    button.setAttribute('data-act', 'file-again')
    button.textContent = Holdline.fileText('again')
  }

  // The same file, or another one in its place.
  function again (app, button) {
    var clientId = dom.above(button, 'data-copy-of').getAttribute('data-copy-of')
    var key = dom.above(button, 'data-file').getAttribute('data-file')
    app.attaching.choose('', function (files) {
      var entry = app.outbox.entries().filter(function (each) {
        return each.clientId === clientId
      })[0]
      if (!entry || files.length === 0) return
      app.outbox.uploaded(clientId, entry.files.map(function (file) {
        return file.key === key ? replaced(app, file, files[0]) : file
      }))
      dom.remove(dom.one('.files-sending', copyOf(entry)))
      dom.remove(dom.one('.files-stop', copyOf(entry)))
      app.outbox.retry(clientId)
    })
  }

  function replaced (app, file, blob) {
    var key = Holdline.browser.newId()
    app.keptBytes.keep(key, blob)
    return { key: key, clientId: key, name: blob.name, size: blob.size, type: blob.type || '', alt: file.alt, original: file.original, peaks: null }
  }
})(this.Holdline = this.Holdline || {})
