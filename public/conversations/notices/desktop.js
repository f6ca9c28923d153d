/*
 * Desktop notifications of this browser. They are asked for by a click in the settings alone, and kept by user: the next person at this
 * computer is not shown what was not theirs to see.
 *
 * desktop = Holdline.createDesktop(storage, user, onOpen(conversation))
 * desktop.state()              'on', 'off', 'denied' (by the browser), 'missing'
 * desktop.turnOn(done)         asks for permission; done() when that was answered
 * desktop.turnOff()
 * desktop.show(said)           see notifier.js
 * desktop.read(conversation)   takes away what was shown of it
 * desktop.draw()               the panel in the settings, if it is there
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.createDesktop = function (storage, user, onOpen) {
    var key = Holdline.desktopKey(user)
    var shown = {}

    function state () {
      if (!window.Notification || typeof window.Notification.requestPermission !== 'function' || window.isSecureContext === false) return 'missing'
      if (window.Notification.permission === 'denied') return 'denied'
      return window.Notification.permission === 'granted' && storage.get(key) !== null ? storage.get(key) : 'off'
    }

    function open (said) {
      var notice = new window.Notification(said.name, { body: said.text, tag: 'holdline-' + said.conversation, icon: icon(), silent: true })
      notice.onclick = function () {
        window.focus()
        notice.close()
        onOpen(said.conversation)
      }
      shown[said.conversation] = notice
    }

    return {
      state: state,
      turnOn: function (done) {
        function answered () {
          if (window.Notification.permission === 'granted') storage.set(key, 'on')
          done()
        }

        // Older browsers call back, newer ones promise.
        var promise = window.Notification.requestPermission(answered)
        if (promise && promise.then) promise.then(answered, done)
      },
      turnOff: function () {
        storage.remove(key)
      },
      show: function (said) {
        if (state() !== 'on') return
        try {
          open(said)
        } catch (error) {
          storage.set(key, 'missing') // phones have the name, and throw
        }
      },
      read: function (conversation) {
        if (shown[conversation]) shown[conversation].close()
        delete shown[conversation]
      },
      draw: function () {
        var panel = dom.byId('desktop')
        if (!panel) return
        dom.slot(panel, 'said', dom.text(state(), {}, panel))
        dom.show(dom.one('[data-act="desktop-on"]', panel), state() === 'off')
        dom.show(dom.one('[data-act="desktop-off"]', panel), state() === 'on')
      }
    }
  }

  function icon () {
    var link = dom.one('link[rel~="icon"][type="image/png"]')
    return link ? link.href : ''
  }
})(this.Holdline = this.Holdline || {})
