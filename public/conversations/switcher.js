/*
 * The switcher: Ctrl+K (⌘K) opens a field over the page that leads to chats, people and pages (a combobox with a list of options).
 * ↑ and ↓ choose, Enter opens, Esc closes and gives the focus back. Keys of an input method are its own. The options are a fragment of
 * the page `go/`, which is opened instead where htmx fails.
 *
 * switcher = Holdline.createSwitcher({ page(), closeOthers(), useHtmx(done) })    useHtmx: see swapping.js
 * switcher.toggle()            false where the page has none
 * switcher.close()
 */
(function (Holdline) {
  var dom = Holdline.dom
  var codes = Holdline.keyCodes

  Holdline.createSwitcher = function (env) {
    var switcher = {
      env: env,
      before: null, // the element that had the focus
      newest: '', // the options of an empty field, to be shown at once the next time
      isOld: false, // the field was changed since the options came
      isWanted: false // Enter was pressed meanwhile
    }
    if (box()) listen(switcher)
    return {
      toggle: function () {
        if (!box()) return false
        if (isOpen()) close(switcher)
        else open(switcher)
        return true
      },
      close: function () {
        close(switcher)
      }
    }
  }

  Holdline.addPart({
    name: 'switcher',
    needs: ['actions', 'swapping'],
    create: function (app) {
      var switcher = Holdline.createSwitcher({ page: app.page, closeOthers: app.actions.close, useHtmx: app.swapping.use })
      app.on('switch', switcher.toggle)
      app.on('moved', switcher.close)
      return switcher
    }
  })

  function listen (switcher) {
    box().addEventListener('keydown', function (event) {
      keyed(switcher, event)
    }, false)
    box().addEventListener('click', function (event) {
      pressed(switcher, event)
    }, false)
    box().addEventListener('input', function () {
      switcher.isOld = true
    }, false)
    document.addEventListener('mousedown', function (event) {
      if (isOpen() && !box().contains(event.target)) close(switcher)
    }, false)
    document.addEventListener('htmx:afterSwap', function (event) {
      if (isOpen() && event.target.id === 'switch-options') filled(switcher, event.detail.requestConfig.parameters.q)
    }, false)
  }

  function open (switcher) {
    switcher.env.closeOthers()
    switcher.before = document.activeElement
    box().innerHTML = box().getAttribute('data-content')
    dom.byId('switch-options').innerHTML = switcher.newest
    dom.show(box(), true)
    switcher.isOld = switcher.isWanted = false
    choose(first(switcher))
    field().focus()
    switcher.env.useHtmx(function (htmx) {
      if (!isOpen()) return
      if (!htmx) return dom.one('form', box()).submit()
      htmx.process(box())
      htmx.trigger(dom.one('form', box()), 'submit')
    })
  }

  function close (switcher) {
    if (!box() || !isOpen()) return
    dom.show(box(), false)
    if (switcher.before && document.body.contains(switcher.before)) switcher.before.focus()
  }

  // The chat that is open already is never the first choice: so Enter alone leads to the one before.
  function first (switcher) {
    var options = optionsIn(box())
    var here = switcher.env.page().conversation
    var isHere = here && options[0] && options[0].getAttribute('data-conversation') === here
    return isHere && field().value === '' && options[1] ? options[1] : options[0]
  }

  function step (by) {
    var options = optionsIn(box())
    choose(options[(options.indexOf(chosen(box())) + by + options.length) % options.length])
  }

  function enter (switcher) {
    switcher.isWanted = switcher.isOld
    if (!switcher.isOld && chosen(box())) chosen(box()).click()
  }

  // The person may have typed on since these were asked for.
  function filled (switcher, query) {
    if (query === '') switcher.newest = dom.byId('switch-options').innerHTML
    switcher.isOld = query !== field().value
    choose(first(switcher))
    if (switcher.isWanted && !switcher.isOld) enter(switcher)
  }

  // The row in the list opens the chat in place, which a link alone cannot know.
  function pressed (switcher, event) {
    var option = dom.above(event.target, 'role', 'option')
    var row = option && dom.byId('conversation-' + option.getAttribute('data-conversation'))
    var isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && !event.button
    if (!option || !isPlain) return
    if (row) event.preventDefault()
    switcher.before = null
    close(switcher)
    if (row) dom.one('a[href]', row).click()
  }

  function keyed (switcher, event) {
    var key = event.keyCode
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.target !== field()) return
    if (key === codes.UP || key === codes.DOWN) step(key === codes.UP ? -1 : 1)
    else if (key === codes.ENTER) enter(switcher)
    else if (key === codes.ESC) close(switcher)
    else return
    event.preventDefault()
  }

  function box () {
    return dom.byId('switcher')
  }

  function isOpen () {
    return !box().hasAttribute('hidden')
  }

  function field () {
    return dom.byId('switch-query')
  }

  function optionsIn (box) {
    return dom.all('[role="option"]', box)
  }

  function chosen (box) {
    return dom.one('[aria-selected="true"]', box)
  }

  function choose (option) {
    var last = chosen(dom.byId('switcher'))
    if (last) last.setAttribute('aria-selected', 'false')
    if (!option) return field().removeAttribute('aria-activedescendant')
    option.setAttribute('aria-selected', 'true')
    field().setAttribute('aria-activedescendant', option.id)
    show(option)
  }

  // Scrolls the list alone, and no further than the option.
  function show (option) {
    var list = dom.byId('switch-options')
    var place = option.getBoundingClientRect()
    var seen = list.getBoundingClientRect()
    if (place.top < seen.top) list.scrollTop -= seen.top - place.top + 36
    else if (place.bottom > seen.bottom) list.scrollTop += place.bottom - seen.bottom
  }
})(this.Holdline = this.Holdline || {})
