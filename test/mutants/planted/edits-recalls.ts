import type { Mutant } from '../mutant.ts'

const test = 'test/rules/edits-recalls.test.ts'

export const EDITS_RECALLS: readonly Mutant[] = [
  {
    rule: 'D15',
    does: 'keeps a recalled text in mailboxes',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'changedSeq, recalledAt: at }, at, carriers)',
    replace: 'changedSeq, recalledAt: at }, at, [])',
    test
  },
  {
    rule: 'D15',
    does: 'keeps what a recalled message said before it was edited',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'dropRevisions.run(target.seq)',
    replace: '',
    test
  },
  {
    rule: 'D15',
    does: 'leaves recalled texts in free pages of the file',
    file: 'src/store/sqlite/database.ts',
    find: "'secure_delete = ON'",
    replace: "'secure_delete = OFF'",
    test
  },
  {
    rule: 'D15',
    does: 'tells of a change nobody but the one who made it',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'const recipients = audience.all({ conversationId, no }).map(row => row.userId)',
    replace: 'const recipients = [changed.senderId]',
    test
  },
  {
    rule: 'D15',
    does: 'lets anybody who sees a message change it',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: "if (target.kind === 'system' || target.senderId !== userId) return { outcome: 'forbidden' }",
    replace: '',
    test
  },
  {
    rule: 'D15',
    does: 'lets an edit follow a recall',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: "if (target.recalledAt !== null) return { outcome: 'recalled' }",
    replace: '',
    test
  },
  {
    rule: 'D16',
    does: 'gives a page a cursor of a later moment',
    file: 'src/routes/api/delivery/snapshot.ts',
    find: `const snapshot = await snapshots.take(viewerOf(request).userId)
    if (snapshot === null) throw notFound('user')
    const { me: { id, username, displayName }, seq, ...rest } = snapshot`,
    replace: `const snapshot = await snapshots.take(viewerOf(request).userId)
    if (snapshot === null) throw notFound('user')
    const { me: { id, username, displayName }, seq: _seq, ...rest } = snapshot
    await new Promise(resolve => setTimeout(resolve, 3))
    const { seq } = await snapshots.take(viewerOf(request).userId) as { seq: number }`,
    test
  },
  {
    rule: 'D16',
    does: 'takes the signals of a page for told',
    file: 'src/server/messenger.ts',
    find: 'formatCursor(runs.current, seq, 0)',
    replace: 'formatCursor(runs.current, seq, mailboxes.signalVersion)',
    test
  }
]
