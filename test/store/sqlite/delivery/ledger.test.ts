import { join } from 'node:path'
import t from 'tap'
import { idOf, openCast } from '../../contract/cast.ts'
import { ledgerContract } from '../../contract/ledger.ts'
import { snapshotsContract } from '../../contract/snapshots.ts'
import { open, openSqlite } from '../open.ts'

ledgerContract(t, open)
snapshotsContract(t, open)

t.test('D11 each start → a run that begins above all before it; earlier runs are kept', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const first = openSqlite(t, { path })
  const cast = await openCast(t, () => first)
  await cast.introduce('ana', 'ben')
  const head = first.ledger.head()
  const [run] = first.ledger.runs()
  t.match(run, { firstSeq: 1 })
  first.close()
  const second = openSqlite(t, { path })
  t.equal(second.ledger.head(), head)
  t.equal(second.ledger.runs().length, 2)
  t.same(second.ledger.runs()[0], run)
  t.match(second.ledger.runs()[1], { firstSeq: head + 1 })
  t.match(await second.ledger.after(idOf('ben'), 0, 100), { toSeq: head, more: false })
})
