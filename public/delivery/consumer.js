/*
 * What this page has applied, and what comes next: PROTOCOL D4 and D10. Pure: no DOM, no globals, no clock.
 *
 * consumer = Holdline.createConsumer(env), where env is
 *   cursor   text or null      the position the page was made at; null starts from now
 *   seq      number or null    what that cursor stands for, when the page says so; null: learned from the first own answer
 *   items(answer)              → array of { seq: number or null, … } in the order to apply; a null seq is always applied
 *   apply(item)                may throw: the item is then given to skip
 *   skip(item, error)          shows a placeholder. error is null when the item crashed this tab before (D10)
 *   signals(signals)           latest wins
 *   marks                      storage of this tab alone that outlives a reload (sessionStorage):
 *                              get(key) → text or null, set(key, text) → true when kept, remove(key)
 *
 * consumer.take(answer, own)   own: it answers a poll that asked with this consumer's cursor; else it was relayed.
 *                              → 'applied', or 'gap': kept aside, and the caller asks once with hold=0. Whatever is relayed
 *                              before the first own answer is kept aside: that answer brings the signals from before it
 * consumer.caughtUp()          own answers have reached the head: what is still aside will come by the own cursor
 * consumer.rewind(cursor, seq) part of the page was made at this earlier position; a later one changes nothing
 * consumer.cursor() → text or null    consumer.seq() → number or null
 */
(function (Holdline) {
  var ASIDE_MAX = 50 // answers; whatever does not fit comes by the own cursor
  var CRASHES_MAX = 20 // more crashing events than this are not told apart; the newest matter
  var APPLYING = 'holdline.applying'
  var CRASHED = 'holdline.crashed'

  Holdline.createConsumer = function (env) {
    var cursor = env.cursor
    var seq = env.seq
    var aside = []
    var begun = false // an own answer came: only from then on is a relayed cursor true of this page's signals, too
    var crashed = crashes(env.marks)

    function applyItem (item) {
      if (item.seq !== null && crashed[item.seq]) return env.skip(item, null)
      if (item.seq !== null) env.marks.set(APPLYING, String(item.seq))
      try {
        env.apply(item)
      } catch (error) {
        env.skip(item, error)
      }
    }

    function apply (answer) {
      var items = env.items(answer)
      var before = seq
      var i
      for (i = 0; i < items.length; i++) {
        if (items[i].seq === null || items[i].seq > before) applyItem(items[i])
      }
      env.marks.remove(APPLYING)
      // A tab that slept relays what it was told before: where its events are old news, so are its signals.
      if (answer.toSeq < before) return
      if (answer.signals) env.signals(answer.signals)
      seq = answer.toSeq
      cursor = answer.cursor
    }

    function takeAside () {
      var waiting = aside
      var i
      aside = []
      for (i = 0; i < waiting.length; i++) {
        if (waiting[i].fromSeq <= seq) apply(waiting[i])
        else aside.push(waiting[i])
      }
    }

    return {
      take: function (answer, own) {
        if (own && seq === null) seq = answer.from === null ? answer.toSeq : answer.fromSeq
        if (seq === null || answer.fromSeq > seq || (!own && !begun)) {
          // An own answer with a gap would come again by the same cursor.
          if (!own && aside.length < ASIDE_MAX) aside.push(answer)
          return 'gap'
        }
        begun = begun || own
        apply(answer)
        takeAside()
        return 'applied'
      },
      caughtUp: function () {
        aside = []
      },
      rewind: function (earlierCursor, earlierSeq) {
        if (seq === null || earlierSeq >= seq) return
        cursor = earlierCursor
        seq = earlierSeq
      },
      cursor: function () {
        return cursor
      },
      seq: function () {
        return seq
      }
    }
  }

  // A mark that is still there was never taken away: the page died while applying that event.
  function crashes (marks) {
    var list = (marks.get(CRASHED) || '').split(',')
    var died = marks.get(APPLYING)
    var found = {}
    var i
    if (died !== null) {
      list.push(died)
      if (list.length > CRASHES_MAX) list = list.slice(list.length - CRASHES_MAX)
      marks.set(CRASHED, list.join(','))
      marks.remove(APPLYING)
    }
    for (i = 0; i < list.length; i++) {
      if (list[i] !== '') found[list[i]] = true
    }
    return found
  }
})(this.Holdline = this.Holdline || {})
