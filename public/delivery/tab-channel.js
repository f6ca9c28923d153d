/*
 * The channel between the tabs of this browser: BroadcastChannel, or storage events where there is none. A tab does not hear itself.
 *
 * Holdline.openTabChannel(storage) → { post(text), hear(function (text)) }
 */
(function (Holdline) {
  var RELAY_KEY = 'holdline.relay'

  Holdline.openTabChannel = function (storage) {
    var channel = null
    try {
      channel = new BroadcastChannel(Holdline.site + 'holdline')
    } catch (error) {}
    return channel ? broadcast(channel) : relayThrough(storage)
  }

  function broadcast (channel) {
    return {
      post: function (text) {
        try {
          channel.postMessage(text)
        } catch (error) {} // closed while the page is left
      },
      hear: function (heard) {
        channel.onmessage = function (event) {
          heard(event.data)
        }
      }
    }
  }

  function relayThrough (storage) {
    return {
      post: function (text) {
        storage.set(RELAY_KEY, text)
        storage.remove(RELAY_KEY)
      },
      hear: function (heard) {
        window.addEventListener('storage', function (event) {
          if (event.key === Holdline.site + RELAY_KEY && event.newValue) heard(event.newValue)
        }, false)
      }
    }
  }
})(this.Holdline = this.Holdline || {})
