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
  const first = await openSqlite(t, { path })
  const begun = await first.ledger.beginRun({ id: 'run-1', at: 1 })
  t.same(begun, [{ id: 'run-1', firstSeq: 1 }])
  const cast = await openCast(t, async () => first)
  await cast.introduce('ana', 'ben')
  const head = first.ledger.head()
  await first.close()
  const second = await openSqlite(t, { path })
  t.equal(second.ledger.head(), head)
  t.same(await second.ledger.beginRun({ id: 'run-2', at: 2 }), [...begun, { id: 'run-2', firstSeq: head + 1 }])
  t.match(await second.ledger.after(idOf('ben'), 0, 100), { toSeq: head, more: false })
})

t.test('D11 events written without a run -> they count for the next run', async t => {
  const path = join(t.testdir(), 'holdline.db')
  const served = await openSqlite(t, { path })
  await served.ledger.beginRun({ id: 'run-1', at: 1 })
  const cast = await openCast(t, async () => served)
  await cast.introduce('ana', 'ben')
  const head = served.ledger.head()
  await served.close()
  for (const displayName of ['Anna', 'Anne']) {
    const offline = await openSqlite(t, { path })
    await offline.accounts.change(idOf('ana'), { displayName }, cast.tick())
    await offline.close()
  }
  const again = await openSqlite(t, { path })
  t.ok(again.ledger.head() > head, 'something was written')
  t.same((await again.ledger.beginRun({ id: 'run-2', at: 2 })).at(-1), { id: 'run-2', firstSeq: head + 1 })
  await again.accounts.change(idOf('ana'), { displayName: 'Ana' }, cast.tick())
  const last = again.ledger.head()
  await again.close()
  const third = await openSqlite(t, { path })
  t.same((await third.ledger.beginRun({ id: 'run-3', at: 3 })).at(-1), { id: 'run-3', firstSeq: last + 1 })
})
