import type { Mutant } from '../mutant.ts'

const session = 'src/plugins/session.ts'
const ended = 'test/plugins/ended-session.test.ts'

export const SESSIONS: readonly Mutant[] = [
  {
    rule: 'S3',
    does: 'looks the caller up before the body has come, and never again',
    file: session,
    find: 'if (request.viewer === null || SAFE.has(request.method)) return done()',
    replace: 'if (request.isBearer || !request.isBearer) return done()',
    test: ended
  },
  {
    rule: 'S3',
    does: 'looks again for those alone who send JSON',
    file: session,
    find: 'if (request.viewer === null || SAFE.has(request.method)) return done()',
    replace: "if (request.viewer === null || !/json/.test(request.headers['content-type'] ?? '')) return done()",
    test: ended
  },
  {
    rule: 'S3',
    does: 'draws a refused form for somebody who has signed out meanwhile',
    file: 'src/plugins/pages.ts',
    find: 'if (request.viewer !== null) await request.lookAgain()',
    replace: 'if (request.viewer === null) await request.lookAgain()',
    test: ended
  },
  {
    rule: 'S3',
    does: 'changes the password for a session that ended while it was hashed',
    file: 'src/store/sqlite/accounts.ts',
    find: "if (isSession.get(by, userId) === undefined) return 'over'",
    replace: "if (isSession.get(by, userId) === null) return 'over'",
    test: ended
  },
  {
    rule: 'S3',
    does: 'makes a token for a session that has ended',
    file: 'src/store/sqlite/sessions.ts',
    find: "if (by !== undefined && byId.get(by) === undefined) return 'over'",
    replace: "if (by !== undefined && byId.get(by) === null) return 'over'",
    test: ended
  }
]
