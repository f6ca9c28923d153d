// “Test your connection”, without leaving the page. Loaded there alone; without it the form runs the same test in frames. Reports the
// findings to the server, which draws the lines and the advice: no texts here.
(function () {
  'use strict'

  var TOGETHER = 4
  var ENOUGH = 3
  var ANSWERS_TIMED = 3
  var BODY_BYTES = [8192, 65536, 1048576]
  // Request numbers: each stands for one request of a test, so that the server notices repeats.
  var TOGETHER_FROM = 9000
  var HOLDS_FROM = 8000
  var PATIENCE_S = 15
  var GRACE_S = 10 // D18: a silent drop ends by our own timeout
  var SAFE_SHARE = 0.9 // the margin that D17 keeps below a cut
  var ODD_TEXT = '<script src=x \' OR 1=1 -- ../../etc/passwd' // patterns of web application firewalls

  var form = document.getElementById('connection-test')
  var result = document.getElementById('connection-result')
  var progress = document.getElementById('connection-progress')
  if (!form || !result || !progress || !form.addEventListener || !window.XMLHttpRequest || !window.JSON) return
  var button = form.getElementsByTagName('button')[0]
  var steps = document.getElementById('connection-steps')
  var run = null

  function now () {
    return new Date().getTime()
  }

  /** Asks below `test/`. done({ kind, xhr, json, ms }): `json` is null when the answer was not the server's. */
  function ask (method, to, body, patienceS, done) {
    var xhr = new XMLHttpRequest()
    var asked = run
    var began = now()
    var timer = setTimeout(function () { end('silent') }, patienceS * 1000)

    function end (kind) {
      if (done === null) return
      var told = done
      done = null
      clearTimeout(timer)
      if (kind === 'silent') xhr.abort()
      // That test has ended.
      if (run !== asked) return
      // The server limits tests: its refusal says nothing about the path.
      if (kind === 'answer' && xhr.status === 429) return finish('busy')
      told({ kind: kind, xhr: xhr, json: kind === 'answer' ? read(xhr.responseText) : null, ms: now() - began })
    }

    xhr.onreadystatechange = function () {
      if (xhr.readyState === 4) end(xhr.status === 0 ? 'closed' : 'answer')
    }
    xhr.open(method, to, true)
    if (to.indexOf('test/echo') === 0) xhr.setRequestHeader('X-Holdline-Probe', run.test)
    if (body !== null) xhr.setRequestHeader('Content-Type', 'application/json')
    xhr.send(body)
  }

  function read (text) {
    try {
      var value = JSON.parse(text)
      return value !== null && value.holdline === 1 ? value : null
    } catch (error) {
      return null
    }
  }

  /** One request of the test, under its number. */
  function get (what, more, n, patienceS, done) {
    ask('GET', 'test/' + what + '?test=' + run.test + '&n=' + n + more, null, patienceS, function (outcome) {
      // The end of a hold is a finding of its own.
      if (outcome.kind === 'answer' && outcome.json === null && what !== 'hold') run.found.reach = 'mixed'
      done(outcome)
    })
  }

  function cookies (next) {
    get('cookies', '', ++run.n, PATIENCE_S, function (outcome) {
      if (outcome.json !== null) {
        run.found.ownAnswerHeader = outcome.xhr.getResponseHeader('X-Holdline-Probe') !== null
        run.found.cacheHeaders = /no-store/.test(outcome.xhr.getResponseHeader('Cache-Control') || '')
        run.found.lengthHeader = outcome.xhr.getResponseHeader('Content-Length') !== null
        var policy = outcome.xhr.getResponseHeader('Content-Security-Policy') || ''
        run.found.frames = /frame-ancestors /i.test(policy)
          ? !/frame-ancestors (?![^;,]*('self'|\*))/i.test(policy)
          : !/deny/i.test(outcome.xhr.getResponseHeader('X-Frame-Options') || '')
        run.found.origin = !/(^|[, ])no-referrer$/i.test(outcome.xhr.getResponseHeader('Referrer-Policy') || '')
      }
      next()
    })
  }

  function echoes (next) {
    var times = []
    function again () {
      var n = ++run.n
      get('echo', '&host=' + encodeURIComponent(location.host), n, PATIENCE_S, function (outcome) {
        var json = outcome.json
        times.push(outcome.ms)
        if (json !== null) {
          run.found.cookie = json.cookie
          run.found.secondCookie = json.secondCookie
          // It is HttpOnly.
          if (json.cookie) run.found.cookieAttributes = document.cookie.indexOf('holdline_probe=') === -1
          run.found.ownRequestHeader = json.ownHeader
          run.found.freshAddress = run.found.freshAddress !== false && json.n === n
        }
        if (times.length < ANSWERS_TIMED) return again()
        times.sort(function (a, b) { return a - b })
        run.found.answerMs = times[Math.floor(times.length / 2)]
        next()
      })
    }
    again()
  }

  function bodies (next) {
    var i = 0
    run.found.triedBytes = BODY_BYTES[BODY_BYTES.length - 1]
    run.found.bodyBytes = 0
    function again () {
      var bytes = BODY_BYTES[i]
      var body = JSON.stringify({ text: run.text, fill: new Array(bytes + 1).join('x') })
      ask('POST', 'test/body?test=' + run.test + '&n=' + i, body, PATIENCE_S, function (outcome) {
        var json = outcome.json
        if (json === null || json.bytes !== bytes) return next()
        run.found.bodyBytes = bytes
        run.found.text = run.found.text !== false && json.isText && json.text === run.text
        if (++i < BODY_BYTES.length) again()
        else next()
      })
    }
    again()
  }

  function addresses (next) {
    var same = 'test/same?test=' + run.test
    ask('GET', same, null, PATIENCE_S, function (first) {
      ask('GET', same, null, PATIENCE_S, function (second) {
        if (first.json !== null && second.json !== null) run.found.freshAnswer = first.json.answers !== second.json.answers
        var n = ++run.n
        run.n++
        get('moved', '', n, PATIENCE_S, function (moved) {
          run.found.redirect = moved.json !== null && moved.json.n === n + 1
          next()
        })
      })
    })
  }

  /** Measures the refusals of firewalls. */
  function refusals (next) {
    var methods = ['PATCH', 'PUT', 'DELETE']
    run.found.methods = true
    function again () {
      var method = methods.shift()
      if (!method) return next()
      ask(method, 'test/method?test=' + run.test + '&n=' + ++run.n, '{}', PATIENCE_S, function (outcome) {
        if (outcome.json === null || outcome.json.method !== method) run.found.methods = false
        again()
      })
    }
    ask('POST', 'test/odd?test=' + run.test + '&n=' + ++run.n, JSON.stringify({ text: ODD_TEXT }), PATIENCE_S, function (outcome) {
      run.found.oddText = outcome.json !== null && outcome.json.isText
      again()
    })
  }

  function together (next) {
    var left = TOGETHER
    function one (i) {
      get('together', '&of=' + TOGETHER, TOGETHER_FROM + i, PATIENCE_S, function (outcome) {
        if (outcome.json !== null) run.atOnce = Math.max(run.atOnce, outcome.json.atOnce)
        if (--left === 0) next()
      })
    }
    for (var i = 0; i < TOGETHER; i++) one(i)
  }

  /** The longest hold that would still say something new; null when there is none. */
  function nextHold () {
    var cut = Infinity
    var through = 0
    var i
    for (i = 0; i < run.holds.length; i++) {
      if (run.holds[i].end === 'f') through = Math.max(through, run.holds[i].s)
      else cut = Math.min(cut, run.holds[i].after, run.holds[i].s)
    }
    for (i = run.rungs.length - 1; i >= 0; i--) {
      var s = run.rungs[i]
      if (s <= through) return null
      if (s <= cut * SAFE_SHARE && !run.tried[s]) return s
    }
    return null
  }

  function holds (next) {
    var underWay = 0
    function fill () {
      var lanes = run.atOnce < ENOUGH ? 1 : 2
      var s = nextHold()
      while (underWay < lanes && s !== null) {
        one(s)
        s = nextHold()
      }
      if (underWay === 0) next()
    }
    function one (s) {
      run.tried[s] = true
      underWay++
      run.untilMs = Math.max(run.untilMs, now() + s * 1000)
      get('hold', '&s=' + s, HOLDS_FROM + s, s + GRACE_S, function (outcome) {
        var isFull = outcome.json !== null && outcome.json.s === s && outcome.json.ended === 'full'
        var end = outcome.kind === 'silent' ? 's' : outcome.kind === 'closed' ? 'c' : isFull ? 'f' : 'r'
        run.holds.push({ s: s, end: end, after: Math.round(outcome.ms / 1000) })
        underWay--
        show(false)
        fill()
      })
    }
    fill()
  }

  function show (isDone) {
    var query = 'lines?test=' + run.test + '&holds='
    for (var i = 0; i < run.holds.length; i++) query += run.holds[i].s + run.holds[i].end + run.holds[i].after + '.'
    for (var name in run.found) query += '&' + name + '=' + run.found[name]
    var order = ++run.shown
    ask('GET', query + (isDone ? '&done=true' : ''), null, PATIENCE_S, function (outcome) {
      var isOurs = outcome.kind === 'answer' && outcome.xhr.status === 200 && /^\s*<\w+ data-holdline=/.test(outcome.xhr.responseText)
      // A later answer may have overtaken it.
      if (isOurs && order >= run.drawn) {
        run.drawn = order
        result.innerHTML = outcome.xhr.responseText
      }
      if (isDone) finish(isOurs ? null : outcome.kind === 'answer' ? 'elsewhere' : 'nothing')
    })
  }

  /** Ends the test; `why` names the sentence of the document when it ended too early. */
  function finish (why) {
    clearInterval(run.timer)
    run = null
    progress.innerHTML = ''
    if (why !== null) progress.appendChild(document.createTextNode(form.getAttribute('data-' + why)))
    button.disabled = false
    button.innerHTML = ''
    button.appendChild(document.createTextNode(form.getAttribute('data-again')))
    if (why === null && result.focus) result.focus()
  }

  function tick () {
    var text = form.getAttribute('data-running')
    var of = Math.max(run.untilMs, now()) - run.startedAt
    text = text.replace('{s}', Math.round((now() - run.startedAt) / 1000)).replace('{of}', Math.ceil(of / 1000))
    progress.innerHTML = ''
    progress.appendChild(document.createTextNode(text))
  }

  function measure (steps) {
    var at = 0
    function next () {
      if (at > 0) show(at === steps.length)
      if (at < steps.length) steps[at++](next)
    }
    next()
  }

  function rungs () {
    var list = form.getAttribute('data-rungs').split(',')
    for (var i = 0; i < list.length; i++) list[i] = Number(list[i])
    return list
  }

  function start (left) {
    ask('POST', 'test/start', '{}', PATIENCE_S, function (outcome) {
      var json = outcome.json
      if (json === null && outcome.kind === 'answer') return finish('elsewhere')
      if (json === null) return left > 0 ? start(left - 1) : finish('nothing')
      run.test = json.test
      run.text = json.text
      run.rungs = rungs()
      run.untilMs = now() + run.rungs[run.rungs.length - 1] * 1000
      measure([cookies, echoes, bodies, refusals, addresses, together, holds])
    })
  }

  // The steps are for browsers without this script.
  if (steps) steps.setAttribute('hidden', '')

  form.addEventListener('submit', function (event) {
    event.preventDefault()
    if (run !== null) return
    run = { test: '', text: '', n: 0, found: {}, holds: [], tried: {}, rungs: [], atOnce: 0, shown: 0, drawn: 0, startedAt: now(), untilMs: now(), timer: 0 }
    run.timer = setInterval(tick, 1000)
    button.disabled = true
    result.innerHTML = ''
    start(2)
  }, false)
}())
