/*
 * The picker of emoji: groups, a search in English and Chinese, those used last, skin tones. Loaded when it is first opened (opening.js).
 * A row of the table: [mark, word, English label or '', Chinese label, other words, 1 with skin tones]
 *
 * picker = Holdline.createPicker(table, html, onTone(value))    html: its frame, as the server draws it
 * picker.open(near, choose(mark))       near: the place of what opened it; choose returns true where another one may follow
 * picker.close()                        false when it was not open
 *
 * Holdline.findEmoji(table, query, max) → rows     as the server finds them (src/domain/messages/emoji.ts)
 * Holdline.emojiNamed(table, word) → the emoji of `:word:`, or null. All names between colons are resolved here
 * Holdline.emojiInTone(row) → it in the skin tone that was chosen
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes
  var MODIFIERS = ['', '\ud83c\udffb', '\ud83c\udffc', '\ud83c\udffd', '\ud83c\udffe', '\ud83c\udfff']
  var FOUND_MAX = 120
  var RECENT = -1
  var EDGE_PX = 8
  var LEFT = 37
  var RIGHT = 39
  var tone = 0

  Holdline.findEmoji = function (table, query, max) {
    var parts = query.toLowerCase().replace(/[:_]/g, ' ').split(/\s+/).filter(Boolean)
    var all = parts.length === 0
      ? []
      : flat(table).filter(function (row) {
        return parts.every(function (part) {
          return foundBy(row).indexOf(/^[\x21-\x7e]/.test(part) ? ' ' + part : part) >= 0
        })
      })
    var first = all.filter(function (row) {
      return isNamed(row, parts.join(' '))
    })
    return first.concat(all.filter(function (row) {
      return first.indexOf(row) < 0
    })).slice(0, max)
  }

  Holdline.emojiNamed = function (table, word) {
    var found = flat(table).filter(function (row) {
      return row[1] === word.toLowerCase() || row[3] === word
    })
    return found.length > 0 ? Holdline.emojiInTone(found[0]) : null
  }

  Holdline.emojiInTone = function (row) {
    var size = /^[\ud800-\udbff]/.test(row[0]) ? 2 : 1
    if (row[5] !== 1 || tone === 0) return row[0]
    return row[0].slice(0, size) + MODIFIERS[tone] + row[0].slice(size).replace(/^\ufe0f/, '')
  }

  Holdline.createPicker = function (table, html, onTone) {
    var picker = { table: table, panel: document.createElement('div'), choose: null, before: null, group: RECENT, onTone: onTone }
    picker.panel.id = 'emoji'
    picker.panel.className = 'pop emoji-pop'
    picker.panel.setAttribute('role', 'dialog')
    picker.panel.setAttribute('aria-labelledby', 'emoji-title')
    picker.panel.innerHTML = html
    dom.show(picker.panel, false)
    document.body.appendChild(picker.panel)
    tone = dom.number(grid(picker), 'data-tone') || 0
    picker.group = dom.one('[data-group="-1"]', picker.panel) ? RECENT : 0
    listen(picker)
    return {
      open: function (near, choose) {
        picker.choose = choose
        picker.before = document.activeElement
        dom.show(picker.panel, true)
        field(picker).value = ''
        show(picker)
        place(picker.panel, near)
        // On touch the keyboard would cover what one wants to see.
        if (Holdline.isTouch()) picker.panel.focus()
        else field(picker).focus()
      },
      close: function () {
        return close(picker)
      }
    }
  }

  function listen (picker) {
    picker.panel.setAttribute('tabindex', '-1')
    picker.panel.addEventListener('click', function (event) {
      var button = event.target.nodeName === 'BUTTON' ? event.target : null
      if (!button) return
      if (button.hasAttribute('data-group')) turnTo(picker, dom.number(button, 'data-group'))
      else if (button.hasAttribute('data-tone')) setTone(picker, button)
      else take(picker, button, event.shiftKey)
    }, false)
    picker.panel.addEventListener('keydown', function (event) {
      if (!event.isComposing && keyed(picker, event)) event.preventDefault()
    }, false)
    picker.panel.addEventListener('input', function () {
      show(picker)
    }, false)
    picker.panel.addEventListener('mouseover', function (event) {
      tell(picker, event.target)
    }, false)
    picker.panel.addEventListener('focus', function (event) {
      tell(picker, event.target)
    }, true)
    document.addEventListener('mousedown', function (event) {
      if (!picker.panel.contains(event.target) && event.target.id !== 'emoji-open') close(picker)
    }, false)
  }

  function close (picker) {
    if (picker.panel.hasAttribute('hidden')) return false
    dom.show(picker.panel, false)
    if (picker.before && document.body.contains(picker.before) && !Holdline.isTouch()) picker.before.focus()
    return true
  }

  function take (picker, button, isMore) {
    var mark = button.textContent
    var mayFollow = picker.choose(mark)
    remember(picker, mark)
    if (mayFollow && isMore) return
    if (mayFollow) picker.before = dom.byId('composer-body')
    close(picker)
  }

  // As the server keeps them.
  function remember (picker, mark) {
    var recent = recentOf(picker).filter(function (each) {
      return each !== mark
    })
    grid(picker).setAttribute('data-recent', [mark].concat(recent).join(' '))
  }

  function recentOf (picker) {
    return grid(picker).getAttribute('data-recent').split(' ').filter(Boolean)
  }

  function turnTo (picker, group) {
    picker.group = group
    field(picker).value = ''
    show(picker)
    grid(picker).scrollTop = 0
  }

  function setTone (picker, button) {
    tone = dom.number(button, 'data-tone')
    press(dom.all('[data-tone]', button.parentNode), button)
    picker.onTone(button.getAttribute('data-value'))
    show(picker)
  }

  function press (buttons, chosen) {
    var i
    for (i = 0; i < buttons.length; i++) buttons[i].setAttribute('aria-pressed', buttons[i] === chosen ? 'true' : 'false')
  }

  function show (picker) {
    var query = field(picker).value
    var isFound = query.replace(/\s/g, '') !== ''
    var rows = isFound ? Holdline.findEmoji(picker.table, query, FOUND_MAX) : rowsOf(picker)
    var isOpen = '[data-group="' + (isFound ? 'none' : picker.group) + '"]'
    var note = dom.byId('emoji-none')
    var shown = document.createDocumentFragment()
    var i
    for (i = 0; i < rows.length; i++) shown.appendChild(drawn(picker, rows[i], i))
    grid(picker).textContent = ''
    grid(picker).appendChild(shown)
    note.textContent = rows.length === 0 ? note.getAttribute('data-none') : ''
    press(dom.all('[data-group]', picker.panel), dom.one(isOpen, picker.panel))
  }

  function rowsOf (picker) {
    return picker.group === RECENT ? recentRows(picker) : picker.table[picker.group]
  }

  // Those used last have the tone in which they were used.
  function recentRows (picker) {
    var all = flat(picker.table)
    return recentOf(picker).map(function (mark) {
      var known = all.filter(function (row) {
        return row[0] === mark
      })[0]
      return known ? [mark, known[1], known[2], known[3], '', 0] : [mark, '', '', '', '', 0]
    })
  }

  function drawn (picker, row, index) {
    var button = document.createElement('button')
    var label = grid(picker).getAttribute('data-language') === 'zh' ? row[3] : row[2] || row[1].replace(/_/g, ' ')
    button.type = 'button'
    button.textContent = Holdline.emojiInTone(row)
    if (label) button.setAttribute('title', label)
    if (row[1]) button.setAttribute('data-word', ':' + row[1] + ':')
    // One stop of the Tab key; the arrows go on from it.
    if (index > 0) button.setAttribute('tabindex', '-1')
    return button
  }

  function tell (picker, target) {
    if (target.parentNode !== grid(picker)) return
    dom.byId('emoji-name').textContent = target.getAttribute('data-word') || ''
  }

  function keyed (picker, event) {
    var key = event.keyCode
    var all = dom.all('button', grid(picker))
    var at = all.indexOf(event.target)
    if (event.altKey || event.ctrlKey || event.metaKey) return false
    if (key === codes.ESC) return close(picker)
    if (event.target === field(picker)) {
      if (key === codes.ENTER && all[0]) take(picker, all[0], event.shiftKey)
      else if (key === codes.DOWN && all[0]) all[0].focus()
      else return key === codes.ENTER
      return true
    }
    if (at < 0 || [LEFT, RIGHT, codes.UP, codes.DOWN].indexOf(key) < 0) return false
    if (key === codes.UP && all[at].offsetTop === all[0].offsetTop) field(picker).focus()
    else focus(all, next(all, at, key))
    return true
  }

  function next (all, at, key) {
    if (key === LEFT || key === RIGHT) return at + (key === LEFT ? -1 : 1)
    return inNextRow(all, at, key === codes.UP ? -1 : 1)
  }

  function focus (all, at) {
    if (all[at]) all[at].focus()
  }

  // The nearest above or below.
  function inNextRow (all, at, by) {
    var here = all[at]
    var next = at
    var best = at
    while (all[next] && (best === at || all[next].offsetTop === all[best].offsetTop)) {
      if (all[next].offsetTop !== here.offsetTop && (best === at || gap(all[next], here) < gap(all[best], here))) best = next
      next += by
    }
    return best
  }

  function gap (one, other) {
    return Math.abs(one.offsetLeft - other.offsetLeft)
  }

  // Above what opened it or, without room there, below; always inside of the window.
  function place (panel, near) {
    var top = near.top - panel.offsetHeight - EDGE_PX
    if (top < EDGE_PX) top = near.bottom + EDGE_PX
    panel.style.left = Math.max(EDGE_PX, Math.min(near.left, window.innerWidth - panel.offsetWidth - EDGE_PX)) + 'px'
    panel.style.top = Math.max(EDGE_PX, Math.min(top, window.innerHeight - panel.offsetHeight - EDGE_PX)) + 'px'
  }

  function grid (picker) {
    return dom.one('.emoji-grid', picker.panel)
  }

  function field (picker) {
    return dom.one('input', picker.panel)
  }

  function flat (table) {
    return Array.prototype.concat.apply([], table)
  }

  function foundBy (row) {
    var spoken = row[1].replace(/_/g, ' ')
    return (' ' + spoken + ' ' + (row[2] || spoken) + ' ' + row[3] + ' ' + row[4]).toLowerCase()
  }

  function isNamed (row, query) {
    return row[1].replace(/_/g, ' ').indexOf(query) === 0 || row[2].toLowerCase().indexOf(query) === 0 || row[3].indexOf(query) === 0
  }
})(this.Holdline = this.Holdline || {})
