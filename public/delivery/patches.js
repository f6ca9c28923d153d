/*
 * Patches (docs/live-page.md): read from the poll's html, applied one by one.
 *
 * Holdline.readPatches(html)   → [{ seq, how, into, target, count, leads, look, elements }], in order
 * patches = Holdline.createPatches({ onUnread(count), onAsking(count), onReload(), onAdded(element, list), onChanged(element),
 *   onTop(row, seq), onRead(conversations), onDraft(conversation, body, replyTo), onRenamed({ username, before, name }),
 *   onRequoted({ place, words, isGone }), onUnpinned(place), onMarked({ item, name, mark }), onReacted({ item, seq, drawn }) })
 * Holdline.putMark(mark, bubble)   puts a pin or a star where the server draws it: before what else is at the end
 * patches.apply(patch)         a patch for a list this page does not have changes nothing
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.readPatches = function (html) {
    var holder = document.createElement('div')
    var found = []
    var child
    holder.innerHTML = html || ''
    for (child = holder.firstChild; child; child = child.nextSibling) {
      if (child.nodeType !== 1 || !child.hasAttribute('data-how')) continue
      found.push({
        seq: dom.number(child, 'data-seq'),
        how: child.getAttribute('data-how'),
        into: child.getAttribute('data-into'),
        target: child.getAttribute('data-target'),
        count: dom.number(child, 'data-count'),
        isGone: child.hasAttribute('data-gone'),
        leads: child.hasAttribute('data-leads'),
        look: child.hasAttribute('data-others') ? child : null,
        elements: childElements(child)
      })
    }
    return found
  }

  // For other parts, wherever on the page they draw it.
  var TOLD = {
    draft: function (env, patch) {
      env.onDraft(patch.target, patch.elements[0].textContent, dom.number(patch.elements[0], 'data-reply') || null)
    },
    name: function (env, patch) {
      rename(env, patch, patch.elements)
    },
    nickname: function (env, patch) {
      nickname(patch.target.split(' '), patch.elements)
    },
    about: function (env, patch) {
      write(dom.all('[data-about-of="' + patch.target + '"]'), patch.elements[0])
    },
    quote: function (env, patch) {
      env.onRequoted({ place: patch.target, words: patch.elements[0].textContent, isGone: patch.isGone })
    },
    pin: marked,
    star: marked,
    unpinned: function (env, patch) {
      env.onUnpinned(patch.target)
    },
    reaction: function (env, patch) {
      env.onReacted({ item: patch.target, seq: patch.seq, drawn: patch.elements[0] })
    },
    read: function (env, patch) {
      env.onRead(patch.target.split(' '))
    },
    unread: function (env, patch) {
      env.onUnread(patch.count || 0)
    },
    asking: function (env, patch) {
      env.onAsking(patch.count || 0)
    },
    reload: function (env, patch) {
      if (Holdline.isLookAlone(patch.look)) Holdline.putOn(patch.look)
      else env.onReload()
    }
  }

  Holdline.createPatches = function (env) {
    var ways = {
      append: function (element, into) {
        var present = dom.byId(element.id)
        if (present) replaceOlder(present, element)
        else add(element, into)
      },
      replace: function (element) {
        var present = dom.byId(element.id)
        if (present) replaceOlder(present, element)
      },
      top: function (element, into) {
        var present = dom.byId(element.id)
        var hadFocus = present && focusedIn(present)
        dom.remove(present)
        into.insertBefore(element, placeOf(element, into, into.firstChild))
        if (hadFocus) focusIn(element)
        env.onChanged(element)
      },
      put: function (element, into) {
        var present = dom.byId(element.id)
        if (!present) add(element, into)
        else if (present.getAttribute('data-place') === element.getAttribute('data-place')) replace(present, element)
        else ways.top(element, into)
      }
    }

    function replaceOlder (present, element) {
      if ((dom.number(element, 'data-changed') || 0) > (dom.number(present, 'data-changed') || 0)) replace(present, element)
    }

    function replace (present, element) {
      var hadFocus = focusedIn(present)
      keepGroup(present, element)
      keepReactions(present, element)
      keepMarks(present, element)
      present.parentNode.replaceChild(element, present)
      if (hadFocus) focusIn(element)
      env.onChanged(element)
    }

    function add (element, into) {
      into.insertBefore(element, placeOf(element, into, null))
      env.onAdded(element, into)
      env.onChanged(element)
    }

    return {
      apply: function (patch) {
        var into = patch.into === null ? null : dom.byId(patch.into)
        var i
        if (patch.how === 'top') env.onTop(patch.elements[0], patch.seq)
        if (patch.into !== null && !into && patch.how !== 'replace') return leave(patch)
        if (patch.how === 'remove') return dom.remove(dom.byId(patch.target))
        if (TOLD[patch.how]) return TOLD[patch.how](env, patch)
        if (!ways[patch.how]) return // of a newer server
        for (i = 0; i < patch.elements.length; i++) ways[patch.how](patch.elements[i], into)
      }
    }
  }

  Holdline.addPart({
    name: 'patches',
    needs: ['reload'],
    create: function (app) {
      return Holdline.createPatches({
        onUnread: function (count) {
          app.emit('unread', count)
        },
        onAsking: function (count) {
          app.emit('asking', count)
        },
        onReload: app.reload,
        onRequoted: function (quote) {
          app.emit('requoted', quote)
        },
        onMarked: function (marked) {
          app.emit('marked', marked)
        },
        onUnpinned: function (place) {
          app.emit('unpinned', place)
        },
        onReacted: function (reacted) {
          app.emit('reacted', reacted)
        },
        onRenamed: function (renamed) {
          app.emit('renamed', renamed)
        },
        onAdded: function (element, list) {
          if (list === app.page().list) app.emit('added', element)
        },
        onTop: function (row, seq) {
          app.emit('topped', { row: row, seq: seq })
        },
        onRead: function (conversations) {
          app.emit('read-all', conversations)
        },
        onDraft: function (conversation, body, replyTo) {
          app.emit('draft', { conversation: conversation, body: body, replyTo: replyTo })
        },
        onChanged: function (element) {
          app.emit('drawn', element)
          if (window.htmx) window.htmx.process(element)
        }
      })
    }
  })

  // words: the name by which the reader knows the person, its initials, and the name that the person chose
  // A nickname stays where the person goes by one, unless the reader's own name for them leads.
  function rename (env, patch, words) {
    var username = patch.target
    var places = dom.all('[data-name-of="' + username + '"]')
    var before = null
    var i, nick
    for (i = 0; i < places.length; i++) {
      nick = places[i].getAttribute('data-nick')
      if (before === null && nick === null) before = places[i].textContent
      places[i].textContent = nick === null || patch.leads ? words[0].textContent : nick
    }
    mark(dom.all('[data-avatar-of="' + username + '"]'), words[1])
    if (words[2]) write(dom.all('[data-own-name-of="' + username + '"]'), words[2])
    env.onRenamed({ username: username, before: before, name: words[0].textContent })
  }

  // words: the name by which the reader knows the person in this conversation, and the person's nickname there
  function nickname (target, words) {
    var conversation = target[0]
    var places = dom.all('[data-name-of="' + target[1] + '"]')
    var middle = dom.byId('middle')
    var isOpen = middle && middle.getAttribute('data-conversation') === conversation
    var i
    for (i = 0; i < places.length; i++) {
      if (!dom.above(places[i], 'id', 'conversation-' + conversation) && !(isOpen && dom.above(places[i], 'id', 'middle'))) continue
      places[i].textContent = words[0].textContent
      if (words[1].textContent) places[i].setAttribute('data-nick', words[1].textContent)
      else places[i].removeAttribute('data-nick')
    }
  }

  function mark (avatars, words) {
    var i
    for (i = 0; i < avatars.length; i++) avatars[i].setAttribute('data-initials', words.textContent)
  }

  function write (elements, words) {
    var i
    for (i = 0; i < elements.length; i++) elements[i].textContent = words.textContent
  }

  // A row that now belongs into another list, which is not on this page.
  function leave (patch) {
    var i
    if (patch.how !== 'top' && patch.how !== 'put') return
    for (i = 0; i < patch.elements.length; i++) dom.remove(dom.byId(patch.elements[i].id))
  }

  // The row before which this one stands: rows are in the order of their places, the highest first.
  function placeOf (element, into, otherwise) {
    var place = dom.number(element, 'data-place')
    var each = into.firstChild
    if (place === null) return otherwise
    while (each && (each.nodeType !== 1 || dom.number(each, 'data-place') > place)) each = each.nextSibling
    return each
  }

  // The page may begin a group where the message before it is not shown.
  function keepGroup (present, element) {
    if (/\bfirst\b/.test(present.className)) Holdline.beginGroup(element, present)
  }

  // No event of a message tells its reactions: an edit leaves them, a recall takes them away.
  function keepReactions (present, element) {
    var reactions = dom.one('.reactions', present)
    var bubble = dom.one('.bubble', element)
    if (reactions && bubble && !/\brecalled\b/.test(bubble.className)) bubble.parentNode.insertBefore(reactions, bubble.nextSibling)
  }

  // Nor does it tell pins and stars.
  function keepMarks (present, element) {
    var marks = dom.all('.mark', present)
    var bubble = dom.one('.bubble', element)
    var i
    if (!bubble || /\brecalled\b/.test(bubble.className) || dom.one('.mark', bubble)) return
    for (i = 0; i < marks.length; i++) Holdline.putMark(marks[i], bubble)
  }

  Holdline.putMark = function (mark, bubble) {
    var after = dom.one('.edited', bubble) || dom.one('.more', bubble)
    if (after) after.parentNode.insertBefore(mark, after)
    else bubble.appendChild(mark)
  }

  function marked (env, patch) {
    env.onMarked({ item: patch.target, name: patch.how, mark: patch.elements[0] || null })
  }

  function childElements (parent) {
    var list = []
    var child
    for (child = parent.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 1) list.push(child)
    }
    return list
  }

  function focusedIn (element) {
    return document.activeElement && document.activeElement !== document.body && element.contains(document.activeElement)
  }

  function focusIn (element) {
    var target = dom.one('a[href], button, [tabindex]', element)
    if (target) target.focus()
  }
})(this.Holdline = this.Holdline || {})
