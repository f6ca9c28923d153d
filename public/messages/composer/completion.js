/*
 * Completes a word while one types it: a list above the composer's field, in which ↑ and ↓ choose, Enter and Tab take, Esc closes. A word
 * begins with the sign of a trigger, at the start of the text or after anything but a letter or a digit. The field keeps the focus. Keys
 * of an input method are its own.
 *
 * Holdline.addTrigger({ sign, label, least, find(query, form, done) })    one for each sign; each file registers its own
 *   label                      names a text in #texts: says what is chosen from
 *   least                      characters after the sign before it asks
 *   find                       calls done(options) once, at once or later; [] for none. No longer list than one can look through
 *   an option                  { text, name, note, sign }: text replaces what was typed; name is shown, then note; sign, which may be left
 *                              out, stands before them
 *
 * completion = Holdline.createCompletion()
 * completion.look()            at what stands in the field by now
 * completion.close()
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes
  var COMPOSING = 229
  var QUERY_MAX = 32
  var LETTER = /[0-9A-Za-z_\u00c0-\u024f]/
  var triggers = {} // sign → trigger

  Holdline.addTrigger = function (trigger) {
    triggers[trigger.sign] = trigger
  }

  Holdline.createCompletion = function () {
    var state = { word: null, options: [], chosen: 0, asked: 0, box: null }
    // Before all other keys of the field: Enter takes the option and sends nothing.
    document.addEventListener('keydown', function (event) {
      if (keyed(state, event)) {
        event.preventDefault()
        event.stopPropagation()
      }
    }, true)
    document.addEventListener('input', function (event) {
      if (event.target.id === 'composer-body') look(state, event.target)
    }, false)
    document.addEventListener('click', function (event) {
      if (event.target.id === 'composer-body') look(state, event.target)
    }, false)
    document.addEventListener('mousedown', function (event) {
      pressed(state, event)
    }, false)
    document.addEventListener('blur', function (event) {
      if (event.target === state.box) close(state)
    }, true)
    return {
      look: function () {
        var box = document.activeElement
        if (box && box.id === 'composer-body') look(state, box)
      },
      close: function () {
        close(state)
      }
    }
  }

  Holdline.addPart({
    name: 'completion',
    needs: ['composer'],
    create: function (app) {
      var completion = Holdline.createCompletion()
      app.on('moved', completion.close)
      app.on('box-filled', completion.close)
      app.on('started', completion.look)
      return completion
    }
  })

  // Returns the word before the caret: { trigger, start, end, query }, or null.
  function wordAt (box) {
    var end = box.selectionStart
    var text = box.value
    var at = end - 1
    if (end !== box.selectionEnd) return null
    while (at >= 0 && end - at <= QUERY_MAX + 1) {
      if (triggers[text.charAt(at)]) {
        if (at > 0 && LETTER.test(text.charAt(at - 1))) return null
        return { trigger: triggers[text.charAt(at)], start: at, end: end, query: text.slice(at + 1, end) }
      }
      if (/\s/.test(text.charAt(at))) return null
      at--
    }
    return null
  }

  function look (state, box) {
    var word = wordAt(box)
    var asked = ++state.asked
    var form = dom.byId('composer')
    if (!word || word.query.length < word.trigger.least || !form) return close(state)
    word.trigger.find(word.query, form, function (options) {
      // The person may have typed on since.
      if (asked !== state.asked) return
      if (options.length === 0) return close(state)
      state.box = box
      state.word = word
      state.options = options
      open(state, form)
    })
  }

  function open (state, form) {
    var list = dom.byId('completion') || document.createElement('ul')
    var i
    list.id = 'completion'
    list.className = 'completion'
    list.setAttribute('role', 'listbox')
    list.setAttribute('aria-label', dom.text(state.word.trigger.label))
    while (list.firstChild) list.removeChild(list.firstChild)
    for (i = 0; i < state.options.length; i++) list.appendChild(drawn(state.options[i], i))
    form.insertBefore(list, form.firstChild)
    state.box.setAttribute('aria-autocomplete', 'list')
    state.box.setAttribute('aria-controls', list.id)
    choose(state, 0)
  }

  function close (state) {
    state.asked++
    if (!state.word) return
    state.word = null
    dom.remove(dom.byId('completion'))
    state.box.removeAttribute('aria-controls')
    state.box.removeAttribute('aria-activedescendant')
  }

  function drawn (option, index) {
    var item = document.createElement('li')
    item.id = 'completion-' + index
    item.setAttribute('role', 'option')
    if (option.sign) add(item, 'completion-sign', option.sign)
    add(item, 'completion-name', option.name)
    if (option.note) add(item, 'completion-note', option.note)
    return item
  }

  function add (item, className, text) {
    var part = document.createElement('span')
    part.className = className
    part.setAttribute('dir', 'auto')
    part.appendChild(document.createTextNode(text))
    if (item.firstChild) item.appendChild(document.createTextNode(' '))
    item.appendChild(part)
  }

  function choose (state, index) {
    var items = dom.all('#completion [role="option"]')
    var i
    state.chosen = (index + items.length) % items.length
    for (i = 0; i < items.length; i++) items[i].setAttribute('aria-selected', i === state.chosen ? 'true' : 'false')
    state.box.setAttribute('aria-activedescendant', items[state.chosen].id)
    show(items[state.chosen])
  }

  function show (item) {
    var list = item.parentNode
    if (item.offsetTop < list.scrollTop) list.scrollTop = item.offsetTop
    else if (item.offsetTop + item.offsetHeight > list.scrollTop + list.clientHeight) {
      list.scrollTop = item.offsetTop + item.offsetHeight - list.clientHeight
    }
  }

  // The rest of the page hears of it as if it had been typed.
  function take (state) {
    var box = state.box
    var word = state.word
    var before = box.value.slice(0, word.start) + state.options[state.chosen].text
    var after = box.value.slice(word.end)
    var event = document.createEvent('Event')
    close(state)
    box.value = before + (after.charAt(0) === ' ' ? '' : ' ') + after
    box.setSelectionRange(before.length + 1, before.length + 1)
    event.initEvent('input', true, false)
    box.dispatchEvent(event)
  }

  function keyed (state, event) {
    var key = event.keyCode
    if (!state.word || event.target !== state.box || event.isComposing || key === COMPOSING) return false
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
    if (key === codes.UP || key === codes.DOWN) choose(state, state.chosen + (key === codes.UP ? -1 : 1))
    else if (key === codes.ENTER || key === codes.TAB) take(state)
    else if (key === codes.ESC) close(state)
    else return false
    return true
  }

  function pressed (state, event) {
    var item = state.word ? dom.above(event.target, 'role', 'option') : null
    if (!item || item.parentNode.id !== 'completion') return
    // The field keeps the focus.
    event.preventDefault()
    choose(state, dom.all('#completion [role="option"]').indexOf(item))
    take(state)
  }
})(this.Holdline = this.Holdline || {})
