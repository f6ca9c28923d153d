import type { IncomingHttpHeaders } from 'node:http'
import type { Sessions, Viewer } from '#domain/account/sessions.ts'
import type { Cookies } from './session-cookie.ts'

type Headers = Pick<IncomingHttpHeaders, 'cookie' | 'authorization' | 'sec-fetch-site'>

/** Resolves the caller from the headers. */
export interface Resolver {
  /** Looks in memory only. Null is no answer yet when a credential was given: call `find`. */
  resolve (headers: Headers): Viewer | null
  find (headers: Headers): Promise<Viewer | null>
  /** Whether the request has a credential. */
  hasCredential (headers: Headers): boolean
}

const BEARER = /^bearer +/i

export function createResolver (sessions: Sessions, cookies: Pick<Cookies, 'tokensIn'>): Resolver {
  // A cookie session is not accepted as a token, nor the reverse: each is valid only where its rules are checked.
  function fits (viewer: Viewer | null, bearer: string | null): viewer is Viewer {
    return viewer !== null && (viewer.session.kind === 'token') === (bearer !== null)
  }

  function tokensIn (headers: Headers, bearer: string | null): readonly string[] {
    return bearer === null ? cookies.tokensIn(headers) : [bearer]
  }

  return {
    resolve (headers) {
      const bearer = bearerIn(headers)
      // Only the likeliest: a session that memory has forgotten must not lose to another that it knows.
      const [token] = tokensIn(headers, bearer)
      const viewer = token === undefined ? null : sessions.resolve(token)
      return fits(viewer, bearer) ? viewer : null
    },

    async find (headers) {
      const bearer = bearerIn(headers)
      for (const token of tokensIn(headers, bearer)) {
        const viewer = sessions.resolve(token) ?? await sessions.find(token)
        if (fits(viewer, bearer)) return viewer
      }
      return null
    },

    hasCredential: headers => bearerIn(headers) !== null || cookies.tokensIn(headers).length > 0
  }
}

/** Returns the token of `Authorization: Bearer`; null for none, and for other schemes, which may be a proxy's. */
export function bearerIn ({ authorization }: Pick<Headers, 'authorization'>): string | null {
  return authorization !== undefined && BEARER.test(authorization) ? authorization.replace(BEARER, '').trim() : null
}
