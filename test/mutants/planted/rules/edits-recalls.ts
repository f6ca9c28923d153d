import type { Mutant } from '../../mutant.ts'

const test = 'test/rules/edits-recalls.test.ts'

export const EDITS_RECALLS: readonly Mutant[] = [
  {
    rule: 'D15',
    does: 'keeps a recalled text in mailboxes',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'recalledAt: at, recalledBy }, at, carriers)',
    replace: 'recalledAt: at, recalledBy }, at, [])',
    test
  },
  {
    rule: 'D15',
    does: 'keeps the earlier revisions of a recalled message',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'dropRevisions.run(target.seq)',
    replace: '',
    test
  },
  {
    rule: 'D15',
    does: 'keeps a recalled message pinned',
    file: 'src/store/sqlite/messages/kept/leftovers.ts',
    find: 'dropMentions, dropPins]',
    replace: 'dropMentions]',
    test: 'test/store/sqlite/messages/messages.test.ts'
  },
  {
    rule: 'D15',
    does: 'keeps a recalled message starred',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'leftovers.drop(target)',
    replace: '',
    test: 'test/store/sqlite/messages/leftovers.test.ts'
  },
  {
    rule: 'D15',
    does: 'forgets which stars of a recalled message are left',
    file: 'src/store/sqlite/messages/kept/leftovers.ts',
    find: 'keep.run({ conversationId, no })',
    replace: '{}',
    test: 'test/store/sqlite/messages/leftovers.test.ts'
  },
  {
    rule: 'D15',
    does: 'leaves recalled texts in free pages of the file',
    file: 'src/store/sqlite/connections.ts',
    find: "'secure_delete = ON'",
    replace: "'secure_delete = OFF'",
    test
  },
  {
    rule: 'D15',
    does: 'posts a change only to the user who made it',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: 'const recipients = audience(conversationId, no)',
    replace: 'const recipients = [changed.senderId]',
    test
  },
  {
    rule: 'D15',
    does: 'lets every member edit a message',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: "if (!isChangeable(target.kind, act) || (target.senderId !== userId && !isAny)) return { outcome: 'forbidden' }",
    replace: '',
    test
  },
  {
    rule: 'D15',
    does: 'accepts an edit after a recall',
    file: 'src/store/sqlite/messages/messages-change.ts',
    find: "if (target.recalledAt !== null) return { outcome: 'recalled' }",
    replace: '',
    test
  },
  {
    rule: 'D16',
    does: 'gives a page a cursor later than its content',
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
    does: 'counts the signals of a page as delivered',
    file: 'src/server/messenger.ts',
    find: 'formatCursor(runs.current, seq, 0)',
    replace: 'formatCursor(runs.current, seq, mailboxes.signalVersion)',
    test
  }
]
