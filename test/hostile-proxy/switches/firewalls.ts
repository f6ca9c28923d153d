import { pageOf, type Answer, type Switch } from '../exchange.ts'

const DISLIKED = /<script|' or 1=1|\.\.\/etc\/passwd/i

/** Answers 405 and a page of its own to PATCH, PUT and DELETE: OWASP's core rules ship with GET, HEAD, POST and OPTIONS allowed. */
export function refuseMethods (): Switch {
  return next => async ask => /^(?:GET|HEAD|POST|OPTIONS)$/.test(ask.method) ? await next(ask) : pageOf(405, 'Method Not Allowed', 'Blocked by the web firewall')
}

/** Answers 403 and a page of its own when a body looks like an attack: script markup, SQL, paths out of a folder. */
export function refuseTexts (): Switch {
  return next => async ask => DISLIKED.test(textOf(ask.body)) ? pageOf(403, 'Forbidden', 'Blocked by the web firewall') : await next(ask)
}

/** Forbids all framing: a hardening line of published nginx and Apache files, which replaces the site's own header. */
export function forbidFraming (): Switch {
  return addHeader('Content-Security-Policy', "frame-ancestors 'none'")
}

/** Hides the referrer, so that browsers send `Origin: null` with forms: published with Nextcloud's nginx file, among others. */
export function hideReferrer (): Switch {
  return addHeader('Referrer-Policy', 'no-referrer')
}

function addHeader (name: string, value: string): Switch {
  return next => async ask => {
    const answer = await next(ask)
    return { ...answer, headers: [...answer.headers, [name, value]] } satisfies Answer
  }
}

// Decoded as the application would: a form's fields are escaped in transit.
function textOf (body: Buffer): string {
  try {
    return decodeURIComponent(body.toString().replaceAll('+', ' '))
  } catch {
    return body.toString()
  }
}
