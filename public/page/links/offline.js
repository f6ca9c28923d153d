/*
 * While the server is not reached, no click leaves the page: links open what memory holds, or say in the bar that they need the
 * connection; forms stay as they are. A link that had to wait is followed if the server answers at once.
 *
 * offline = Holdline.stayOffline(env), where env is
 *   isLinked()                 the way to the server is open, as far as is known
 *   say(name)                  see connection-bar.js
 *   prove()                    asks the server now
 *   memory                     see memory.js
 *   showColumn(name)           on a phone: this column
 * offline.open(link)           shows the page from memory, or says that it waits
 * offline.go(address)          opens a page of ours, below the root
 * offline.linked()             the way is open again
 */
(function (Holdline) {
  var dom = Holdline.dom
  var AT_ONCE_MS = 3000 // later, the person has turned to something else

  Holdline.stayOffline = function (env) {
    var waiting = null // { link, at }

    function open (link) {
      var address = Holdline.ownAddress(link.href)
      if (address === env.memory.address()) return env.showColumn()
      if (env.memory.show(address, link.href)) return
      waiting = { link: link, at: dom.now() }
      tellWaits(env, 'page-waits')
    }

    function clicked (event) {
      var link = linkAbove(event.target)
      if (env.isLinked() || !isFollowed(event, link, env.memory.address())) return
      event.preventDefault()
      event.stopPropagation()
      open(link)
    }

    function submitted (event) {
      // The composer and the panel of actions send for themselves.
      if (env.isLinked() || event.defaultPrevented) return
      event.preventDefault()
      event.stopPropagation()
      tellWaits(env, 'form-waits')
    }

    // A link that waits is not followed once the person types.
    function forget () {
      waiting = null
    }

    // Going back or forward; htmx, which comes later, would load the page again.
    function moved (event) {
      var address = Holdline.ownAddress(location.href)
      var before = env.memory.address()
      if (env.isLinked() || before === null || address === before) return
      event.stopImmediatePropagation()
      if (!env.memory.show(address, null)) {
        history.replaceState(event.state, '', rootOf() + before)
        tellWaits(env, 'page-waits')
      }
    }

    listen({ click: clicked, submit: submitted, input: forget }, moved)

    return {
      open: open,
      go: function (address) {
        go(address, env.isLinked() ? null : open)
      },
      linked: function () {
        var last = waiting
        waiting = null
        if (last && dom.now() - last.at < AT_ONCE_MS) follow(last.link)
      }
    }
  }

  Holdline.addPart({
    name: 'offline',
    needs: ['connection', 'client', 'middle', 'memory'],
    create: function (app) {
      var offline = Holdline.stayOffline({
        isLinked: function () {
          return app.connection.state() === 'ok'
        },
        say: app.connection.say,
        prove: function () {
          app.client.wake(false)
        },
        memory: app.memory,
        showColumn: app.middle.showColumn
      })
      app.on('go', offline.go)
      app.on('link', function (state) {
        if (state === 'ok') offline.linked()
      })
      return offline
    }
  })

  // True when the browser, or htmx, would open another page of ours in this window than the one at `shown`.
  function isFollowed (event, link, shown) {
    var address = link ? Holdline.ownAddress(link.href) : null
    if (address === null || link.target || link.hasAttribute('aria-haspopup')) return false
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || (event.button || 0) > 0) return false
    return link.hasAttribute('hx-get') || address !== shown
  }

  function go (address, open) {
    var link = document.createElement('a')
    link.href = rootOf() + address
    if (open) open(link)
    else location.href = link.href
  }

  function tellWaits (env, what) {
    env.say(what)
    env.prove()
  }

  function listen (listeners, moved) {
    var type
    for (type in listeners) document.addEventListener(type, listeners[type], true)
    window.addEventListener('popstate', moved, false)
  }

  // Icons refer to their drawing by an href of their own.
  function linkAbove (element) {
    var link = dom.above(element, 'href')
    while (link && link.nodeName !== 'A') link = dom.above(link.parentNode, 'href')
    return link
  }

  function rootOf () {
    return document.documentElement.getAttribute('data-root')
  }

  // A row goes by htmx, as if it were pressed now.
  function follow (link) {
    if (link.hasAttribute('hx-get') && document.body.contains(link)) link.click()
    else location.href = link.href
  }
})(this.Holdline = this.Holdline || {})
