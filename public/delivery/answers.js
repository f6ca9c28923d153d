/*
 * Tells our server's answers from those of a proxy or a portal on the way: PROTOCOL §1, D18 and §5, docs/live-page.md. Pure.
 * A result is what env.request hands over (poll-loop.js): { status, body, retryAfter }.
 *
 * Holdline.readAnswer(result)            → the poll's answer, or null: not written by Holdline
 * Holdline.readCall(result, noun)        → { ok, isProxy, code, reason } of a call of the API. ok: done, and answered with that field, or
 *                                          for noun null by an empty 204. isProxy: a page that is not ours. code, reason: of our refusal;
 *                                          null when none came
 * Holdline.readSent(result, clientId)    → { state, code, reason }: 'stored'; 'bounced'; 'failed' (refused for good);
 *                                          'later' (code 'PROXY': a page that is not ours; 'OFFLINE': no whole answer; else a refusal
 *                                          that passes by itself)
 * Holdline.readMarkup(text)              → 'fragment', 'page' (ours, and whole), 'cut' (ours, and not whole), 'strange'
 * Holdline.isProxyPage(result)           → a page that is not ours: neither an answer nor an error of ours
 * Holdline.parseObject(text)             → the object or array that this JSON holds, else null
 */
(function (Holdline) {
  var MARK = /^\s*(?:<!doctype html>\s*)?<([a-z][a-z0-9]*)(?: [^<>]*)? data-holdline="(\d+)"/i

  Holdline.readAnswer = function (result) {
    var answer = result.status === 200 ? Holdline.parseObject(result.body) : null
    return answer !== null && answer.holdline === 1 && typeof answer.status === 'string' ? answer : null
  }

  Holdline.readCall = function (result, noun) {
    var answer = Holdline.parseObject(result.body)
    var isRefusal = answer !== null && answer.statusCode === result.status && typeof answer.code === 'string'
    var isDone = noun === null ? result.status === 204 && result.body === '' : isSuccess(result) && answer !== null && noun in answer
    return {
      ok: isDone,
      isProxy: !isDone && Holdline.isProxyPage(result),
      code: isRefusal ? answer.code : null,
      reason: isRefusal ? answer.message : null
    }
  }

  Holdline.readSent = function (result, clientId) {
    var call = Holdline.readCall(result, 'message')
    if (call.ok && isOf(Holdline.parseObject(result.body).message, clientId)) return { state: 'stored', code: null, reason: null }
    if (call.code === null) return { state: 'later', code: call.isProxy ? 'PROXY' : 'OFFLINE', reason: null }
    return { state: stateFor(result.status, call.code), code: call.code, reason: call.reason }
  }

  // A fragment states its length without this mark; a document ends with </html>. A proxy may append to either.
  Holdline.readMarkup = function (text) {
    var mark = MARK.exec(text)
    if (mark === null) return 'strange'
    if (mark[1].toLowerCase() === 'html') return /<\/html>/i.test(text) ? 'page' : 'cut'
    return text.length >= Number(mark[2]) + (' data-holdline=""' + mark[2]).length ? 'fragment' : 'cut'
  }

  // 511: "network authentication required", of a captive portal.
  Holdline.isProxyPage = function (result) {
    var answer = Holdline.parseObject(result.body)
    if (answer !== null && (answer.holdline === 1 || answer.statusCode === result.status)) return false
    if (/^\{"holdline":1,/.test(result.body)) return false // ours, and cut
    return (result.status >= 200 && result.status < 500 && result.status !== 408 && result.status !== 429) || result.status === 511
  }

  Holdline.parseObject = function (text) {
    var value
    try {
      value = JSON.parse(text)
    } catch (error) {
      return null
    }
    return typeof value === 'object' ? value : null
  }

  function stateFor (status, code) {
    if (code === 'NOT_A_CONTACT') return 'bounced'
    return status >= 500 || status === 401 || status === 408 || status === 429 ? 'later' : 'failed'
  }

  function isSuccess (result) {
    return result.status >= 200 && result.status < 300
  }

  function isOf (message, clientId) {
    return message !== null && typeof message === 'object' && message.clientId === clientId
  }
})(this.Holdline = this.Holdline || {})
