/*
 * The fault switches of a page that runs scripts: sends a form in place, and shows what comes of it. A switch that cannot be sent in this
 * way is sent as the form that it is.
 */
(function () {
  var LOOK_MS = 1000
  var TIMEOUT_MS = 10000
  var root = document.documentElement.getAttribute('data-root')
  var timer = null
  var section = document.getElementById('wire-faults')
  if (!section) return

  function told () { return document.getElementById('wire-faults-told') }

  function call (method, url, body, done) {
    var request = new XMLHttpRequest()
    request.open(method, url, true)
    request.timeout = TIMEOUT_MS
    if (body !== null) request.setRequestHeader('Content-Type', 'application/json')
    request.onload = function () { done(request.status === 200 ? request.responseText : null) }
    request.onerror = request.ontimeout = function () { done(null) }
    request.send(body)
  }

  // A server that was started anew knows of no switch: what was told stays.
  function draw (html) {
    var fresh = document.createElement('div')
    if (html === null || !told()) return
    fresh.innerHTML = html
    if (fresh.firstElementChild && fresh.querySelector('li')) told().parentNode.replaceChild(fresh.firstElementChild, told())
  }

  function look () {
    timer = null
    call('GET', '?fragment=faults', null, function (html) {
      draw(html)
      lookAgain()
    })
  }

  function lookAgain () {
    if (timer === null && told() && told().getAttribute('data-active')) timer = setTimeout(look, LOOK_MS)
  }

  function orderIn (form) {
    var order = { fault: form.elements.fault.value }
    if (form.elements.seconds) order.seconds = Number(form.elements.seconds.value)
    if (form.elements.ending) order.ending = form.elements.ending.value
    return JSON.stringify(order)
  }

  section.addEventListener('submit', function (event) {
    var form = event.target
    if (!form.elements.fault || event.defaultPrevented) return
    event.preventDefault()
    call('POST', root + 'api/wire/faults', orderIn(form), function (answer) {
      if (answer === null) return form.submit()
      if (timer !== null) clearTimeout(timer)
      look()
    })
  })
  lookAgain()
})()
