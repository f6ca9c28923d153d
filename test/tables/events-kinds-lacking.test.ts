import t from 'tap'
import { CopiedTree } from './copied-tree.ts'
import { EVENT, KIND, planted } from './ping.ts'

/** Files that a new event or kind touches; with what they import, all that a missing place can break. */
const NAMED = ['src/store/sqlite/messages/messages-append.ts', 'views/delivery/events.ts', 'views/messages/kinds.ts', 'views/texts/zh.ts']

t.test('an event without row, a kind without view, a text in one language → no compile', async t => {
  const said = await planted(new CopiedTree(t), [EVENT.drawing, EVENT.unit, KIND.row, KIND.en]).compile(...NAMED)
  t.match(said, /^views\/delivery\/events\.ts.*'ping' does not exist in type/m)
  t.match(said, /^src\/store\/sqlite\/messages\/messages-append\.ts.*"ping"/m)
  t.match(said, /^views\/messages\/kinds\.ts.*'ping' is missing/m)
  t.match(said, /^views\/texts\/zh\/.*message\.ping"' is missing/m)
})

t.test('an event without drawing, a kind without row, a view without text → no compile', async t => {
  const said = await planted(new CopiedTree(t), [EVENT.row, EVENT.unit, KIND.view, KIND.zh]).compile(...NAMED)
  t.match(said, /^views\/delivery\/events\.ts.*'ping' is missing/m)
  t.match(said, /^views\/messages\/kinds\.ts.*'ping' does not exist in type/m)
  t.match(said, /^views\/messages\/kinds\.ts.*Expected 2 arguments/m, 'no such text')
})
