import type { Test } from 'tap'
import { idOf, openCast, type Open } from './cast.ts'

/** Promises of `SnapshotStore`. */
export function snapshotsContract (t: Test, open: Open): void {
  t.test('D16 a snapshot → holds everything up to its seq; the rest comes as events', async t => {
    const { introduce, say, snapshots, ledger, ledgerOf, conversations } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await say('ana', direct, 'before')
    const [snapshot] = await Promise.all([snapshots.take(idOf('ben')), say('ana', direct, 'meanwhile')])
    t.match(snapshot, {
      me: { username: 'ben', settings: { enterSends: true } },
      contacts: [{ user: { username: 'ana' }, isContact: true }],
      conversations: [{ id: direct, lastMessage: { body: 'before' }, unread: 1 }],
      more: false,
      unread: 1,
      seq: ledger.head() - 1
    })
    t.match(await ledgerOf('ben', snapshot?.seq), [{ type: 'message', message: { body: 'meanwhile' } }])
    t.same((await snapshots.take(idOf('ben')))?.conversations, (await conversations.list(idOf('ben'), { limit: 50 })).conversations)
  })

  t.test('snapshot of an unknown user → none', async t => {
    const { snapshots } = await openCast(t, open)
    t.equal(await snapshots.take('nobody'), null)
  })

  t.test('eve’s snapshot → nothing of others’ conversations', async t => {
    const { introduce, say, snapshots } = await openCast(t, open)
    await say('ana', await introduce('ana', 'ben'), 'secret')
    t.match(JSON.stringify(await snapshots.take(idOf('ana'))), /secret/, 'ana’s does')
    t.notMatch(JSON.stringify(await snapshots.take(idOf('eve'))), /secret|ana|ben/)
  })
}
