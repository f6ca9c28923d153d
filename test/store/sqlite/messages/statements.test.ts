import t from 'tap'
import { statementsRun } from '#test/statements.ts'
import { openCast } from '../../contract/cast.ts'
import { open } from '../open.ts'

/** BEGIN and COMMIT, which all writes of a turn share; the first of them has no savepoint. */
const AROUND = 2

t.test('a send of one who was shown all before → one statement reads, six write', async t => {
  const cast = await openCast(t, open)
  await cast.ledger.beginRun({ id: 'run', at: cast.tick() })
  const id = await cast.introduce('ana', 'ben')
  await cast.say('ana', id, 'the first')
  const before = statementsRun()
  await cast.say('ana', id, 'the second')
  t.equal(statementsRun() - before, 1 + 6 + AROUND)
})
