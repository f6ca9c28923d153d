/*
 * Reactions under messages ([data-message] holds the address of its message): a press gives one's own or takes it back by the API, and the
 * event draws it. An event tells the count of one emoji; whether one's own is among them only where it is one's own.
 *
 * Holdline.mergeReaction(item, seq, drawn)    puts the one reaction inside `drawn` under the message
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.mergeReaction = function (item, seq, drawn) {
    var chip = dom.one('.reaction', drawn)
    var box = dom.one('.reactions', item)
    var present = box && chipOf(box, chip.getAttribute('data-emoji'))
    if ((dom.number(item, 'data-changed') || 0) >= seq || dom.one('.bubble.recalled', item)) return
    item.setAttribute('data-changed', seq)
    if (!chip.hasAttribute('data-own')) own(chip, present ? present.getAttribute('data-own') : '0')
    if (dom.number(chip, 'data-count') === 0) return drop(box, present)
    if (!box) return dom.one('.bubble', item).parentNode.insertBefore(drawn, dom.one('.bubble', item).nextSibling)
    if (present) return exchange(present, chip)
    box.appendChild(document.createTextNode(' '))
    box.appendChild(chip)
  }

  function drop (box, present) {
    dom.remove(present)
    if (box && !dom.one('.reaction', box)) dom.remove(box)
  }

  function exchange (present, chip) {
    var hadFocus = document.activeElement === present
    present.parentNode.replaceChild(chip, present)
    if (hadFocus) chip.focus()
  }

  function own (chip, state) {
    chip.setAttribute('data-own', state)
    if (state !== '1') return
    chip.className += ' own'
    chip.setAttribute('aria-current', 'true')
  }

  function chipOf (box, emoji) {
    var chips = dom.all('.reaction', box)
    var i
    for (i = 0; i < chips.length; i++) {
      if (chips[i].getAttribute('data-emoji') === emoji) return chips[i]
    }
    return null
  }

  Holdline.addPart({
    name: 'reactions',
    needs: ['api', 'scroll', 'connection'],
    create: function (app) {
      app.on('reacted', function (reacted) {
        var item = dom.byId(reacted.item)
        if (!item) return
        if (app.page().shown) app.scroll.around(merge)
        else merge()

        function merge () {
          Holdline.mergeReaction(item, reacted.seq, reacted.drawn)
        }
      })
      app.on('act:react', function (button) {
        var message = dom.above(button, 'data-message')
        var isOn = !/\bown\b/.test(button.className)
        if (!message) return false
        app.api.call(isOn ? 'PUT' : 'DELETE', message.getAttribute('data-message') + '/reactions/' +
          encodeURIComponent(button.getAttribute('data-emoji')), {}, 'message', function (ok) {
          if (!ok) app.connection.say('acts-failed')
        })
        return true
      })
    }
  })
})(this.Holdline = this.Holdline || {})
