/*
 * The browser's storage, which may be missing, full or a stub: tried by use. Keys carry the path of the site's root: another Holdline
 * may stand below another path of the same host.
 *
 * Holdline.openStorage(name) → { isShared, get(key) → text or null, set(key, text) → true when kept, remove(key), keys() → array }
 *   name: 'localStorage' or 'sessionStorage'. Without one nothing is kept, and set says so
 * Holdline.site                the path of the site's root, before every key
 */
(function (Holdline) {
  Holdline.site = pathOf(document.documentElement.getAttribute('data-root') || './')

  Holdline.openStorage = function (name) {
    var storage = null
    var probe = 'holdline.probe'
    try {
      window[name].setItem(probe, probe)
      if (window[name].getItem(probe) === probe) storage = window[name]
      window[name].removeItem(probe)
    } catch (error) {}
    return storage ? kept(storage, Holdline.site) : forgotten()
  }

  function pathOf (address) {
    var link = document.createElement('a')
    link.href = address
    return link.pathname
  }

  function kept (storage, site) {
    return {
      isShared: true,
      get: function (key) {
        return storage.getItem(site + key)
      },
      set: function (key, text) {
        try {
          storage.setItem(site + key, text)
          return true
        } catch (error) {
          return false
        }
      },
      remove: function (key) {
        storage.removeItem(site + key)
      },
      keys: function () {
        var keys = []
        var i, key
        for (i = 0; i < storage.length; i++) {
          key = storage.key(i)
          if (key.indexOf(site) === 0) keys.push(key.slice(site.length))
        }
        return keys
      }
    }
  }

  function forgotten () {
    return {
      isShared: false,
      get: function () {
        return null
      },
      set: function () {
        return false
      },
      remove: function () {},
      keys: function () {
        return []
      }
    }
  }
})(this.Holdline = this.Holdline || {})
