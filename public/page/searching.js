/*
 * The search fields above the chats and the people. The address follows what is found while one types, so that Back and a reload show it
 * again. On touch, a field that has the focus from the start lets go of it: the keyboard would cover what stands below.
 *
 * Holdline.followSearch(onMoved)   onMoved(): the address has another query
 */
(function (Holdline) {
  var dom = Holdline.dom

  Holdline.followSearch = function (onMoved) {
    document.addEventListener('htmx:afterSwap', function (event) {
      var form = event.detail.requestConfig ? event.detail.requestConfig.elt : null
      var query = form && dom.one('input[name="q"]', form)
      if (!query || typeof history.replaceState !== 'function' || !takesQuery(form)) return
      history.replaceState(history.state, '', location.pathname + (query.value === '' ? '' : '?q=' + encodeURIComponent(query.value)))
      onMoved()
    }, false)
  }

  Holdline.addPart({
    name: 'searching',
    needs: ['memory'],
    create: function (app) {
      Holdline.followSearch(app.memory.renamed)
      if (Holdline.isTouch()) letGo()
    }
  })

  // The page of each person has a search; of the chats, only the list alone.
  function takesQuery (form) {
    var list = Holdline.ownAddress(form.action)
    return list === 'contacts/' || Holdline.here().split('?')[0] === list
  }

  // The browser gives the focus before this runs, or after it.
  function letGo () {
    var field = dom.one('.search [autofocus]')
    if (!field) return
    field.addEventListener('focus', leave, false)
    document.addEventListener('touchstart', function () {
      field.removeEventListener('focus', leave, false)
    }, true)
    if (document.activeElement === field) field.blur()
  }

  function leave (event) {
    event.target.blur()
  }
})(this.Holdline = this.Holdline || {})
