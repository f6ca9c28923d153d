import type { Mutant } from '../../mutant.ts'

const limits = 'src/plugins/limits.ts'
const writing = 'src/domain/site/writing.ts'
const reading = 'src/domain/site/reading.ts'
const changes = 'test/plugins/change-budget.test.ts'
const bounds = 'test/plugins/bounds.test.ts'

export const BUDGETS: readonly Mutant[] = [
  {
    rule: 'S8',
    does: 'does not count DELETE',
    file: limits,
    find: "return method === 'GET' || method === 'HEAD'",
    replace: "return method === 'GET' || method === 'HEAD' || method === 'DELETE'",
    test: changes
  },
  {
    rule: 'S8',
    does: 'does not count writes of settings',
    file: 'src/routes/pages/account/settings.ts',
    find: 'query: { after: Type.Optional(Place), ...DONE_QUERY },',
    replace: "query: { after: Type.Optional(Place), ...DONE_QUERY }, costs: 'free',",
    test: changes
  },
  {
    rule: 'S8',
    does: 'does not count callers who are not signed in',
    file: limits,
    find: 'if (request.viewer === null) writing.spendUnknown(networkOf(request.ip))\n      else writing.spend',
    replace: 'if (request.viewer !== null) writing.spend',
    test: changes
  },
  {
    rule: 'S8',
    does: 'counts a long message as a short one',
    file: 'src/routes/delivery/send-route.ts',
    find: 'spend(userId, bytes)',
    replace: 'spend(userId, 0 * bytes)',
    test: changes
  },
  {
    rule: 'S8',
    does: 'counts tiny writes as nothing',
    file: writing,
    find: 'const CHANGE_BYTES = 1024',
    replace: 'const CHANGE_BYTES = 128',
    test: changes
  },
  {
    rule: 'S8',
    does: 'counts rows of more than half a page by their text alone',
    file: writing,
    find: '(size < PAGE_BYTES / 2 ? size : Math.ceil(size / PAGE_BYTES) * PAGE_BYTES)',
    replace: 'size',
    test: changes
  },
  {
    rule: 'S8',
    does: 'forgets at a start what was written before',
    file: writing,
    find: 'bytes.take(spent.userId, Math.min(spent.at, now()), spent.bytes)',
    replace: '',
    test: changes
  },
  {
    rule: 'S8',
    does: 'keeps every session for ever',
    file: 'src/domain/account/sessions.ts',
    find: 'if (crowdedOut.length > 0) ended(crowdedOut)',
    replace: '',
    test: bounds
  },
  {
    rule: 'S8',
    does: 'counts contacts only for the user who asked',
    file: 'src/store/sqlite/people/contacts-requests.ts',
    find: "if (row !== null && (countContacts.get(userId)?.n ?? 0) >= contactsMax) return 'too-many-contacts'",
    replace: '',
    test: bounds
  },
  {
    rule: 'S8',
    does: 'counts groups made by others against a member',
    file: 'src/store/sqlite/conversations/conversations-making.ts',
    find: "AND (c.kind <> 'group' OR m.role = 'owner') LIMIT",
    replace: 'LIMIT',
    test: bounds
  },
  {
    rule: 'S8',
    does: 'keeps bounces of any number of conversations',
    file: 'src/store/sqlite/messages/messages-append.ts',
    find: 'dropOldestBounces.run({ senderId })',
    replace: '',
    test: bounds
  },
  {
    rule: 'S6',
    does: 'never makes a reader pause',
    file: reading,
    find: 'stretches.take(reader.key, now(), ms)',
    replace: '',
    test: 'test/domain/site/reading.test.ts'
  },
  {
    rule: 'S6',
    does: 'works on all reads at once',
    file: reading,
    find: 'if (lane.working < AT_ONCE && lane.waiting.length === 0 && owedMs(reader) === 0) {',
    replace: 'if (owedMs(reader) === 0) {',
    test: 'test/domain/site/reading.test.ts'
  },
  {
    rule: 'S6',
    does: 'lets a waiting page block the same user’s other reads',
    file: 'src/routes/delivery/held-answer.ts',
    find: 'request.turn?.pause()\n        const came',
    replace: 'const came',
    test: 'test/plugins/reading.test.ts'
  }
]
