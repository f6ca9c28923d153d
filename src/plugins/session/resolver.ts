import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { tokenKey } from '#domain/account/session-cache.ts'
import type { Sessions, Viewer } from '#domain/account/sessions.ts'
import type { Cookies } from './session-cookie.ts'

type Headers = Pick<IncomingHttpHeaders, 'cookie' | 'authorization' | 'sec-fetch-site'>

/** The likeliest credential of a request, with the headers that it was read from. */
interface Credential {
  readonly cookie: string | undefined
  readonly authorization: string | undefined
  readonly site: string | undefined
  readonly isBearer: boolean
  /** Null: there is none. */
  readonly key: string | null
}

/** Resolves the caller from the headers. */
export interface Resolver {
  /** Looks in memory only. Null is no answer yet when a credential was given: call `find`. */
  resolve (request: { readonly headers: Headers, readonly socket: IncomingMessage['socket'] }): Viewer | null
  find (headers: Headers): Promise<Viewer | null>
  /** Whether the request has a credential. */
  hasCredential (headers: Headers): boolean
}

const BEARER = /^bearer +/i

export function createResolver (sessions: Sessions, cookies: Pick<Cookies, 'tokensIn'>): Resolver {
  /**
   * By connection, and gone with it: a page or a program asks with the same headers all the time, and reading and hashing them is most of
   * finding the caller (5 → 0.7 µs). The hash names a session and is no session, so one that has ended or changed is not found.
   */
  const lastRead = new WeakMap<IncomingMessage['socket'], Credential>()

  // A cookie session is not accepted as a token, nor the reverse: each is valid only where its rules are checked.
  function fits (viewer: Viewer | null, isBearer: boolean): viewer is Viewer {
    return viewer !== null && (viewer.session.kind === 'token') === isBearer
  }

  function tokensIn (headers: Headers, bearer: string | null): readonly string[] {
    return bearer === null ? cookies.tokensIn(headers) : [bearer]
  }

  function read (headers: Headers): Credential {
    const { cookie, authorization, 'sec-fetch-site': site } = headers
    const bearer = bearerIn(headers)
    // Only the likeliest: a session that memory has forgotten must not lose to another that it knows.
    const [token] = tokensIn(headers, bearer)
    return { cookie, authorization, site, isBearer: bearer !== null, key: token === undefined ? null : tokenKey(token) }
  }

  return {
    resolve ({ headers, socket }) {
      let credential = lastRead.get(socket)
      if (credential === undefined || !isReadFrom(credential, headers)) {
        credential = read(headers)
        lastRead.set(socket, credential)
      }
      const { key, isBearer } = credential
      const viewer = key === null ? null : sessions.resolveKey(key)
      return fits(viewer, isBearer) ? viewer : null
    },

    async find (headers) {
      const bearer = bearerIn(headers)
      for (const token of tokensIn(headers, bearer)) {
        const viewer = sessions.resolve(token) ?? await sessions.find(token)
        if (fits(viewer, bearer !== null)) return viewer
      }
      return null
    },

    hasCredential: headers => bearerIn(headers) !== null || cookies.tokensIn(headers).length > 0
  }
}

function isReadFrom ({ cookie, authorization, site }: Credential, headers: Headers): boolean {
  return cookie === headers.cookie && authorization === headers.authorization && site === headers['sec-fetch-site']
}

/** Returns the token of `Authorization: Bearer`; null for none, and for other schemes, which may be a proxy's. */
export function bearerIn ({ authorization }: Pick<Headers, 'authorization'>): string | null {
  return authorization !== undefined && BEARER.test(authorization) ? authorization.replace(BEARER, '').trim() : null
}
