import type { Mutant } from '../mutant.ts'

const unread = 'test/rules/receipts-unread.test.ts'

export const READS: readonly Mutant[] = [
  {
    rule: 'S5',
    does: 'walks back to a place message by message',
    file: 'src/store/sqlite/message-places.ts',
    find: 'stride *= 2',
    replace: 'stride += 0',
    test: 'test/store/sqlite/message-places.test.ts'
  },
  {
    rule: 'S5',
    does: 'looks for the same place once for each member',
    file: 'src/store/sqlite/watermarks.ts',
    find: 'found.set(key, no)',
    replace: '',
    test: 'test/store/sqlite/message-places.test.ts'
  },
  {
    rule: 'S5',
    does: 'counts unread over any number of messages',
    file: 'src/store/sqlite/visibility.ts',
    find: 'AND m.no <= p.read_no + $',
    replace: 'AND m.no <= p.read_no + 1000 * $',
    test: 'test/store/sqlite/conversations.test.ts'
  },
  {
    rule: 'S5',
    does: 'says that nothing is unread where it has not counted',
    file: 'src/store/sqlite/visibility.ts',
    find: 'c.last_no - p.read_no > $',
    replace: '0 * $',
    test: 'test/store/sqlite/conversations.test.ts'
  },
  {
    rule: 'B24',
    does: 'counts what was recalled',
    file: 'src/store/sqlite/visibility.ts',
    find: ' AND m.recalled_at IS NULL',
    replace: '',
    test: unread
  },
  {
    rule: 'B24',
    does: 'counts what one has left',
    file: 'src/store/sqlite/visibility.ts',
    find: ' OR p.left_no IS NOT NULL',
    replace: '',
    test: unread
  }
]
