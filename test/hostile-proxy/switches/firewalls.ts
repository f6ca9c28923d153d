import { pageOf, type Answer, type Switch } from '../exchange.ts'

const DISLIKED = /<script|' or 1=1|\.\.\/etc\/passwd/i

/** Answers 405 and a page of its own to PATCH, PUT and DELETE: OWASP's core rules ship with GET, HEAD, POST and OPTIONS allowed. */
export function refuseMethods (): Switch {
  return next => async ask => /^(?:GET|HEAD|POST|OPTIONS)$/.test(ask.method) ? await next(ask) : pageOf(405, 'Method Not Allowed', 'Blocked by the web firewall')
}

/** Answers 403 and a page of its own when a body holds what an attack might: markup of scripts, SQL, paths out of a folder. */
export function refuseTexts (): Switch {
  return next => async ask => DISLIKED.test(textOf(ask.body)) ? pageOf(403, 'Forbidden', 'Blocked by the web firewall') : await next(ask)
}

/** Lets no page stand in a frame: a hardening line of published nginx and Apache files, put over whatever the site says itself. */
export function forbidFraming (): Switch {
  return addHeader('Content-Security-Policy', "frame-ancestors 'none'")
}

/** Hides where a call comes from, so that browsers say `Origin: null` with forms: published with Nextcloud's nginx file, among others. */
export function hideReferrer (): Switch {
  return addHeader('Referrer-Policy', 'no-referrer')
}

function addHeader (name: string, value: string): Switch {
  return next => async ask => {
    const answer = await next(ask)
    return { ...answer, headers: [...answer.headers, [name, value]] } satisfies Answer
  }
}

// As the application would read it: a form's fields are escaped on the way.
function textOf (body: Buffer): string {
  try {
    return decodeURIComponent(body.toString().replaceAll('+', ' '))
  } catch {
    return body.toString()
  }
}
