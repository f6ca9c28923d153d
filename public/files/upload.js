/*
 * One file on its way to the server, in chunks that the network lets through (PROTOCOL §6, chunk-size.js). Whatever happens to a chunk,
 * the server is asked how much it has, and the rest follows. Pure: no DOM, no globals, no clock of its own. Needs answers.js, retry.js.
 *
 * upload = Holdline.createUpload(env, file), where env is
 *   now, setTimer, clearTimer, random, root, request     as in outbox.js; a call may have `type`, the type of its body, and
 *                              onProgress(bytes), which tells how much of its body has left
 *   size                       see chunk-size.js
 *   read(from, to, done)       bytes of the file; done(bytes), or done(null) when it cannot be read any more
 *   onBegun(id)                the server's name of the upload: with it as file.upload, a later page goes on where this one stopped
 *   onProgress(told)           told: { sent: bytes, waiting: null or a code, limit: bytes of a chunk, or null }
 *   onDone(id)                 it has arrived, as the file of this id
 *   onRefused(why, message)    it is given up: 'gone' when it cannot be read, 'blocked' when the network refuses the smallest chunk, both
 *                              without a message; else the reason of the server, or its code in its place, and its sentence
 * file: { clientId, name, size, alt, original, peaks, upload }    upload: null, or the server's name of it; empty fields may be left out
 *
 * upload.stop()                this page goes no further; the server keeps what it has
 */
(function (Holdline) {
  var CALL_MS = 20000
  var CHUNK_MS = 60000
  var FINISH_MS = 60000 // pictures are read and made smaller meanwhile
  var AFRESH_MAX = 3 // the server forgot the upload so often
  var BLOCKED_AFTER = 5 // of the smallest chunks, one after another
  var PAUSE_MS = 200

  Holdline.createUpload = function (env, file) {
    var upload = {
      env: env,
      file: file,
      id: file.upload || null,
      offset: 0,
      chunkMax: 0,
      failures: 0, // calls in a row without an answer of ours
      blocked: 0,
      afresh: 0,
      waiting: null,
      tried: 0, // bytes of the chunk whose fate is not known
      drop: null,
      timer: null,
      ended: false
    }
    go(upload)
    return {
      stop: function () {
        end(upload)
      }
    }
  }

  function end (upload) {
    upload.ended = true
    if (upload.timer !== null) upload.env.clearTimer(upload.timer)
    if (upload.drop !== null) upload.drop()
    upload.timer = upload.drop = null
  }

  function tell (upload, more) {
    upload.env.onProgress({ sent: upload.offset + more, waiting: upload.waiting, limit: upload.env.size.limit() })
  }

  function refuse (upload, why, message) {
    end(upload)
    upload.env.onRefused(why, message)
  }

  function call (upload, call, done) {
    call.url = upload.env.root + 'api/uploads' + call.path
    upload.drop = upload.env.request(call, function (result) {
      upload.drop = null
      done(result)
    })
  }

  // Where nothing is known of the server's part, it is asked.
  function go (upload) {
    upload.timer = null
    if (upload.id === null) begin(upload)
    else look(upload)
  }

  function begin (upload) {
    var file = upload.file
    var said = { clientId: file.clientId, name: file.name, size: file.size }
    if (file.alt) said.alt = file.alt
    if (file.original) said.original = true
    if (file.peaks) said.peaks = file.peaks
    call(upload, { method: 'POST', path: '', body: JSON.stringify(said), timeoutMs: CALL_MS }, function (result) {
      if (!heard(upload, result)) return
      upload.env.onBegun(upload.id)
      next(upload)
    })
  }

  function look (upload) {
    var tried = upload.tried
    var before = upload.offset
    call(upload, { method: 'GET', path: '/' + upload.id, body: null, timeoutMs: CALL_MS }, function (result) {
      var isHeard = heard(upload, result)
      upload.tried = 0
      if (!isHeard) return
      // The server can be reached, and the chunk did not: something between them cut it.
      if (tried > 0 && upload.offset <= before && !cut(upload, tried)) return
      next(upload)
    })
  }

  function cut (upload, bytes) {
    upload.blocked = upload.env.size.isLeast() ? upload.blocked + 1 : 0
    upload.env.size.cut(bytes)
    if (upload.blocked < BLOCKED_AFTER) return true
    refuse(upload, 'blocked', null)
    return false
  }

  function next (upload) {
    var to = Math.min(upload.file.size, upload.offset + upload.env.size.next(upload.chunkMax))
    tell(upload, 0)
    if (upload.offset >= upload.file.size) return finish(upload)
    upload.env.read(upload.offset, to, function (bytes) {
      if (upload.ended) return
      if (bytes === null) return refuse(upload, 'gone', null)
      send(upload, bytes, to - upload.offset)
    })
  }

  function send (upload, bytes, length) {
    var since = upload.env.now()
    var before = upload.offset
    upload.tried = length
    call(upload, {
      method: 'POST',
      path: '/' + upload.id + '?offset=' + before,
      body: bytes,
      type: 'application/octet-stream',
      timeoutMs: CHUNK_MS,
      onProgress: function (sent) {
        if (!upload.ended) tell(upload, Math.min(sent, length))
      }
    }, function (result) {
      if (!heard(upload, result)) return
      upload.tried = upload.blocked = 0
      if (upload.offset > before) upload.env.size.passed(upload.offset - before, upload.env.now() - since)
      next(upload)
    })
  }

  function finish (upload) {
    call(upload, { method: 'POST', path: '/' + upload.id + '/finish', body: '{}', timeoutMs: FINISH_MS }, function (result) {
      var answer = Holdline.readCall(result, 'file')
      if (!answer.ok) return failed(upload, result, answer)
      end(upload)
      upload.env.onDone(Holdline.parseObject(result.body).file.id)
    })
  }

  // Takes over what the server says of the upload; false when it was no such answer, and another try follows.
  function heard (upload, result) {
    var answer = Holdline.readCall(result, 'upload')
    var told = answer.ok ? Holdline.parseObject(result.body).upload : null
    if (told === null) {
      failed(upload, result, answer)
      return false
    }
    upload.id = told.id
    upload.offset = told.offset
    upload.chunkMax = told.chunkMax
    upload.failures = 0
    upload.waiting = null
    return true
  }

  function failed (upload, result, answer) {
    if (answer.code === null) return again(upload, result, answer.isProxy ? 'PROXY' : 'OFFLINE')
    // An answer of ours: the chunk did arrive.
    upload.tried = 0
    if (result.status === 404 && upload.id !== null) return afresh(upload, answer)
    if (result.status === 409 && upload.id !== null) return again(upload, result, null)
    var reason = Holdline.parseObject(result.body).reason
    if (isPassing(result) && reason !== 'files-all-full') return again(upload, result, answer.code)
    refuse(upload, reason || answer.code, answer.reason)
  }

  function afresh (upload, answer) {
    upload.afresh += 1
    if (upload.afresh > AFRESH_MAX) return refuse(upload, answer.code, answer.reason)
    upload.id = null
    upload.offset = 0
    begin(upload)
  }

  function again (upload, result, code) {
    var askedMs = Holdline.retryAfterMs(result.retryAfter, upload.env.now())
    // A body that is too large for the network is tried smaller at once.
    var ms = result.status === 413 || code === null ? PAUSE_MS : Holdline.backoffMs(upload.failures, askedMs, upload.env.random)
    upload.failures += 1
    upload.waiting = upload.failures > 1 || upload.tried === 0 ? code : null
    tell(upload, 0)
    upload.timer = upload.env.setTimer(function () {
      go(upload)
    }, ms)
  }

  // A 429 that names no time asks for something to be removed.
  function isPassing (result) {
    var status = result.status
    return status >= 500 || status === 401 || status === 408 || (status === 429 && !!result.retryAfter)
  }
})(this.Holdline = this.Holdline || {})
