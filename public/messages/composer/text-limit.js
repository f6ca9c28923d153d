/*
 * The limit of a text, beside its box: counted from 80 % on. A text that is too long stays in the box and is not sent.
 * For the textarea of every form with data-max-bytes: the composer, and the edit of a message.
 *
 * limit = Holdline.createTextLimit()
 * limit.look(box)              the text has changed
 * limit.refuses(form)          it is too long; says so
 * Holdline.lengthWords(text, max)    “9,120 of 8,192 bytes; about 310 characters too long.”
 */
(function (Holdline) {
  var dom = Holdline.dom
  var NEAR = 0.8
  var PARTS_MAX = 20 // a longer text is a book, and pasted by mistake

  Holdline.createTextLimit = function () {
    function look (box) {
      var form = dom.above(box, 'data-max-bytes')
      var max = dom.number(form, 'data-max-bytes')
      // A character has three bytes at most.
      var length = form === null || box.value.length * 3 < max * NEAR ? null : Holdline.measure(box.value, max)
      if (form === null) return false
      draw(form, box, length !== null && length.bytes >= max * NEAR ? length : null, max)
      return length !== null && length.over > 0
    }

    function refuses (form) {
      var box = dom.one('textarea', form)
      if (!look(box)) return false
      dom.one('.text-limit', form).className = 'text-limit over refused'
      box.focus()
      return true
    }

    document.addEventListener('input', function (event) {
      if (event.target.nodeName === 'TEXTAREA') look(event.target)
    }, false)
    document.addEventListener('submit', function (event) {
      if (!event.target.hasAttribute('data-max-bytes') || !refuses(event.target)) return
      event.preventDefault()
      event.stopImmediatePropagation()
    }, true)

    return { look: look, refuses: refuses }
  }

  Holdline.lengthWords = function (text, max) {
    return words(Holdline.measure(text, max), max)
  }

  Holdline.addPart({
    name: 'textLimit',
    needs: [],
    create: function (app) {
      var limit = Holdline.createTextLimit()
      app.on('box-filled', limit.look)
      app.on('arrived', function () {
        var box = dom.one('#composer textarea')
        if (box) limit.look(box)
      })
      return limit
    }
  })

  function draw (form, box, length, max) {
    var note = dom.one('.text-limit', form)
    if (!note && length === null) return
    note = note || add(form, box)
    dom.show(note, length !== null)
    box.setAttribute('aria-invalid', length !== null && length.over > 0 ? 'true' : 'false')
    if (length === null) return
    note.className = 'text-limit' + (length.over > 0 ? ' over' : '')
    dom.slot(note, 'text', words(length, max))
    drawParts(dom.one('button', note), form, length, max)
  }

  function drawParts (button, form, length, max) {
    var count = length.over > 0 && form.id === 'composer' ? Math.ceil(length.bytes / max) : 0
    dom.show(button, count > 0 && count <= PARTS_MAX)
    button.textContent = dom.text(count === 2 ? 'send-in-two' : 'send-in-parts')
  }

  function add (form, box) {
    var note = document.createElement('p')
    note.className = 'text-limit'
    note.innerHTML = '<span data-slot="text" role="status"></span> <button type="button" class="button small" data-act="send-parts"></button>'
    box.parentNode.parentNode.insertBefore(note, box.parentNode.nextSibling)
    return note
  }

  function words (length, max) {
    var slots = { n: dom.grouped(length.bytes), max: dom.grouped(max), chars: dom.grouped(roughly(length.over)) }
    return dom.text(length.over > 0 ? 'length-over' : 'length-near', slots)
  }

  // “About 310”, not 309: letters differ in bytes.
  function roughly (chars) {
    return chars < 20 ? chars : Math.ceil(chars / 10) * 10
  }
})(this.Holdline = this.Holdline || {})
