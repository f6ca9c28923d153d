import { gunzipSync } from 'node:zlib'
import { headerOf, withBody, wholeBody, without, type Answer, type Switch } from '../exchange.ts'

/** Removes Content-Encoding and leaves the body compressed: browsers show it as text. Filters with a list of headers they allow. */
export function forgetCodings (): Switch {
  return next => async ask => {
    const answer = await next(ask)
    return { ...answer, headers: without(answer.headers, name => name === 'content-encoding') }
  }
}

/** Decompresses and leaves Content-Encoding: browsers refuse the whole answer. Virus scanners, caches that were changed by hand. */
export function decodeSilently (): Switch {
  return next => async ask => {
    const answer = await next(withoutBrotli(ask))
    return isGzipped(answer) ? withBody(answer, gunzipSync(await wholeBody(answer))) : answer
  }
}

/** Decompresses, and says so. Content filters that read what they pass on. */
export function decodeAnswers (): Switch {
  return next => async ask => {
    const answer = await next(withoutBrotli(ask))
    if (!isGzipped(answer)) return answer
    const decoded = withBody(answer, gunzipSync(await wholeBody(answer)))
    return { ...decoded, headers: without(decoded.headers, name => name === 'content-encoding') }
  }
}

/** Removes Accept-Encoding from requests: whatever filters cannot read is never sent. */
export function hideAcceptance (): Switch {
  return next => async ask => await next({ ...ask, headers: without(ask.headers, name => name === 'accept-encoding') })
}

// Proxies that decompress ask for what they can decompress.
function withoutBrotli<Asked extends { readonly headers: Answer['headers'] }> (ask: Asked): Asked {
  const isAccepted = headerOf(ask.headers, 'accept-encoding') !== null
  return isAccepted ? { ...ask, headers: [...without(ask.headers, name => name === 'accept-encoding'), ['Accept-Encoding', 'gzip']] } : ask
}

function isGzipped (answer: Answer): boolean {
  return headerOf(answer.headers, 'content-encoding') === 'gzip'
}
