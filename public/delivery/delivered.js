/*
 * What an open page draws of what is delivered to it: the half of consumer.js that knows the document.
 *
 * delivered = Holdline.createDelivered(env), where env is
 *   page() → what the document says about itself (page.js)    patches, scroll, signals: those parts
 *
 * delivered.items(answer)    delivered.apply(patch)    delivered.skip(patch, error)    delivered.signals(heard): see consumer.js
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.createDelivered = function (env) {
    function isOpenList (patch) {
      var list = env.page().list
      return list && patch.into === list.id
    }

    return {
      items: function (answer) {
        return Holdline.readPatches(answer.html)
      },
      apply: function (patch) {
        var theirs = 0
        var i
        if (!isOpenList(patch)) return env.patches.apply(patch)
        for (i = 0; i < patch.elements.length; i++) {
          if (!dom.byId(patch.elements[i].id) && patch.elements[i].className.indexOf('theirs') >= 0) theirs += 1
        }
        env.scroll.around(function () {
          env.patches.apply(patch)
          Holdline.drawReceipts(env.page().list)
        }, function () {
          return theirs
        })
      },
      skip: function (patch, error) {
        var line = document.createElement('li')
        line.textContent = dom.text('skipped')
        if (isOpenList(patch)) env.page().list.appendChild(line)
        if (error !== null) Holdline.report(error)
      },
      signals: function (heard) {
        env.signals.hear(heard, env.page().conversation)
      }
    }
  }
})(this.Holdline = this.Holdline || {})
