/*
 * The picture of a video, made by the browser that sends it: the server decodes none. One that this browser cannot play has no picture.
 *
 * Holdline.sendPoster(root, file, blob, id, done)    file: type; id: the server's, which no message has yet; done() in any case
 */
(function (Holdline) {
  var LONGEST_MS = 15000
  var SIDE_MAX = 1280
  var QUALITY = 0.85
  var AT_S = 1 // many begin in black

  Holdline.sendPoster = function (root, file, blob, id, done) {
    if (!/^video\//.test(file.type) || !window.HTMLCanvasElement || !window.HTMLCanvasElement.prototype.toBlob) return done()
    draw(blob, function (picture) {
      if (picture === null) done()
      else send(root + 'api/files/' + encodeURIComponent(id) + '/poster', picture, done)
    })
  }

  // done(blob), or done(null), once.
  function draw (blob, done) {
    var video = document.createElement('video')
    var address = Holdline.blobAddress(blob)
    var timer = setTimeout(function () {
      finish(null)
    }, LONGEST_MS)

    function finish (picture) {
      if (timer === null) return
      clearTimeout(timer)
      timer = null
      window.URL.revokeObjectURL(address)
      done(picture)
    }

    video.muted = true
    video.preload = 'auto'
    video.onloadeddata = function () {
      video.onloadeddata = null
      if (video.duration > AT_S * 2) video.currentTime = AT_S
      else frameOf(video, finish)
    }
    video.onseeked = function () {
      frameOf(video, finish)
    }
    video.onerror = function () {
      finish(null)
    }
    if (address === null) finish(null)
    else video.src = address
  }

  function frameOf (video, done) {
    var canvas = document.createElement('canvas')
    var scale = Math.min(1, SIDE_MAX / Math.max(video.videoWidth, video.videoHeight, 1))
    canvas.width = Math.round(video.videoWidth * scale)
    canvas.height = Math.round(video.videoHeight * scale)
    if (canvas.width === 0 || canvas.height === 0) return done(null)
    try {
      canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height)
      canvas.toBlob(done, 'image/jpeg', QUALITY)
    } catch (error) {
      done(null)
    }
  }

  // A form, whose first field proves that it is of this site.
  function send (url, picture, done) {
    var xhr = new XMLHttpRequest()
    var form = new FormData()
    var token = document.querySelector('input[name="form_token"]')
    form.append('form_token', token ? token.value : '')
    form.append('poster', picture, 'poster.jpg')
    xhr.open('POST', url, true)
    xhr.timeout = LONGEST_MS
    xhr.onloadend = done
    xhr.send(form)
  }
})(this.Holdline = this.Holdline || {})
