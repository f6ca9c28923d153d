/*
 * “Edit again” beside a message that was recalled on this page: its text goes back into the composer. The server has forgotten it.
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.addPart({
    name: 'recalled',
    needs: [],
    create: function (app) {
      var texts = {} // by the id of the message's element; as few as one recalls between two loads of the page

      app.on('recalling', function (message) {
        texts[message.id] = message.text
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
        write(box, texts[item.id])
        return true
      })

      function offer (item) {
        var place = texts[item.id] !== undefined && dom.byId('composer') ? dom.one('.recalled .text', item) : null
        var button
        if (!place || dom.one('[data-act="again"]', place)) return
        button = document.createElement('button')
        button.type = 'button'
        button.className = 'linklike'
        button.setAttribute('data-act', 'again')
        button.appendChild(document.createTextNode(dom.text('again')))
        place.appendChild(document.createTextNode(' · '))
        place.appendChild(button)
      }
    }
  })

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
