/* eslint-disable no-template-curly-in-string -- pieces of source */
import type { Mutant } from '../../mutant.ts'

const attempts = 'test/domain/account/attempts.test.ts'
const crowds = 'test/domain/account/crowds.test.ts'
const routes = 'test/routes/api/account/sign-in.test.ts'

export const SIGN_IN: readonly Mutant[] = [
  {
    rule: 'S4',
    does: 'queues known browsers among strangers',
    file: 'src/domain/account/turn-order.ts',
    find: 'turn % STRANGERS_EVERY !== 0',
    replace: 'turn % STRANGERS_EVERY > STRANGERS_EVERY',
    test: crowds
  },
  {
    rule: 'S4',
    does: 'serves the oldest request of a lane, which is a guesser’s',
    file: 'src/domain/account/turn-order.ts',
    find: 'waiting.findLast(one => one.isFresh) ?? waiting[waiting.length - 1] as Waiting',
    replace: 'waiting[0] as Waiting',
    test: crowds
  },
  {
    rule: 'S4',
    does: 'ignores how much a network asks for',
    file: 'src/domain/account/turn-order.ts',
    find: 'return a.load - b.load || Number(b.one.isFresh) - Number(a.one.isFresh) || b.one.no - a.one.no',
    replace: 'return a.one.no - b.one.no',
    test: crowds
  },
  {
    rule: 'S4',
    does: 'serves a whole crowd before later callers',
    file: 'src/domain/account/turn-order.ts',
    find: 'later.length > ROUND_MAX ? later.slice(-ROUND_OF_CROWD) : later',
    replace: 'later',
    test: crowds
  },
  {
    rule: 'S4',
    does: 'lets a network guess at an account as fast as it can hash',
    file: 'src/domain/account/attempts.ts',
    find: 'Math.max(readyAt(ofNetwork, key, perNetwork), readyAt(ofAccount, username, perAccount))',
    replace: 'readyAt(ofAccount, username, perAccount)',
    test: attempts
  },
  {
    rule: 'S4',
    does: 'counts guesses at an account for each network separately',
    file: 'src/domain/account/attempts.ts',
    find: '          ofAccount.add(username)\n',
    replace: '',
    test: attempts
  },
  {
    rule: 'S4',
    does: 'hashes for connections that are closed',
    file: 'src/domain/account/turns.ts',
    find: "gone?.addEventListener('abort', giveUp, { once: true })",
    replace: '',
    test: attempts
  },
  {
    rule: 'S4',
    does: 'refuses a newcomer instead of the crowd when the queue is full',
    file: 'src/domain/account/turn-order.ts',
    find: 'b.crowd - a.crowd || b.load - a.load ||',
    replace: 'a.crowd - b.crowd || a.load - b.load ||',
    test: attempts
  },
  {
    rule: 'S9',
    does: 'drops the highest tallies',
    file: 'src/domain/account/tallies.ts',
    find: 'a.wrong - b.wrong || a.at - b.at',
    replace: 'b.wrong - a.wrong || a.at - b.at',
    test: 'test/domain/account/tallies.test.ts'
  },
  {
    rule: 'S9',
    does: 'counts a guess that is refused unread',
    file: 'src/domain/account/attempts.ts',
    find: 'const browser = origin.sessionId ?? marks.browserOf(origin.mark, username)',
    replace: 'ofNetwork.add(`${username}@${networkOf(origin.address)}`)\n      const browser = origin.sessionId ?? marks.browserOf(origin.mark, username)',
    test: attempts
  },
  {
    rule: 'S7',
    does: 'starts a session for a password that is no longer stored',
    file: 'src/store/sqlite/account/sessions.ts',
    find: "if (passwordHash !== undefined && isPassword.get(userId, passwordHash) === undefined) return 'outdated'",
    replace: '',
    test: routes
  },
  {
    rule: 'S7',
    does: 'does not tie a session from the form to the verified password',
    file: 'src/routes/pages/account/sign-in.ts',
    find: 'await reply.startSession(account, { passwordHash })',
    replace: 'await reply.startSession(account)',
    test: routes
  },
  {
    rule: 'S13',
    does: 'checks the name before the invite',
    file: 'src/domain/account/accounts.ts',
    find: 'if (code !== null && !await store.isInvited(code, now())) throw inviteInvalid()',
    replace: '',
    test: routes
  },
  {
    rule: 'S23',
    does: 'accepts a reserved name with a sign in it',
    file: 'src/domain/people/users.ts',
    find: ".replace(/[._-]/g, '')",
    replace: '',
    test: routes
  },
  {
    rule: 'B04',
    does: 'lets a phone autocorrect the username',
    file: 'views/parts/forms.ts',
    find: ' autocorrect="off"',
    replace: '',
    test: 'test/routes/pages/account/sign-in.test.ts'
  },
  {
    rule: 'S16',
    does: 'counts a refused sign-up',
    file: 'src/domain/account/accounts.ts',
    find: '      signUps.check(network)\n',
    replace: '      signUps.take(network)\n',
    test: routes
  },
  {
    rule: 'S16',
    does: 'exceeds the hourly limit of accounts when they are requested at once',
    file: 'src/domain/account/sign-up-budget.ts',
    find: '      check(network)\n',
    replace: '',
    test: routes
  },
  {
    rule: 'S40',
    does: 'lets a guest of a public demo step in as one of its cast, an admin say',
    file: 'src/routes/pages/site/demo.ts',
    find: 'demo?.guests !== undefined || demo?.cast',
    replace: 'demo?.cast',
    test: 'test/routes/pages/site/guests.test.ts'
  },
  {
    rule: 'S40',
    does: 'makes the passwords of a demo from its link, which a stand shows to everybody',
    file: 'src/server/demo/world-server.ts',
    find: 'passwordOf(secret, username)',
    replace: 'passwordOf(key, username)',
    test: 'test/server/demo/demo.test.ts'
  },
  {
    rule: 'S40',
    does: 'lets a guest of a public demo restart it for all',
    file: 'src/server/demo/world-server.ts',
    find: '...endsAt === null ? { restart: own.restart } : { guests',
    replace: 'restart: own.restart, ...endsAt === null ? {} : { guests',
    test: 'test/server/demo/demo.test.ts'
  }
]
