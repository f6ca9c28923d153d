/*
 * The events this page has applied, and the position it polls from: PROTOCOL D4 and D10. Pure: no DOM, no globals, no clock.
 *
 * consumer = Holdline.createConsumer(env), where env is
 *   cursor   text or null      the position the page was made at; null starts from now
 *   seq      number or null    the seq of that cursor, when the page states it; null: learned from the first own answer
 *   items(answer)              → array of { seq: number or null, … } in the order to apply; a null seq is always applied
 *   apply(item)                may throw: the item is then given to skip
 *   skip(item, error)          shows a placeholder. error is null when the item crashed this tab before (D10)
 *   signals(signals)           latest wins
 *   marks                      storage of this tab alone that outlives a reload (sessionStorage):
 *                              get(key) → text or null, set(key, text) → true when kept, remove(key)
 *
 * consumer.take(answer, own)   own: it answers a poll with this consumer's cursor; else another tab relayed it.
 *                              → 'applied', or 'gap': set aside, and the caller asks once with hold=0. Everything relayed before the
 *                              first own answer is set aside: that answer brings the signals from before it
 * consumer.caughtUp()          own answers have reached the head: the answers still aside will come by the own cursor
 * consumer.rewind(cursor, seq) part of the page was made at this earlier position; a later one changes nothing
 * consumer.cursor() → text or null    consumer.seq() → number or null
 */
(function (Holdline) {
  var ASIDE_MAX = 50 // answers; the rest comes by the own cursor
  var CRASHES_MAX = 20 // the newest crashing events matter; older ones are forgotten
  var APPLYING = 'holdline.applying'
  var CRASHED = 'holdline.crashed'

  Holdline.createConsumer = function (env) {
    var consumer = {
      env: env,
      cursor: env.cursor,
      seq: env.seq,
      aside: [],
      begun: false, // an own answer came: only from then on a relayed cursor covers this page's signals, too
      crashed: crashes(env.marks)
    }
    return {
      take: function (answer, own) {
        return take(consumer, answer, own)
      },
      caughtUp: function () {
        consumer.aside = []
      },
      rewind: function (cursor, seq) {
        if (consumer.seq === null || seq >= consumer.seq) return
        consumer.cursor = cursor
        consumer.seq = seq
      },
      cursor: function () {
        return consumer.cursor
      },
      seq: function () {
        return consumer.seq
      }
    }
  }

  function take (consumer, answer, own) {
    if (own && consumer.seq === null) consumer.seq = answer.from === null ? answer.toSeq : answer.fromSeq
    if (consumer.seq === null || answer.fromSeq > consumer.seq || (!own && !consumer.begun)) {
      // An own answer with a gap would come again by the same cursor.
      if (!own && consumer.aside.length < ASIDE_MAX) consumer.aside.push(answer)
      return 'gap'
    }
    consumer.begun = consumer.begun || own
    apply(consumer, answer)
    takeAside(consumer, own)
    return 'applied'
  }

  // An own answer covers what was relayed up to it: the signals of those are older than its own.
  function takeAside (consumer, own) {
    var waiting = consumer.aside
    var covered = own ? consumer.seq : -1
    var i
    consumer.aside = []
    for (i = 0; i < waiting.length; i++) {
      if (waiting[i].toSeq <= covered) continue
      if (waiting[i].fromSeq <= consumer.seq) apply(consumer, waiting[i])
      else consumer.aside.push(waiting[i])
    }
  }

  function apply (consumer, answer) {
    var items = consumer.env.items(answer)
    var before = consumer.seq
    var i
    for (i = 0; i < items.length; i++) {
      if (items[i].seq === null || items[i].seq > before) applyItem(consumer, items[i])
    }
    consumer.env.marks.remove(APPLYING)
    // A tab that slept relays old answers: where the events are old, so are the signals.
    if (answer.toSeq < before) return
    if (answer.signals) consumer.env.signals(answer.signals)
    consumer.seq = answer.toSeq
    consumer.cursor = answer.cursor
  }

  function applyItem (consumer, item) {
    var env = consumer.env
    if (item.seq !== null && consumer.crashed[item.seq]) return env.skip(item, null)
    if (item.seq !== null) env.marks.set(APPLYING, String(item.seq))
    try {
      env.apply(item)
    } catch (error) {
      env.skip(item, error)
    }
  }

  // A mark that was never removed: the page died while it applied that event.
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
