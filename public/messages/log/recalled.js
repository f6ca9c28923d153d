/*
 * “Edit again” beside a message that was recalled in this tab: its text goes back into the composer, once. The server has forgotten it;
 * the latest such texts are in `marks` (storage.js), where they outlive a reload.
 *
 * recalled = Holdline.createRecalled(marks, user)
 * recalled.keep(id, text)      id: of the message's element
 * recalled.has(id)
 * recalled.take(id) → text     and forgets it
 */
(function (Holdline) {
  var dom = Holdline.dom
  var MOST = 20

  Holdline.createRecalled = function (marks, user) {
    var key = Holdline.recalledKey(user)
    var kept = read() // [id, text], the latest last

    function read () {
      try {
        return JSON.parse(marks.get(key)) || []
      } catch (error) {
        return []
      }
    }

    function indexOf (id) {
      var i = kept.length - 1
      while (i >= 0 && kept[i][0] !== id) i--
      return i
    }

    function take (id) {
      var at = indexOf(id)
      var text = at < 0 ? '' : kept.splice(at, 1)[0][1]
      marks.set(key, JSON.stringify(kept))
      return text
    }

    return {
      keep: function (id, text) {
        take(id)
        kept.push([id, text])
        if (kept.length > MOST) kept.shift()
        marks.set(key, JSON.stringify(kept))
      },
      has: function (id) {
        return indexOf(id) >= 0
      },
      take: take
    }
  }

  Holdline.addPart({
    name: 'recalled',
    needs: ['browser'],
    create: function (app) {
      var recalled = Holdline.createRecalled(app.browser.marks, app.page().user)

      app.on('recalling', function (message) {
        recalled.keep(message.id, message.text)
      })
      app.on('drawn', offer)
      app.on('arrived', function (page) {
        var items = page.shown ? dom.all('[data-no]', page.shown) : []
        var i
        for (i = 0; i < items.length; i++) offer(items[i])
      })
      app.on('act:again', function (button) {
        var item = dom.above(button, 'data-no')
        var box = dom.one('#composer textarea')
        if (!item || !box) return false
        write(box, recalled.take(item.id))
        dom.remove(button.parentNode)
        return true
      })

      function offer (item) {
        var place = recalled.has(item.id) && dom.byId('composer') ? dom.one('.recalled .text', item) : null
        var offered
        if (!place || dom.one('[data-act="again"]', place)) return
        offered = document.createElement('span')
        offered.appendChild(document.createTextNode(' · '))
        offered.appendChild(buttonFor())
        place.appendChild(offered)
      }
    }
  })

  function buttonFor () {
    var button = document.createElement('button')
    button.type = 'button'
    button.className = 'linklike'
    button.setAttribute('data-act', 'again')
    button.setAttribute('tabindex', '-1') // until its message has the focus (log-keys.js)
    button.appendChild(document.createTextNode(dom.text('again')))
    return button
  }

  // Under what is being written; the composer and the draft hear of it as of typing.
  function write (box, text) {
    var event = document.createEvent('Event')
    box.value = /^\s*$/.test(box.value) ? text : box.value.replace(/\s*$/, '\n') + text
    event.initEvent('input', true, false)
    box.dispatchEvent(event)
    box.focus()
    box.selectionStart = box.selectionEnd = box.value.length
  }
})(this.Holdline = this.Holdline || {})
