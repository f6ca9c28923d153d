/*
 * The way to the emoji: the button beside the composer, and the link in the menu of a message, open the picker (picker.js). It, its style
 * sheet and the table of emoji are loaded when one is first asked for. `:` and a word in the composer complete emoji by their names, and
 * `:word:` becomes the emoji at once. Where something cannot be loaded, the button and the link do what they say.
 */
(function (Holdline) {
  var dom = Holdline.dom
  var TIMEOUT_MS = 20000
  var DRESSED_MS = 2000
  var COMPLETED_MAX = 8
  var BEGUN = /^[A-Za-z+\u0080-\uffff][\w+\-\u0080-\uffff]*$/
  var NAMED = /(^|[^0-9A-Za-z])[:\uff1a]([\w+\-\u0080-\uffff]{2,32})[:\uff1a]$/ // also as Chinese input methods type it

  Holdline.addPart({
    name: 'emoji',
    needs: ['browser', 'api', 'connection', 'completion'],
    create: function (app) {
      var emoji = { app: app, table: null, picker: null, waiting: [] }
      Holdline.addTrigger(triggerFor(emoji, ':'))
      Holdline.addTrigger(triggerFor(emoji, '\uff1a'))
      document.addEventListener('input', function (event) {
        if (event.target.id === 'composer-body' && !/^delete/.test(event.inputType || '')) named(emoji, event.target)
      }, false)
      app.on('act:emoji', function (opener) {
        return asked(emoji, opener)
      })
      app.on('started', function () {
        if (dom.byId('composer-body')) named(emoji, dom.byId('composer-body'))
      })
      app.on('moved', function () {
        if (emoji.picker) emoji.picker.close()
      })
      return emoji
    }
  })

  // done(true) with the table and the script of the picker, done(false) without.
  function load (emoji, done) {
    var source = dom.byId('emoji-open')
    if (emoji.table) return done(true)
    if (!source) return done(false)
    emoji.waiting.push(done)
    if (emoji.waiting.length > 1) return
    fetchText(emoji, source.getAttribute('data-table'), function (text) {
      var table = text === null ? null : parse(text)
      var script = document.createElement('script')
      if (table === null) return loaded(emoji, null)
      script.onload = function () {
        loaded(emoji, Holdline.createPicker ? table : null)
      }
      script.onerror = function () {
        loaded(emoji, null)
      }
      script.src = source.getAttribute('data-script')
      document.body.appendChild(script)
    })
  }

  function loaded (emoji, table) {
    var waiting = emoji.waiting
    var i
    emoji.table = table
    emoji.waiting = []
    for (i = 0; i < waiting.length; i++) waiting[i](table !== null)
  }

  function fetchText (emoji, url, done) {
    emoji.app.browser.request({ method: 'GET', url: url, body: null, timeoutMs: TIMEOUT_MS }, function (result) {
      done(result.status === 200 ? result.body : null)
    })
  }

  function parse (text) {
    try {
      return JSON.parse(text)
    } catch (error) {
      return null
    }
  }

  // The link of a message says where its reaction goes; the button beside the composer says nothing.
  function asked (emoji, opener) {
    var message = dom.above(opener, 'data-message')
    var near = opener.getBoundingClientRect()
    var choose = message ? reactor(emoji, message.getAttribute('data-message')) : writer(emoji)
    if (emoji.picker && emoji.picker.close() && !message) return true
    load(emoji, function (isLoaded) {
      if (!isLoaded) return leave(emoji, opener)
      if (emoji.picker) return emoji.picker.open(near, choose)
      fetchText(emoji, emoji.app.page().root + 'emoji/' + emoji.app.page().conversation + '?fragment=1', function (html) {
        if (html === null || Holdline.readMarkup(html) !== 'fragment') return leave(emoji, opener)
        dress(function () {
          emoji.picker = emoji.picker || Holdline.createPicker(emoji.table, html, function (tone) {
            emoji.app.api.call('PATCH', 'me', { emojiTone: tone }, 'settings')
          })
          emoji.picker.open(near, choose)
        })
      })
    })
    return true
  }

  // The picker is placed by its size, which the sheet decides. Some browsers never say that a sheet was loaded.
  function dress (done) {
    var link = document.createElement('link')
    var timer = setTimeout(finish, DRESSED_MS)
    link.rel = 'stylesheet'
    link.href = dom.byId('emoji-open').getAttribute('data-style')
    link.onload = link.onerror = finish
    document.querySelector('head').appendChild(link)

    function finish () {
      if (timer === null) return
      clearTimeout(timer)
      timer = null
      done()
    }
  }

  function leave (emoji, opener) {
    if (opener.href) location.href = opener.href
    else emoji.app.connection.say('acts-failed')
  }

  function reactor (emoji, address) {
    return function (mark) {
      emoji.app.api.call('PUT', address + '/reactions/' + encodeURIComponent(mark), {}, 'message', function (ok) {
        if (!ok) emoji.app.connection.say('acts-failed')
      })
      return false
    }
  }

  // Returns true: another one may follow.
  function writer (emoji) {
    return function (mark) {
      var box = dom.byId('composer-body')
      if (!box) return false
      write(box, box.selectionStart, box.selectionEnd, mark)
      emoji.app.api.call('POST', 'me/emoji', { emoji: mark }, null)
      return true
    }
  }

  // The rest of the page hears of it as if it had been typed.
  function write (box, start, end, text) {
    var event = document.createEvent('Event')
    box.value = box.value.slice(0, start) + text + box.value.slice(end)
    box.setSelectionRange(start + text.length, start + text.length)
    event.initEvent('input', true, false)
    box.dispatchEvent(event)
  }

  function triggerFor (emoji, sign) {
    return {
      sign: sign,
      label: 'emoji-complete',
      least: 2,
      find: function (query, form, done) {
        if (!BEGUN.test(query)) return done([])
        load(emoji, function (isLoaded) {
          done(isLoaded ? optionsOf(Holdline.findEmoji(emoji.table, query, COMPLETED_MAX)) : [])
        })
      }
    }
  }

  function optionsOf (found) {
    return found.map(function (row) {
      var mark = Holdline.emojiInTone(row)
      return { text: mark, sign: mark, name: ':' + row[1] + ':', note: document.documentElement.lang === 'en' ? '' : row[3] }
    })
  }

  function named (emoji, box) {
    var found = NAMED.exec(box.value.slice(0, box.selectionEnd))
    if (!found) return
    load(emoji, function (isLoaded) {
      var again = NAMED.exec(box.value.slice(0, box.selectionEnd))
      var mark = isLoaded && again && again[2] === found[2] ? Holdline.emojiNamed(emoji.table, found[2]) : null
      if (mark !== null) write(box, box.selectionEnd - found[2].length - 2, box.selectionEnd, mark)
    })
  }
})(this.Holdline = this.Holdline || {})
