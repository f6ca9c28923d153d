import type { Test } from 'tap'
import { idOf, openCast, type Open } from './cast.ts'

/** Promises of `ConversationStore`: reading, drafts, receipts. */
export function readingContract (t: Test, open: Open): void {
  t.test('D14 reading → moves forward only, and the user’s other browsers are told', async t => {
    const { conversations, introduce, say, told, ledger, tick, ledgerOf } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    for (const body of ['one', 'two', 'three']) await say('ana', direct, body)
    const before = ledger.head()
    t.same(await conversations.read(idOf('ben'), direct, 3, tick()), { readNo: 3, unreadFrom: null, unread: 1 })
    t.same(await conversations.read(idOf('ben'), direct, 2, tick()), { readNo: 3, unreadFrom: null, unread: 1 })
    t.same(await conversations.read(idOf('ben'), direct, 999, tick()), { readNo: 4, unreadFrom: null, unread: 0 }, 'up to the last no')
    t.match(told('ben', before), [{ type: 'read', conversationId: direct, readNo: 3, unreadFrom: null }, { type: 'read', readNo: 4 }])
    t.equal(told('ben', before).length, 2, 'no change, no event')
    t.same(told('ana', before), [], 'it is no event of the others')
    t.same(await ledgerOf('ben', before), told('ben', before))
  })

  t.test('marked unread → stays until read past', async t => {
    const { conversations, introduce, say, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    for (const body of ['one', 'two', 'three']) await say('ana', direct, body)
    await conversations.read(idOf('ben'), direct, 4, tick())
    t.same(await conversations.markUnread(idOf('ben'), direct, 3, tick()), { readNo: 4, unreadFrom: 3, unread: 0 })
    t.match(await conversations.one(idOf('ben'), direct), { unreadFrom: 3, readNo: 4 })
    t.match(await conversations.read(idOf('ben'), direct, 2, tick()), { unreadFrom: 3 }, 'not past it yet')
    t.match(await conversations.read(idOf('ben'), direct, 4, tick()), { readNo: 4, unreadFrom: null })
    t.match(await conversations.markUnread(idOf('ben'), direct, 99, tick()), { unreadFrom: 4 })
  })

  t.test('U1 the first unread message → not one’s own, recalled or read; or the marked one', async t => {
    const { conversations, messages, introduce, say, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    t.equal(await conversations.firstUnread(idOf('ben'), direct), null, 'their own line is not unread')
    await say('ben', direct, 'his own')
    for (const body of ['one', 'two', 'three', 'four']) await say('ana', direct, body)
    t.equal(await conversations.firstUnread(idOf('ben'), direct), 3)
    await messages.recall({ userId: idOf('ana'), conversationId: direct, no: 3, notBefore: 0 }, tick())
    t.equal(await conversations.firstUnread(idOf('ben'), direct), 4)
    t.same(await Promise.all([0, 4, 5, 6].map(no => conversations.unreadAfter(idOf('ben'), direct, no))), [3, 2, 1, 0])
    await conversations.read(idOf('ben'), direct, 5, tick())
    t.same([await conversations.firstUnread(idOf('ben'), direct), await conversations.unreadAfter(idOf('ben'), direct, 0)], [6, 1])
    await conversations.markUnread(idOf('ben'), direct, 4, tick())
    t.equal(await conversations.firstUnread(idOf('ben'), direct), 4)
    t.same([await conversations.firstUnread(idOf('eve'), direct), await conversations.unreadAfter(idOf('eve'), direct, 0)], [null, 0])
  })

  t.test('U42 a chat that another opened → counts as one until read or answered, none for its maker', async t => {
    const { conversations, introduce, group, say, tick, ledger, posted } = await openCast(t, open)
    const both = async (name: 'ana' | 'ben' | 'eve') => {
      const { conversations: rows, unread } = await conversations.list(idOf(name), { limit: 9 })
      return [rows.map(row => row.unread), unread]
    }
    const before = ledger.head()
    const direct = await introduce('ana', 'ben')
    t.same([await both('ana'), await both('ben')], [[[1], 1], [[0], 0]], 'ana asked, ben accepted')
    const tea = await group('ana', ['ben'])
    t.same([await both('ana'), await both('ben'), await both('eve')], [[[0, 1], 1], [[1, 0], 1], [[], 0]])
    t.same([await conversations.firstUnread(idOf('ben'), tea), await conversations.firstUnread(idOf('ana'), tea)], [1, null])
    await say('ana', tea, 'one')
    t.same([await both('ben'), await conversations.firstUnread(idOf('ben'), tea)], [[[1, 0], 1], 2], 'a message counts in its place')
    await say('ana', tea, 'two')
    t.same(await both('ben'), [[2, 0], 2])
    await conversations.read(idOf('ben'), tea, 1, tick())
    t.same(await both('ben'), [[2, 0], 2])
    await say('ana', direct, 'three')
    t.same(await both('ana'), [[0, 0], 0], 'their answer has read it')
    t.same([...await conversations.readAll(idOf('ben'), tick())].sort(), [direct, tea].sort())
    const more = await group('ben', ['ana'])
    t.same(await conversations.readAll(idOf('ana'), tick()), [more])
    t.same(await both('ana'), [[0, 0, 0], 0])
    t.same(posted.filter(({ event, recipients }) => event.seq > before && recipients.includes(idOf('eve'))), [], 'and eve learns nothing')
  })

  t.test('read all → also those marked unread, with one event for all of them', async t => {
    const { conversations, introduce, group, say, ledger, told, ledgerOf, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await introduce('ben', 'cho')
    const [tea, coffee] = [await group('ben', ['ana', 'cho']), await group('ben', ['ana'])]
    t.same(await conversations.readAll(idOf('ben'), tick()), ['direct-ben-cho'], 'as cho accepted')
    await say('ana', direct, 'one')
    await say('ana', tea, 'two')
    await say('cho', tea, 'three')
    await conversations.read(idOf('ben'), tea, 99, tick())
    await conversations.markUnread(idOf('ben'), tea, 2, tick())
    const before = ledger.head()
    t.same([...await conversations.readAll(idOf('ben'), tick())].sort(), [direct, tea].sort(), 'not in conversations without unread')
    t.match(await conversations.some(idOf('ben'), [direct, tea, coffee]), {
      conversations: [{ readNo: 2, unread: 0, unreadFrom: null }, { readNo: 3, unread: 0, unreadFrom: null }, {}], unread: 0
    })
    const events = told('ben', before)
    t.match(events, [{ type: 'read-all' }])
    const [event] = events
    const readNos = event?.type === 'read-all' ? event.conversations.map(({ conversationId, readNo }) => [conversationId, readNo]) : []
    t.same(readNos.toSorted(), [[direct, 2], [tea, 3]].toSorted())
    t.same(await ledgerOf('ben', before), told('ben', before))
    t.same(await conversations.readAll(idOf('ben'), tick()), [], 'once')
    t.match(await conversations.one(idOf('ana'), tea), { unread: 1 }, 'it is nobody else’s reading')
    t.same(await conversations.readAll(idOf('eve'), tick()), [])
  })

  t.test('eve reads, marks or drafts as an outsider → refused', async t => {
    const { conversations, introduce, say, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    await say('ana', direct, 'one')
    t.equal(await conversations.read(idOf('eve'), direct, 2, tick()), null)
    t.equal(await conversations.markUnread(idOf('eve'), direct, 1, tick()), null)
    t.equal(await conversations.saveDraft(idOf('eve'), direct, 'hm', tick()), false)
    t.equal(await conversations.receipts(idOf('eve'), direct), null)
  })

  t.test('U8 a draft → each member’s own, told to their browsers alone; an empty one → none', async t => {
    const { conversations, introduce, ledger, told, ledgerOf, tick } = await openCast(t, open)
    const direct = await introduce('ana', 'ben')
    const before = ledger.head()
    t.equal(await conversations.saveDraft(idOf('ana'), direct, 'dear b', tick()), true)
    t.match(await conversations.one(idOf('ana'), direct), { draft: 'dear b' })
    t.match(await conversations.one(idOf('ben'), direct), { draft: null })
    t.equal(await conversations.saveDraft(idOf('ana'), direct, 'dear b', tick()), true)
    t.equal(told('ana', before).length, 1, 'no change, no event')
    await conversations.saveDraft(idOf('ana'), direct, '', tick())
    t.match(await conversations.one(idOf('ana'), direct), { draft: null })
    t.match(told('ana', before), [{ type: 'draft', conversationId: direct }, { type: 'draft', conversationId: direct }])
    t.notMatch(JSON.stringify(told('ana', before)), 'dear', 'the text is in no event')
    t.same(await ledgerOf('ana', before), told('ana', before))
    t.same(told('ben', before), [])
  })

  t.test('D13 receipts → the others’ watermarks; none for users who hide theirs', async t => {
    const { conversations, introduce, group, say, leave, accounts, tick } = await openCast(t, open)
    await introduce('ana', 'ben')
    await introduce('ana', 'cho')
    const tea = await group('ana', ['ben', 'cho'])
    await say('ana', tea, 'tea?')
    await conversations.read(idOf('ben'), tea, 2, tick())
    t.same(await conversations.receipts(idOf('ana'), tea), [
      { username: 'ben', deliveredNo: 2, readNo: 2 },
      { username: 'cho', deliveredNo: 0, readNo: 0 }
    ])
    await accounts.change(idOf('ben'), { settings: { receipts: false } }, tick())
    t.same(await conversations.receipts(idOf('ana'), tea), [{ username: 'cho', deliveredNo: 0, readNo: 0 }])
    t.same(await conversations.receipts(idOf('ben'), tea), [])
    await leave('cho', tea)
    t.same(await conversations.receipts(idOf('ana'), tea), [])
  })

  t.test('U6 receipts of a member who left → as they were at the leave, while they show theirs', async t => {
    const { conversations, introduce, group, say, leave, accounts, signals, ledger, tick } = await openCast(t, open)
    await introduce('ana', 'ben')
    await introduce('ana', 'cho')
    const tea = await group('ana', ['ben', 'cho'])
    await say('ben', tea, 'yes')
    await conversations.read(idOf('ana'), tea, 2, tick())
    const before = await conversations.receipts(idOf('ben'), tea)
    t.same(before, [{ username: 'ana', deliveredNo: 2, readNo: 2 }, { username: 'cho', deliveredNo: 0, readNo: 0 }])
    await leave('ben', tea)
    await signals.advance(new Map([[idOf('cho'), ledger.head()]]), tick())
    await conversations.read(idOf('cho'), tea, 3, tick())
    await accounts.change(idOf('ana'), { settings: { receipts: false } }, tick())
    t.same(await conversations.receipts(idOf('ben'), tea), before, 'nothing from after the leave')
    t.same(await signals.receipts(idOf('ben'), 50), [], 'and none by signals')
    await accounts.change(idOf('ben'), { settings: { receipts: false } }, tick())
    t.same(await conversations.receipts(idOf('ben'), tea), [])
    t.equal(await conversations.receipts(idOf('eve'), tea), null)
    await accounts.change(idOf('ben'), { settings: { receipts: true } }, tick())
    await conversations.remove(idOf('ben'), tea, tick())
    t.equal(await conversations.receipts(idOf('ben'), tea), null, 'gone with the group')
  })
}
