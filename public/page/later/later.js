/*
 * Scripts that most visits do not need at once: they are fetched when something first needs them. A press that comes before they are there
 * is kept, the last one if there are several, and carried out then. If they do not come, the next press asks for them again.
 *
 * later = Holdline.createLater({ fetch(done), busy(isBusy) })    fetch: done(isLoaded); busy: a press waits, or no longer does
 * later.isThere()
 * later.hint(done)             they will be needed soon; done(isThere), which may be left out, is called once that is known
 * later.ask(again, otherwise) → false when they are there; else true, and once that is known again() or, without them, otherwise() is run
 */
(function (Holdline) {
  Holdline.createLater = function (env) {
    var state = 'away' // then 'coming', then 'there', or 'away' again
    var waiting = []
    var kept = null // { again, otherwise }

    function settle (isLoaded) {
      var run = waiting
      var press = kept
      var i
      waiting = []
      kept = null
      state = isLoaded ? 'there' : 'away'
      for (i = 0; i < run.length; i++) run[i](isLoaded)
      if (press === null) return
      env.busy(false)
      if (isLoaded) press.again()
      else press.otherwise()
    }

    function hint (done) {
      if (state === 'there') return done && done(true)
      if (done) waiting.push(done)
      if (state === 'coming') return
      state = 'coming'
      env.fetch(settle)
    }

    return {
      isThere: function () {
        return state === 'there'
      },
      hint: hint,
      ask: function (again, otherwise) {
        if (state === 'there') return false
        kept = { again: again, otherwise: otherwise }
        env.busy(true)
        hint()
        return true
      }
    }
  }

  /** The pointer over the page shows that a press waits. */
  Holdline.showBusy = function (isBusy) {
    var root = document.documentElement
    root.className = root.className.replace(/ ?\bis-fetching\b/, '') + (isBusy ? ' is-fetching' : '')
  }
})(this.Holdline = this.Holdline || {})
