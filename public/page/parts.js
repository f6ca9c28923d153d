/*
 * The live page is a list of parts. Each file registers its own; app.start() creates them in the order of scripts.json.
 *
 * Holdline.addPart({ name, needs, create(app) → the part })    needs: names of parts that come earlier
 * app.<name>                   each part that is named in needs
 * app.page()                   see page.js
 * app.on(event, listener)      app.emit(event, value): runs the listeners in the order of the parts; true if one of them returned true
 *
 * app = Holdline.createApp(page)
 * app.start()                  throws where this browser cannot do it
 * app.moveTo(page)             another conversation is shown, or the same was drawn anew
 * app.reread()                 → the page, of which a script has changed an attribute or an id
 * app.grow()                   creates the parts that were added since the start, as if they had been there from it; false if none were
 *
 * event            value           when
 * started                          all parts are there and the page is drawn
 * moved            page            another conversation takes the place of the last one; arrived and settled follow
 * arrived          page            the page shows a conversation, or none: draw everything the server did not
 * settled          page            all of that is drawn
 * link             state           the way to the server is 'ok', 'lost' or 'proxy' (poll-loop.js)
 * added            element         a patch appended this message to the open list
 * drawn            element         a patch put this element into the document
 * answer           answer          a poll was answered: its patches follow
 * topped           { row, seq }    a patch brings this row to the top of the list, which this page may not have
 * read-all         conversations   these were read, all at once
 * recalling        { id, text }    the person recalls their message with this element and text
 * unread           count           the unread total changed
 * asking           count           the number of contact requests that wait changed
 * renamed          { username, before, name }   a person is known by another name from now on
 * draft            { conversation, body, replyTo }    the server has another draft
 * answers          (conversation)    its text answers another message from now on, or none
 * reacted          { item, seq, drawn }    event `seq` changed a reaction to the message with this id
 * marked           { item, name, mark }    the message with this id has this pin or star, or none
 * unpinned         place           the message <conversation>-<no> is pinned no longer
 * requoted         { place, words, isGone }    quotes of the message <conversation>-<no> have these words from now on; it was recalled
 * box-filled       textarea        a script wrote into the composer
 * learned                          the hold ladder has changed
 * attached         files           these were chosen, pasted or dropped (attaching.js)
 * outbox           entry           an entry of the outbox changed (outbox.js)
 * take-back        text            a message that was not sent goes back into the composer; true if it could
 * in-sight         no              message `no` is the newest on the screen
 * loaded           page            older or newer messages were put into the stretch
 * joined           page            the stretch reaches the newest message again, as of page.cursor
 * missed           { link, text }  a pressed link, or a form, got this text, which is no answer of ours (fallback.js)
 * switch                           the switcher is asked for; true if there is one
 * edit-last                        one's own newest message is to be edited; true if there is one
 * close-side                       the panel at the side is to be closed; true if there is one
 * long-pressed     link            a finger rested on the message of this link to its menu; true if that opens
 * day                              another day began, or a newer one was drawn
 * here                             the page got the focus
 * doubt                            the browser says that it is offline, or a call got no answer: the way to the server must be proven
 * go               address         open this page of ours, below the root (offline.js)
 * active           isActive        the person uses this page, or no longer does
 * wake             hasMoved        the page was shown, or (true) the machine slept or the network changed
 * act:<name>       element         a click on [data-act=<name>]; a listener that handles it returns true
 * left                             the page is being left
 * failed                           a script threw (guard.js)
 * given-up                         the page is given up: links and forms do what they say
 */
(function (Holdline) {
  var parts = []

  Holdline.addPart = function (part) {
    parts.push(part)
  }

  Holdline.createApp = function (page) {
    var events = createEvents()
    var made = {}
    var created = 0 // of the parts

    function create () {
      for (; created < parts.length; created++) made[parts[created].name] = parts[created].create(appFor(parts[created]))
    }

    // Only the new parts have to hear of what was so before them.
    function grow () {
      var before = created
      var fresh = events.added(create)
      fresh('arrived', page)
      fresh('settled', page)
      fresh('started')
      return created > before
    }

    function moveTo (next) {
      page = next
      events.emit('moved', page)
      arrive()
    }

    function reread () {
      page = Holdline.readPage()
      return page
    }

    function arrive () {
      events.emit('arrived', page)
      events.emit('settled', page)
    }

    function appFor (part) {
      var app = { on: events.on, emit: events.emit, moveTo: moveTo, reread: reread, grow: grow }
      var i
      app.page = function () {
        return page
      }
      for (i = 0; i < part.needs.length; i++) {
        if (!(part.needs[i] in made)) throw new Error(part.name + ' needs ' + part.needs[i] + ' before it')
        app[part.needs[i]] = made[part.needs[i]]
      }
      return app
    }

    return {
      emit: events.emit,
      start: function () {
        create()
        arrive()
        events.emit('started')
      }
    }
  }

  function createEvents () {
    var listeners = {}

    function tell (list, value) {
      var isHandled = false
      var i
      for (i = 0; i < list.length; i++) isHandled = list[i](value) === true || isHandled
      return isHandled
    }

    return {
      on: function (event, listener) {
        listeners[event] = (listeners[event] || []).concat(listener)
      },
      emit: function (event, value) {
        return tell(listeners[event] || [], value)
      },
      // Returns an emit for the listeners alone that add() adds.
      added: function (add) {
        var before = listeners
        var fresh = listeners = {}
        var event
        try {
          add()
        } finally {
          listeners = before
        }
        for (event in fresh) listeners[event] = (listeners[event] || []).concat(fresh[event])
        return function (event, value) {
          tell(fresh[event] || [], value)
        }
      }
    }
  }
})(this.Holdline = this.Holdline || {})
