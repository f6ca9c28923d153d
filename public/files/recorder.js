/*
 * Voice messages. The button starts and stops, or records for as long as it is held; the recording goes into the strip (chosen.js), where
 * it can be heard before it is sent. Where pages cannot record, the button asks for a file, which phones make with a recorder of theirs.
 *
 * recorder = Holdline.createRecorder(env), where env is
 *   start(events) → recording  Holdline.startRecording, with now and timers
 *   maxBytes()
 *   conversation()             the one that is open
 *   onEnd(blob, more)          more: { peaks, conversation }, for strip.add
 *
 * recorder.pressed()   recorder.released()    of the button
 * recorder.clicked()           after a press, or by a key
 * recorder.stop()  recorder.cancel()          false when nothing is recorded
 */
(function (Holdline) {
  var dom = Holdline.dom
  var HELD_MS = 600
  var TOLD_AGAIN_MS = 1000 // a touch is reported again as a mouse press, a little later

  Holdline.createRecorder = function (env) {
    var recorder = { env: env, recording: null, pressedAt: null, conversation: null }

    return {
      pressed: function () {
        if (recorder.recording !== null) return
        recorder.pressedAt = dom.now()
        start(recorder)
      },
      released: function () {
        if (recorder.pressedAt !== null && dom.now() - recorder.pressedAt >= HELD_MS) end(recorder, 'stop')
      },
      clicked: function () {
        var isOfPress = recorder.pressedAt !== null
        recorder.pressedAt = null
        if (isOfPress) return
        if (recorder.recording === null) start(recorder)
        else end(recorder, 'stop')
      },
      stop: function () {
        return end(recorder, 'stop')
      },
      cancel: function () {
        return end(recorder, 'cancel')
      }
    }
  }

  function start (recorder) {
    recorder.conversation = recorder.env.conversation()
    draw()
    recorder.recording = recorder.env.start({
      maxBytes: recorder.env.maxBytes(),
      onTime: show,
      onEnd: function (blob, peaks) {
        var type = /^\w+\/(\w+)/.exec(blob.type)
        recorder.recording = null
        clear()
        blob.name = Holdline.fileText('voice-name', { time: stamp(new Date()) }) + '.' + (type ? type[1] : 'webm').replace('mp4', 'm4a')
        recorder.env.onEnd(blob, { peaks: peaks, conversation: recorder.conversation })
      },
      onRefused: function (why) {
        recorder.recording = null
        clear()
        Holdline.sayOfFiles([Holdline.fileText(why)])
      }
    })
  }

  function end (recorder, how) {
    var recording = recorder.recording
    if (recording === null) return false
    recorder.recording = null
    clear()
    recording[how]()
    return true
  }

  // “2026-11-28 14.05”: colons are no part of a file's name.
  function stamp (at) {
    function two (number) {
      return ('0' + number).slice(-2)
    }
    return at.getFullYear() + '-' + two(at.getMonth() + 1) + '-' + two(at.getDate()) + ' ' + two(at.getHours()) + '.' + two(at.getMinutes())
  }

  function draw () {
    var place = dom.byId('files-chosen')
    var panel = document.createElement('p')
    clear()
    if (!place) return
    panel.id = 'recorder'
    panel.innerHTML = '<span class="recorder-dot"></span> <span data-slot="time" role="timer">0:00</span> <span class="recorder-level"><span></span></span> ' +
      '<button type="button" class="button small" data-act="record-stop"></button> <button type="button" class="button small quiet" data-act="record-cancel"></button>'
    dom.one('[data-act="record-stop"]', panel).textContent = Holdline.fileText('voice-stop')
    dom.one('[data-act="record-cancel"]', panel).textContent = Holdline.fileText('stop')
    panel.setAttribute('aria-label', Holdline.fileText('voice-recording'))
    place.insertBefore(panel, place.firstChild)
    document.documentElement.className += ' is-recording'
  }

  function clear () {
    dom.remove(dom.byId('recorder'))
    document.documentElement.className = document.documentElement.className.replace(/ ?\bis-recording\b/, '')
  }

  // Speech is far from the loudest.
  function show (ms, level) {
    var panel = dom.byId('recorder')
    if (!panel) return
    dom.slot(panel, 'time', Holdline.timeWords(ms))
    dom.one('.recorder-level span', panel).style.width = Math.round(Math.sqrt(level) * 100) + '%'
  }

  function listen (app, recorder) {
    var touchedAt = 0

    function ofButton (event) {
      return dom.above(event.target, 'data-act', 'record') !== null && Holdline.canRecord()
    }

    document.addEventListener('mousedown', function (event) {
      if (ofButton(event) && !(event.button > 0) && dom.now() - touchedAt > TOLD_AGAIN_MS) recorder.pressed()
    }, false)
    document.addEventListener('touchstart', function (event) {
      touchedAt = dom.now()
      if (ofButton(event)) recorder.pressed()
    }, false)
    document.addEventListener('mouseup', recorder.released, false)
    document.addEventListener('touchend', function () {
      touchedAt = dom.now()
      recorder.released()
    }, false)
    document.addEventListener('keydown', function (event) {
      if (event.keyCode === Holdline.keyCodes.ESC && !event.defaultPrevented && recorder.cancel()) event.preventDefault()
    }, false)
    app.on('act:record', function () {
      if (Holdline.canRecord()) recorder.clicked()
      else app.attaching.choose('audio/*', app.chosen.add)
      return true
    })
    app.on('act:record-stop', recorder.stop)
    app.on('act:record-cancel', recorder.cancel)
    app.on('moved', recorder.stop)
    app.on('left', recorder.cancel)
  }

  Holdline.addPart({
    name: 'recorder',
    needs: ['browser', 'attaching', 'chosen'],
    create: function (app) {
      listen(app, Holdline.createRecorder({
        start: function (events) {
          return Holdline.startRecording(app.browser.env(events))
        },
        maxBytes: function () {
          return dom.number(dom.byId('composer'), 'data-max-file-bytes') || Infinity
        },
        conversation: function () {
          return app.page().conversation
        },
        onEnd: function (blob, more) {
          app.chosen.add([blob], more)
        }
      }))
    }
  })
})(this.Holdline = this.Holdline || {})
