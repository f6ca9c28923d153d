import type { Mutant } from '../mutant.ts'

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
  }
]
