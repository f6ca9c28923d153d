/*
 * One recording of the microphone: what MediaRecorder takes down, and how loud it was. Pure but for the audio interfaces of the browser.
 *
 * Holdline.canRecord()         where pages may ask for the microphone at all: on secure addresses
 * recording = Holdline.startRecording(env), where env is
 *   now, setTimer, clearTimer
 *   maxBytes                   it stops by itself before it is larger
 *   onTime(ms, level)          several times a second; level: loudness from 0 to 1
 *   onEnd(blob, peaks)         it was stopped; peaks: at most 64 numbers from 0 to 100, or null
 *   onRefused(why)             'voice-refused': the person or the browser does not allow it; 'voice-missing': no microphone; 'voice-busy'
 * recording.stop()             recording.cancel()
 */
(function (Holdline) {
  var TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']
  var BITS_PER_SECOND = 32000
  var LONGEST_MS = 1800000
  var TICK_MS = 100
  var PIECE_MS = 1000
  var PEAKS = 64
  var LOUDEST = 100

  Holdline.canRecord = function () {
    return typeof window.MediaRecorder === 'function' && !!navigator.mediaDevices && typeof navigator.mediaDevices.getUserMedia === 'function'
  }

  Holdline.startRecording = function (env) {
    var recording = { env: env, stream: null, recorder: null, meter: null, levels: [], pieces: [], bytes: 0, since: 0, timer: null }
    recording.fate = null // then 'kept' or 'dropped'
    navigator.mediaDevices.getUserMedia({ audio: true }).then(function (stream) {
      recording.stream = stream
      if (recording.fate === null) begin(recording)
      else release(recording)
    }, function (error) {
      if (recording.fate === null) env.onRefused(whyOf(error))
    })
    return {
      stop: function () {
        end(recording, 'kept')
      },
      cancel: function () {
        end(recording, 'dropped')
      }
    }
  }

  function whyOf (error) {
    if (/NotAllowed|PermissionDenied|Security/.test(error.name)) return 'voice-refused'
    return /NotFound/.test(error.name) ? 'voice-missing' : 'voice-busy'
  }

  function typeOf () {
    return TYPES.filter(function (type) {
      return window.MediaRecorder.isTypeSupported(type)
    })[0]
  }

  function begin (recording) {
    var options = { audioBitsPerSecond: BITS_PER_SECOND }
    if (typeOf()) options.mimeType = typeOf()
    recording.recorder = new window.MediaRecorder(recording.stream, options)
    recording.recorder.ondataavailable = function (event) {
      recording.pieces.push(event.data)
      recording.bytes += event.data.size
    }
    recording.recorder.onstop = function () {
      finish(recording)
    }
    recording.recorder.start(PIECE_MS)
    recording.since = recording.env.now()
    recording.meter = meterOf(recording.stream)
    tick(recording)
  }

  function tick (recording) {
    var ms = recording.env.now() - recording.since
    var level = recording.meter.level()
    var isFull = ms >= LONGEST_MS || recording.bytes + BITS_PER_SECOND >= recording.env.maxBytes
    recording.levels.push(level)
    recording.env.onTime(ms, level)
    if (isFull) return end(recording, 'kept')
    recording.timer = recording.env.setTimer(function () {
      tick(recording)
    }, TICK_MS)
  }

  function end (recording, fate) {
    if (recording.fate !== null) return
    recording.fate = fate
    if (recording.timer !== null) recording.env.clearTimer(recording.timer)
    if (recording.recorder !== null && recording.recorder.state !== 'inactive') recording.recorder.stop()
    if (recording.recorder === null && fate === 'kept') recording.fate = 'dropped'
  }

  // The last piece came before. The microphone may be taken away as well.
  function finish (recording) {
    var isKept = recording.fate !== 'dropped' && recording.bytes > 0
    end(recording, 'kept')
    release(recording)
    if (isKept) recording.env.onEnd(new window.Blob(recording.pieces, { type: recording.recorder.mimeType.split(';')[0] }), peaksOf(recording.levels))
  }

  function release (recording) {
    recording.stream.getTracks().forEach(function (track) {
      track.stop()
    })
    if (recording.meter !== null) recording.meter.close()
  }

  // Without the interface, or without leave to use it, everything is silent.
  function meterOf (stream) {
    var Context = window.AudioContext || window.webkitAudioContext
    var context = null
    var analyser, samples
    try {
      context = new Context()
      analyser = context.createAnalyser()
      analyser.fftSize = 2048
      samples = new Uint8Array(analyser.fftSize)
      context.createMediaStreamSource(stream).connect(analyser)
    } catch (error) {
      samples = null
    }
    return {
      level: function () {
        if (!samples) return 0
        analyser.getByteTimeDomainData(samples)
        return loudest(samples)
      },
      close: function () {
        if (context !== null && context.close) context.close()
      }
    }
  }

  // A sample of 128 is silence.
  function loudest (samples) {
    var most = 0
    var i
    for (i = 0; i < samples.length; i++) most = Math.max(most, Math.abs(samples[i] - 128))
    return most / 128
  }

  // The loudest of each of 64 stretches, against the loudest of all.
  function peaksOf (levels) {
    var most = Math.max.apply(null, levels.concat(0))
    var count = Math.min(PEAKS, levels.length)
    var peaks = []
    var i
    if (most === 0) return null
    for (i = 0; i < count; i++) peaks.push(Math.round(LOUDEST / most * peakIn(levels, i, count)))
    return peaks
  }

  // Of stretch `i`; none is empty.
  function peakIn (levels, i, count) {
    return Math.max.apply(null, levels.slice(Math.floor(i * levels.length / count), Math.floor((i + 1) * levels.length / count)))
  }
})(this.Holdline = this.Holdline || {})
