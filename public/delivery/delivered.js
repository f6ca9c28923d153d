/*
 * Draws delivered events into an open page: the document's half of consumer.js.
 *
 * delivered = Holdline.createDelivered(env), where env is
 *   page(): see page.js    patches, scroll, signals: those parts    onAnswer(answer): before it is drawn
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

    // The stretch that is shown ends before these messages.
    function count (messages) {
      var i
      for (i = 0; i < messages.length; i++) {
        if (messages[i].className.indexOf('theirs') >= 0) env.scroll.arrived(dom.number(messages[i], 'data-no'))
      }
    }

    return {
      items: function (answer) {
        env.onAnswer(answer)
        return Holdline.readPatches(answer.html)
      },
      apply: function (patch) {
        if (isOpenList(patch)) {
          env.scroll.around(function () {
            env.patches.apply(patch)
            Holdline.drawReceipts(env.page().list)
          })
        } else {
          env.patches.apply(patch)
          if (patch.how === 'append' && patch.into === 'messages-' + env.page().conversation) count(patch.elements)
        }
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

  Holdline.addPart({
    name: 'delivered',
    needs: ['patches', 'scroll', 'signals'],
    create: function (app) {
      return Holdline.createDelivered({
        page: app.page,
        patches: app.patches,
        scroll: app.scroll,
        signals: app.signals,
        onAnswer: function (answer) {
          app.emit('answer', answer)
        }
      })
    }
  })

  Holdline.addPart({
    name: 'client',
    needs: ['browser', 'connection', 'reload', 'ladder', 'delivered', 'signingOut'],
    create: function (app) {
      var client = Holdline.createClient(clientEnv(app))
      app.on('started', client.start)
      app.on('wake', client.wake)
      app.on('doubt', client.doubt)
      app.on('active', client.setActive)
      app.on('left', client.end)
      app.on('given-up', client.end)
      app.on('failed', function () {
        client.wake(false)
      })
      app.on('moved', function (page) {
        if (page.cursor !== null && page.seq !== null) client.rewind(page.cursor, page.seq)
      })
      app.on('joined', function (page) {
        client.rewind(page.cursor, page.seq)
      })
      app.on('act:retry-now', function () {
        if (app.connection.isStopped()) location.reload()
        else client.retryNow()
        return true
      })
      return client
    }
  })

  function clientEnv (app) {
    var page = app.page()
    return app.browser.env({
      cursor: page.bodyCursor,
      seq: page.bodySeq,
      view: 'html',
      lang: document.documentElement.lang,
      ladder: app.ladder,
      session: page.session,
      marks: app.browser.marks,
      channel: Holdline.openTabChannel(app.browser.storage),
      locks: Holdline.browser.locks(),
      items: app.delivered.items,
      apply: app.delivered.apply,
      skip: app.delivered.skip,
      signals: app.delivered.signals,
      onLink: function (state) {
        app.emit('link', state)
      },
      onEnd: function (status) {
        if (status !== 'signed-out') return app.reload()
        if (!app.signingOut.isSent()) location.href = page.root + 'signin?back=' + encodeURIComponent(Holdline.here())
      },
      onStale: app.reload
    })
  }
})(this.Holdline = this.Holdline || {})
