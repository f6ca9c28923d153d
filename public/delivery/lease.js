/*
 * A lease in storage: one tab at a time does some work for all tabs of this browser. Pure: no DOM, no globals, no clock of its own.
 * A lease saves work and promises nothing: two tabs may hold it for a moment.
 *
 * lease = Holdline.createLease(env, key, ms)    env: now, storage and tab, as in leader.js
 * lease.owner() → the tab that holds it, or null
 * lease.take() → true when storage kept it
 * lease.drop()      gives it up, if this tab has it
 */
(function (Holdline) {
  Holdline.createLease = function (env, key, ms) {
    function read () {
      return (env.storage.get(key) || '').split(' ')
    }

    return {
      owner: function () {
        var lease = read()
        var until = Number(lease[1])
        // A lease that ends later than any new one was written before the clock was set back.
        return until > env.now() && until <= env.now() + ms ? lease[0] : null
      },
      take: function () {
        return env.storage.set(key, env.tab + ' ' + (env.now() + ms))
      },
      drop: function () {
        if (read()[0] === env.tab) env.storage.remove(key)
      }
    }
  }
})(this.Holdline = this.Holdline || {})
