import type { Mutant } from '../../mutant.ts'

const file = 'src/mailbox/presence.ts'
const test = 'test/rules/presence.test.ts'

export const PRESENCE: readonly Mutant[] = [
  {
    rule: 'D26',
    does: 'shows a user offline between two polls',
    file,
    find: 'export const PRESENCE_LINGER_MS = 20_000',
    replace: 'export const PRESENCE_LINGER_MS = 1_000',
    test
  },
  {
    rule: 'D26',
    does: 'announces every user’s return after a restart',
    file,
    find: 'if (this.isSettled) this.#announce(userId, state)',
    replace: 'this.#announce(userId, state)',
    test
  },
  {
    rule: 'D26',
    does: 'forgets at a restart who was online',
    file: 'src/server/messenger.ts',
    find: 'signals.presences.settled(startedAt)',
    replace: 'signals.presences.settled(startedAt + 3_600_000)',
    test
  },
  {
    rule: 'D26',
    does: 'sends everybody’s presence to everybody',
    file: 'src/store/sqlite/delivery/signals.ts',
    find: 'SELECT c.holder_id AS userId FROM contacts c WHERE c.user_id = ?',
    replace: 'SELECT c.holder_id AS userId FROM (SELECT user_id AS holder_id FROM accounts) c WHERE c.holder_id <> ?',
    test
  },
  {
    rule: 'D26',
    does: 'counts a hidden page as one in use',
    file,
    find: "this.#settle(userId, seen, isInUse ? 'online' : 'away')",
    replace: "this.#settle(userId, seen, isInUse ? 'online' : 'online')",
    test
  },
  {
    rule: 'D26',
    does: 'announces every poll instead of every change',
    file,
    find: 'if (seen.state === state) return',
    replace: '',
    test
  },
  {
    rule: 'D26',
    does: 'shows offline when one of two tabs closes',
    file,
    find: 'if (seen.open > 0) return',
    replace: '',
    test
  },
  {
    rule: 'D26',
    does: 'shows users who switched presence off',
    file: 'src/store/sqlite/delivery/signals.ts',
    find: 'if (user === undefined || user.isShown === 0) return',
    replace: 'if (user === undefined) return',
    test
  }
]
