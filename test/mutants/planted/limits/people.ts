import type { Mutant } from '../../mutant.ts'

const finding = 'test/routes/api/people/finding-people.test.ts'
const lists = 'test/routes/api/conversations/lists.test.ts'
const pages = 'test/routes/pages/conversations/long-lists.test.ts'
const left = 'test/routes/api/conversations/after-leaving.test.ts'
const unseen = 'test/routes/api/conversations/unseen-direct.test.ts'
const acquaintance = 'test/routes/pages/people/acquaintance.test.ts'
const labels = 'test/routes/api/people/labels.test.ts'
const shared = 'test/routes/pages/people/shared.test.ts'

export const PEOPLE: readonly Mutant[] = [
  {
    rule: 'U211',
    does: 'takes requests of everybody, whatever was chosen',
    file: 'src/store/sqlite/people/request-takers.ts',
    find: "return askedBy === 'everybody' ||",
    replace: 'return askedBy !== null ||',
    test: acquaintance
  },
  {
    rule: 'U212',
    does: 'lets anybody delete a label',
    file: 'src/store/sqlite/people/labels.ts',
    find: 'DELETE FROM labels WHERE id = ? AND holder_id = ?',
    replace: 'DELETE FROM labels WHERE id = ? AND holder_id IS NOT ?',
    test: labels
  },
  {
    rule: 'U212',
    does: 'gives a contact the label of another person',
    file: 'src/store/sqlite/people/contact-ties.ts',
    find: 'l.id = wanted.value AND l.holder_id = ?',
    replace: 'l.id = wanted.value AND l.holder_id IS NOT NULL AND ? IS NOT NULL',
    test: labels
  },
  {
    rule: 'U212',
    does: 'changes labels without telling one’s other browsers',
    file: 'src/store/sqlite/people/labels.ts',
    find: "transaction.tellUser(userId, { type: 'labels', labels: list(userId) }, at)",
    replace: "if (at < 0) transaction.tellUser(userId, { type: 'labels', labels: list(userId) }, at)",
    test: labels
  },
  {
    rule: 'U213',
    does: 'shows a group that the other has left',
    file: 'src/store/sqlite/people/shared-groups.ts',
    find: 'theirs.user_id = @otherId AND theirs.left_seq IS NULL',
    replace: 'theirs.user_id = @otherId',
    test: shared
  },
  {
    rule: 'U213',
    does: 'shows a group that one has left oneself',
    file: 'src/store/sqlite/people/shared-groups.ts',
    find: 'WHERE user_id = @userId AND left_seq IS NULL LIMIT',
    replace: 'WHERE user_id = @userId LIMIT',
    test: shared
  },
  {
    rule: 'B03',
    does: 'does not fold accents',
    file: 'src/domain/people/names.ts',
    find: ".replace(MARKED, '$1')",
    replace: '',
    test: finding
  },
  {
    rule: 'B03',
    does: 'finds a name written without spaces only by its start',
    file: 'src/domain/people/names.ts',
    find: "for (const pair of pairsOf([...run, ''])) tokens.add(pair)",
    replace: 'tokens.add(run)',
    test: finding
  },
  {
    rule: 'B03',
    does: 'searches for the @ as part of the name',
    file: 'src/domain/people/names.ts',
    find: ".trim().replace(/^@/, '')",
    replace: '.trim()',
    test: finding
  },
  {
    rule: 'B03',
    does: 'matches one of several words instead of all',
    file: 'src/store/sqlite/people/contacts-search.ts',
    find: 'others: JSON.stringify(others)',
    replace: "others: '[]'",
    test: finding
  },
  {
    rule: 'B03',
    does: 'finds people by a former name',
    file: 'src/store/sqlite/people/name-tokens.ts',
    find: '    forget.run(userId)\n',
    replace: '    if (userId === null) forget.run(userId)\n',
    test: finding
  },
  {
    rule: 'B03',
    does: 'finds people who opted out',
    file: 'src/store/sqlite/people/name-tokens.ts',
    find: "isOn('findable', 'u.id')",
    replace: "isOn('findable', \"''\")",
    test: finding
  },
  {
    rule: 'S11',
    does: 'returns a list whole, without pages',
    file: 'src/store/sqlite/paging.ts',
    find: 'return Math.max(1, Math.min(limit, LIST_MAX)) + 1',
    replace: 'return limit * 1_000',
    test: lists
  },
  {
    rule: 'S11',
    does: 'keeps a contact in its old place after a new remark',
    file: 'src/store/sqlite/people/contact-ties.ts',
    find: "sortKey(remark === '' ? displayName : remark, username)",
    replace: 'sortKey(displayName, username)',
    test: lists
  },
  {
    rule: 'S11',
    does: 'repeats the row at the boundary of two pages',
    file: 'src/store/sqlite/people/contact-lists.ts',
    find: 'k.sort_key > @after',
    replace: 'k.sort_key >= @after',
    test: lists
  },
  {
    rule: 'S11',
    does: 'keeps requests open without a limit',
    file: 'src/store/sqlite/people/contacts-requests.ts',
    find: 'if (!hidden) dropOldest(transaction, to.id, at)',
    replace: '',
    test: lists
  },
  {
    rule: 'S11',
    does: 'counts the requests of the page instead of all',
    file: 'src/store/sqlite/people/contact-lists.ts',
    find: 'SELECT (SELECT count(*) FROM (SELECT 1 FROM contact_requests',
    replace: 'SELECT (SELECT min(count(*), 50) FROM (SELECT 1 FROM contact_requests',
    test: pages
  },
  {
    rule: 'S11',
    does: 'forgets ticked contacts on the next page',
    file: 'src/routes/pages/conversations/picks.ts',
    find: 'wanted.length === 0 ? [] : contacts.contactsNamed(userId, wanted)',
    replace: '[]',
    test: pages
  },
  {
    rule: 'S14',
    does: 'tells a user that the other one opened a conversation',
    file: 'src/store/sqlite/conversations/conversation-summaries.ts',
    find: 'if (isUnopened(row)) return',
    replace: 'if (row.id === null) return',
    test: unseen
  },
  {
    rule: 'S14',
    does: 'lists the other user as a member before the first message',
    file: 'src/store/sqlite/conversations/conversations-members.ts',
    find: '.filter(({ id }) => !isUnopened(period) || id === userId)',
    replace: '',
    test: unseen
  },
  {
    rule: 'S14',
    does: 'reveals later who opened the conversation first',
    file: 'src/store/sqlite/conversations/direct-conversations.ts',
    find: '      begin.run(at, conversationId)\n',
    replace: '',
    test: unseen
  },
  {
    rule: 'S15',
    does: 'shows former members the current member count',
    file: 'src/store/sqlite/conversations/conversation-summaries.ts',
    find: 'memberCount: row.leftCount ?? info.memberCount',
    replace: 'memberCount: info.memberCount',
    test: left
  },
  {
    rule: 'S15',
    does: 'sends changes to former members',
    file: 'src/store/sqlite/conversations/conversation-summaries.ts',
    find: 'Math.min(info.changedSeq, row.leftSeq)',
    replace: 'info.changedSeq',
    test: left
  },
  {
    rule: 'S15',
    does: 'shows later edits to former members',
    file: 'src/store/sqlite/messages/messages-history.ts',
    find: 'quotingMessageOf(knownOf(row, period.leftSeq))',
    replace: 'quotingMessageOf(knownOf(row, null))',
    test: left
  }
]
