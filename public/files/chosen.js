/*
 * The strip above the composer: the files that were chosen for the open conversation, and are sent with the next message. Nothing of them
 * leaves this browser before that. Each conversation has its own; they outlive a change of the conversation, and no reload.
 *
 * strip = Holdline.createChosen(env), where env is
 *   newId(), keep(key, blob), drop(key)     keep and drop: see kept-bytes.js
 *   page()                     see page.js
 *   around(change)             runs a change of the page's heights (scroll.js)
 *
 * strip.add(files, more)       files or blobs with a name; more, which may be left out: { peaks, conversation } of a recording.
 *                              Says what is too large or too many
 * strip.has(conversation) → boolean
 * strip.take(conversation) → the entry's files (upload.js, and key, type): the strip is empty then
 * strip.remove(key)
 * strip.draw()                 another conversation is shown
 * Holdline.sayOfFiles(sentences)    in the strip, until it changes
 */
(function (Holdline) {
  var dom = Holdline.dom
  var ALT_MAX = 1000
  var NAME_MAX = 300
  var PICTURE = /^image\/(?:jpeg|png|gif|webp|avif|bmp)$/

  Holdline.createChosen = function (env) {
    var strip = { env: env, lists: {} } // conversation → its items

    return {
      add: function (files, more) {
        env.around(function () {
          add(strip, files, more || {})
        })
      },
      has: function (conversation) {
        return listOf(strip, conversation).length > 0
      },
      take: function (conversation) {
        return take(strip, conversation)
      },
      remove: function (key) {
        env.around(function () {
          remove(strip, key)
        })
      },
      draw: function () {
        draw(strip)
      }
    }
  }

  Holdline.sayOfFiles = function (sentences) {
    var place = dom.byId('files-chosen')
    var note = place && sentences.length > 0 ? place.appendChild(document.createElement('div')) : null
    if (note === null) return
    note.className = 'files-refused'
    note.setAttribute('role', 'alert')
    sentences.forEach(function (sentence) {
      note.appendChild(document.createElement('p')).textContent = sentence
    })
  }

  function listOf (strip, conversation) {
    strip.lists[conversation] = strip.lists[conversation] || []
    return strip.lists[conversation]
  }

  function add (strip, files, more) {
    var form = dom.byId('composer')
    var list = listOf(strip, more.conversation || strip.env.page().conversation)
    var max = dom.number(form, 'data-max-file-bytes') || Infinity
    var most = dom.number(form, 'data-max-files') || 20
    var refused = []
    var i
    for (i = 0; i < files.length && list.length < most; i++) {
      if (files[i].size > max) refused.push(tooLarge(files[i], max))
      else list.push(itemOf(strip, files[i], more))
    }
    if (i < files.length) refused.push(Holdline.fileText('too-many', { max: most, n: files.length - i }))
    draw(strip)
    Holdline.sayOfFiles(refused)
  }

  // To the byte, where the words would be the same.
  function tooLarge (file, max) {
    var size = Holdline.sizeWords(file.size)
    var isClose = size === Holdline.sizeWords(max)
    return Holdline.fileText('too-large', {
      name: nameOf(file),
      size: isClose ? Holdline.byteWords(file.size) : size,
      max: isClose ? Holdline.byteWords(max) : Holdline.sizeWords(max)
    })
  }

  function nameOf (file) {
    return String(file.name || 'file').slice(0, NAME_MAX)
  }

  function itemOf (strip, blob, more) {
    var item = { key: strip.env.newId(), blob: blob, name: nameOf(blob), size: blob.size, type: blob.type || '' }
    item.peaks = more.peaks || null
    item.alt = ''
    item.original = false
    item.url = PICTURE.test(item.type) || /^audio\//.test(item.type) ? Holdline.blobAddress(blob) : null
    strip.env.keep(item.key, blob)
    return item
  }

  function release (item) {
    if (item.url !== null) window.URL.revokeObjectURL(item.url)
  }

  function take (strip, conversation) {
    var taken = listOf(strip, conversation).map(function (item) {
      release(item)
      return {
        key: item.key,
        clientId: item.key,
        name: item.name,
        size: item.size,
        type: item.type,
        alt: item.alt.replace(/\s+/g, ' ').trim(),
        original: item.original,
        peaks: item.peaks
      }
    })
    strip.lists[conversation] = []
    draw(strip)
    return taken
  }

  function remove (strip, key) {
    var conversation = strip.env.page().conversation
    var list = listOf(strip, conversation)
    strip.lists[conversation] = list.filter(function (item) {
      if (item.key === key) release(item)
      return item.key !== key
    })
    strip.env.drop(key)
    draw(strip)
    Holdline.focusBox()
  }

  // Each item is drawn once, so that its fields keep what is written into them.
  function draw (strip) {
    var place = dom.byId('files-chosen')
    var items = place ? listOf(strip, strip.env.page().conversation) : []
    var list
    if (!place) return
    list = dom.one('ul', place)
    dom.all('.files-refused', place).forEach(dom.remove)
    if (items.length === 0) return dom.remove(list)
    if (!list) {
      list = place.appendChild(document.createElement('ul'))
      list.className = 'files-strip'
      list.setAttribute('aria-label', Holdline.fileText('chosen'))
    }
    dom.all('[data-file]', list).forEach(function (element) {
      if (!items.some(isOf(element))) dom.remove(element)
    })
    items.forEach(function (item) {
      if (!dom.one('[data-file="' + item.key + '"]', list)) list.appendChild(drawn(item))
    })
  }

  function isOf (element) {
    return function (item) {
      return item.key === element.getAttribute('data-file')
    }
  }

  function drawn (item) {
    var element = document.createElement('li')
    element.setAttribute('data-file', item.key)
    element.innerHTML = '<span class="chosen-face"></span> <span class="chosen-said"><span class="chosen-name" data-slot="name" dir="auto"></span> ' +
      '<span class="chosen-size" data-slot="size"></span></span> <button type="button" class="chosen-remove" data-act="chosen-remove">×</button>'
    dom.slot(element, 'name', item.name)
    dom.slot(element, 'size', Holdline.sizeWords(item.size))
    dom.one('button', element).setAttribute('aria-label', Holdline.fileText('remove', { name: item.name }))
    dom.one('button', element).title = Holdline.fileText('remove', { name: item.name })
    if (PICTURE.test(item.type)) addPicture(element, item)
    else if (item.url !== null) addSound(element, item)
    else dom.one('.chosen-face', element).textContent = Holdline.fileKind(item.name)
    return element
  }

  function addPicture (element, item) {
    var picture = document.createElement('img')
    var fields = element.appendChild(document.createElement('span'))
    picture.alt = ''
    picture.onerror = function () {
      dom.one('.chosen-face', element).textContent = Holdline.fileKind(item.name)
    }
    if (item.url === null) picture.onerror()
    else dom.one('.chosen-face', element).appendChild(picture).src = item.url
    fields.className = 'chosen-fields'
    fields.innerHTML = '<input type="text" class="chosen-alt" autocomplete="off"> <label><input type="checkbox"> <span data-slot="original"></span></label>'
    dom.slot(fields, 'original', Holdline.fileText('original'))
    dom.one('label', fields).title = Holdline.fileText('original-hint')
    listen(fields, item)
  }

  function listen (fields, item) {
    var alt = dom.one('.chosen-alt', fields)
    var box = dom.one('[type="checkbox"]', fields)
    alt.maxLength = ALT_MAX
    alt.placeholder = Holdline.fileText('alt')
    alt.setAttribute('aria-label', Holdline.fileText('alt-of', { name: item.name }))
    alt.oninput = function () {
      item.alt = alt.value
    }
    // Enter would send the form in which they stand.
    alt.onkeydown = function (event) {
      if (event.keyCode !== Holdline.keyCodes.ENTER || event.isComposing) return
      event.preventDefault()
      Holdline.focusBox()
    }
    box.onchange = function () {
      item.original = box.checked
    }
  }

  function addSound (element, item) {
    var player = document.createElement('audio')
    player.controls = true
    player.preload = 'metadata'
    player.src = item.url
    element.className = 'has-sound'
    dom.one('.chosen-face', element).appendChild(player)
  }

  function dress () {
    var link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = dom.byId('scripts').getAttribute('data-files-style')
    document.querySelector('head').appendChild(link)
  }

  Holdline.addPart({
    name: 'chosen',
    needs: ['browser', 'scroll', 'attaching', 'keptBytes'],
    create: function (app) {
      var strip = Holdline.createChosen({
        newId: Holdline.browser.newId,
        keep: app.keptBytes.keep,
        drop: app.keptBytes.drop,
        page: app.page,
        around: function (change) {
          if (app.page().shown) app.scroll.around(change)
          else change()
        }
      })
      dress()
      app.attaching.strip = strip
      app.on('attached', strip.add)
      app.on('arrived', strip.draw)
      app.on('act:chosen-remove', function (button) {
        strip.remove(dom.above(button, 'data-file').getAttribute('data-file'))
        return true
      })
      return strip
    }
  })
})(this.Holdline = this.Holdline || {})
