/*
 * What the server said, told from what somebody on the way said: PROTOCOL §1, D18 and §5. Pure.
 * A result is what env.request hands over (core.js): { status, body, retryAfter }.
 *
 * Holdline.readAnswer(result)            → the poll's answer, or null: not written by Holdline
 * Holdline.readSent(result, clientId)    → { state, code, reason }: 'stored'; 'bounced'; 'failed' (refused for good);
 *                                          'later' (code 'OFFLINE': no answer of ours; else a refusal that passes by itself)
 * Holdline.isProxyPage(result)           → somebody else's page, neither an answer nor an error of ours
 * Holdline.retryAfterMs(header, now)     → what a Retry-After header asks for, in ms: seconds or a date; 0 when it asks nothing
 */
(function (Holdline) {
  var RETRY_AFTER_MAX_MS = 600000 // whoever asks for more is not believed

  Holdline.readAnswer = function (result) {
    var answer = result.status === 200 ? parse(result.body) : null
    return answer !== null && answer.holdline === 1 && typeof answer.status === 'string' ? answer : null
  }

  Holdline.readSent = function (result, clientId) {
    var answer = parse(result.body)
    var message = answer !== null && result.status >= 200 && result.status < 300 ? answer.message : null
    if (message && message.clientId === clientId) {
      return { state: 'stored', code: null, reason: null }
    }
    if (answer === null || answer.statusCode !== result.status || typeof answer.code !== 'string') {
      return { state: 'later', code: 'OFFLINE', reason: null }
    }
    return { state: stateFor(result.status, answer.code), code: answer.code, reason: answer.message }
  }

  Holdline.isProxyPage = function (result) {
    var answer = parse(result.body)
    if (answer !== null && (answer.holdline === 1 || answer.statusCode === result.status)) return false
    return result.status >= 200 && result.status < 500 && result.status !== 408 && result.status !== 429
  }

  Holdline.retryAfterMs = function (header, now) {
    var ms = 0
    if (header) ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
    return ms > 0 ? Math.min(ms, RETRY_AFTER_MAX_MS) : 0
  }

  function stateFor (status, code) {
    if (code === 'NOT_A_CONTACT') return 'bounced'
    return status >= 500 || status === 401 || status === 408 || status === 429 ? 'later' : 'failed'
  }

  function parse (body) {
    var value
    try {
      value = JSON.parse(body)
    } catch (error) {
      return null
    }
    return typeof value === 'object' ? value : null
  }
})(this.Holdline = this.Holdline || {})
