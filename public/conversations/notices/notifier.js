/*
 * Decides who tells of a new message by sound and desktop notification: one tab of one browser, once (docs/live-page.md).
 * Pure: no DOM, no globals, no clock of its own.
 *
 * notifier = Holdline.createNotifier(env), where env is
 *   now() → ms
 *   user                       names the keys in storage
 *   storage                    shared by the tabs of this browser (storage.js)
 *   since                      the `seq` as of which the page was drawn
 *   quiet                      the begins and ends of quiet hours, in turn, in ms; beyond the last they go on each day
 *   isLeading()                this tab polls for its browser (leader.js)
 *   isHere()                   the person uses this browser
 *   isElsewhere()              the person uses another, by the server's word
 *   ring()                     plays the sound, if one was chosen
 *   show(said)                 shows a desktop notification, if this browser may
 *
 * notifier.said(said)          said: { seq, conversation, unread, isMine, isMuted, isMentionsOnly,
 *                              mentionSeq, name, text }; mentionSeq: of the newest unread mention, 0 without one
 * notifier.looked(conversation)    the tab that is looked at shows this conversation, or null
 */
(function (Holdline) {
  var DAY_MS = 86400000
  var RING_MS = 2000 // several messages at once ring once

  Holdline.createNotifier = function (env) {
    var toldKey = 'holdline.notified.' + env.user
    var openKey = 'holdline.looked-at.' + env.user
    var rangAt = 0

    // The tabs of a browser share the mark: two leaders tell of a message once.
    function isFirst (seq) {
      if (seq <= Number(env.storage.get(toldKey) || 0)) return false
      env.storage.set(toldKey, String(seq))
      return true
    }

    function ring () {
      if (env.now() - rangAt < RING_MS) return
      rangAt = env.now()
      env.ring()
    }

    return {
      said: function (said) {
        var seq = said.isMentionsOnly ? said.mentionSeq : said.seq
        if (said.isMine || said.isMuted || seq <= env.since || !(said.unread > 0)) return
        if (!env.isLeading() || !isFirst(seq) || isQuiet(env.quiet, env.now())) return
        if (env.isHere()) {
          if (env.storage.get(openKey) !== said.conversation) ring()
        } else if (!env.isElsewhere()) {
          ring()
          env.show(said)
        }
      },
      looked: function (conversation) {
        if (conversation === null) env.storage.remove(openKey)
        else env.storage.set(openKey, conversation)
      }
    }
  }

  function isQuiet (times, now) {
    var last = times[times.length - 1]
    var i
    if (times.length === 0) return false
    if (now >= last) now -= Math.ceil((now - last + 1) / DAY_MS) * DAY_MS
    for (i = 0; i < times.length; i += 2) {
      if (now >= times[i] && now < times[i + 1]) return true
    }
    return false
  }
})(this.Holdline = this.Holdline || {})
