/*
 * Sounds of a new message, made of a few tones: nothing is fetched. Browsers without Web Audio stay silent.
 *
 * Holdline.playSound(name)     'chime', 'drop', 'knock' or 'pling'; any other is silent
 * Holdline.readySound()        call it in a click or key press: until one, browsers play nothing
 */
(function (Holdline) {
  var LOUDNESS = 0.2
  // [frequency in Hz, at its end, start in s, length in s]
  var TONES = {
    chime: [[784, 784, 0, 0.3], [1047, 1047, 0.14, 0.5]],
    drop: [[1400, 500, 0, 0.14]],
    knock: [[190, 120, 0, 0.09], [190, 120, 0.16, 0.09]],
    pling: [[1568, 1568, 0, 0.6]]
  }
  var context = null

  Holdline.readySound = function () {
    var Context = window.AudioContext || window.webkitAudioContext
    if (!Context) return
    try {
      context = context || new Context()
      if (context.state === 'suspended') context.resume()
    } catch (error) {
      context = null
    }
  }

  Holdline.playSound = function (name) {
    var tones = TONES[name] || []
    var i
    Holdline.readySound()
    if (context === null || context.state === 'suspended') return
    for (i = 0; i < tones.length; i++) play(tones[i])
  }

  function play (tone) {
    var from = context.currentTime + tone[2]
    var to = from + tone[3]
    var source = context.createOscillator()
    var volume = context.createGain()
    source.frequency.setValueAtTime(tone[0], from)
    source.frequency.exponentialRampToValueAtTime(tone[1], to)
    volume.gain.setValueAtTime(0.0001, from)
    volume.gain.exponentialRampToValueAtTime(LOUDNESS, from + 0.01)
    volume.gain.exponentialRampToValueAtTime(0.0001, to)
    source.connect(volume)
    volume.connect(context.destination)
    source.start(from)
    source.stop(to)
  }
})(this.Holdline = this.Holdline || {})
