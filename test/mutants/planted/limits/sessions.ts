import type { Mutant } from '../../mutant.ts'

const links = 'test/routes/api/account/links.test.ts'
const session = 'src/plugins/session/session.ts'
const cookie = 'src/plugins/session/session-cookie.ts'
const ended = 'test/plugins/ended-session.test.ts'
const names = 'test/plugins/cookie-names.test.ts'
const values = 'test/plugins/session-cookie.test.ts'

export const SESSIONS: readonly Mutant[] = [
  {
    rule: 'S3',
    does: 'checks the session before the body has arrived, and never again',
    file: session,
    find: 'if (request.viewer === null || SAFE.has(request.method)) return done()',
    replace: 'if (request.isBearer || !request.isBearer) return done()',
    test: ended
  },
  {
    rule: 'S3',
    does: 'checks the session again only for JSON',
    file: session,
    find: 'if (request.viewer === null || SAFE.has(request.method)) return done()',
    replace: "if (request.viewer === null || !/json/.test(request.headers['content-type'] ?? '')) return done()",
    test: ended
  },
  {
    rule: 'S3',
    does: 'draws a refused form for a user who has signed out meanwhile',
    file: 'src/plugins/pages.ts',
    find: 'if (request.viewer !== null) await request.lookAgain()',
    replace: 'if (request.viewer === null) await request.lookAgain()',
    test: ended
  },
  {
    rule: 'S3',
    does: 'changes the password for a session that ended during the hash',
    file: 'src/store/sqlite/account/accounts.ts',
    find: "if (isSession.get(by, userId) === undefined) return 'over'",
    replace: "if (isSession.get(by, userId) === null) return 'over'",
    test: ended
  },
  {
    rule: 'S3',
    does: 'makes a token for a session that has ended',
    file: 'src/store/sqlite/account/sessions.ts',
    find: "if (by !== undefined && byId.get(by) === undefined) return 'over'",
    replace: "if (by !== undefined && byId.get(by) === null) return 'over'",
    test: ended
  },
  {
    rule: 'S10',
    does: 'stores a visitor’s preference under the session’s name',
    file: session,
    find: 'setCookie(this, cookies.visitor, visitorValue(next, mark))',
    replace: 'setCookie(this, cookies.session, visitorValue(next, mark))',
    test: names
  },
  {
    rule: 'S10',
    does: 'sets a cookie on a request for another site’s image',
    file: 'src/plugins/forms.ts',
    find: "(headers['sec-fetch-dest'] ?? 'document') !== 'document'",
    replace: "(headers['sec-fetch-dest'] ?? 'document') === 'nothing'",
    test: names
  },
  {
    rule: 'S10',
    does: 'prefers a preference from before sign-out to a later one',
    file: cookie,
    find: 'formSecret === null || formSecret === visiting.visitor.formSecret ? visiting : signedOut',
    replace: 'formSecret === signedOut.visitor.formSecret ? visiting : signedOut',
    test: names
  },
  {
    rule: 'S10',
    does: 'forgets sessions under former cookie names',
    file: cookie,
    find: 'if (!mayBeOld(headers) || values.some',
    replace: 'if (mayBeOld(headers) || values.some',
    test: names
  },
  {
    rule: 'S21',
    does: 'tries only the first cookie of the name',
    file: cookie,
    find: '.slice(0, TOKENS_TRIED)',
    replace: '.slice(0, 1)',
    test: names
  },
  {
    rule: 'S21',
    does: 'tries any number of cookies',
    file: cookie,
    find: '.slice(0, TOKENS_TRIED)',
    replace: '.slice(0, 1_000)',
    test: values
  },
  {
    rule: 'S21',
    does: 'accepts a session set by a neighbouring host for ever',
    file: cookie,
    find: 'return !isHostOnly || site === undefined || takesOld()',
    replace: 'return !isHostOnly || site !== null',
    test: names
  },
  {
    rule: 'S21',
    does: 'names the cookie of an https host so that a neighbour can set it',
    file: 'src/server/app.ts',
    find: "const isHostOnly = baseUrl?.protocol === 'https:' && baseUrl.pathname === '/'",
    replace: "const isHostOnly = baseUrl?.protocol === 'ftp:' && baseUrl.pathname === '/'",
    test: names
  },
  {
    rule: 'S3',
    does: 'takes every request of a connection for its first caller’s',
    file: 'src/plugins/session/resolver.ts',
    find: 'return cookie === headers.cookie &&',
    replace: 'return cookie !== undefined &&',
    test: 'test/plugins/one-connection.test.ts'
  },
  {
    rule: 'B08',
    does: 'uses the same cookie names as every other server',
    file: 'src/server/app.ts',
    find: 'return createCookies({ instance,',
    replace: 'return createCookies({ instance: instance.slice(0, 0),',
    test: names
  },
  {
    rule: 'B09',
    does: 'treats Origin: null as another site',
    file: 'src/plugins/forms.ts',
    find: "return origin !== 'null' && baseUrl !== null",
    replace: 'return headers.origin !== undefined && baseUrl !== null',
    test: 'test/plugins/forms.test.ts'
  },
  {
    rule: 'U170',
    does: 'lets a link work for days',
    file: 'src/domain/account/device-links.ts',
    find: 'expiresAt: at + DEVICE_LINK_MS',
    replace: 'expiresAt: at + 24 * DEVICE_LINK_MS',
    test: links
  },
  {
    rule: 'U170',
    does: 'shows every browser an address for a link',
    file: 'src/domain/account/device-links.ts',
    find: 'deviceLinkHash(code).equals(codeHash) ? code : null',
    replace: 'codeHash.length > 0 ? code : null',
    test: links
  },
  {
    rule: 'U170',
    does: 'lets anybody revoke a link',
    file: 'src/store/sqlite/account/device-links.ts',
    find: 'DELETE FROM device_links WHERE id = ? AND user_id = ?',
    replace: 'DELETE FROM device_links WHERE id = ? AND user_id <> ?',
    test: links
  },
  {
    rule: 'U170',
    does: 'lets a link be used again',
    file: 'src/store/sqlite/account/sessions.ts',
    find: "if (link !== undefined && takeLink.run(link, userId, createdAt) === 0) return 'link-over'",
    replace: "if (link !== undefined && takeLink.run(link, userId, createdAt) < 0) return 'link-over'",
    test: 'test/routes/pages/account/device.test.ts'
  },
  {
    rule: 'B40',
    does: 'warns of the wrong address at every visit',
    file: 'src/plugins/forms.ts',
    find: 'told.add(host)',
    replace: 'told.delete(host)',
    test: 'test/plugins/forms.test.ts'
  }
]
