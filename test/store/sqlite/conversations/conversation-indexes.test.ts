import t from 'tap'
import { UNREAD_CAP, UNREAD_WALK } from '#domain/conversations/conversations.ts'
import { openHistory, PEOPLE, type History } from '../histories.ts'

interface Period { conversationId: string, kind: string, joinedSeq: number, joinedNo: number, leftNo: number | null, readNo: number }
interface Said { conversationId: string, no: number, seq: number, kind: string, senderId: string, recalledAt: number | null }

interface Chosen {
  conversationId: string
  pinned: number
  notify: string
  mutedUntil: number | null
  archivedSeq: number | null
  hiddenSeq: number | null
}

type Row = [id: string, unread: number]

/** The expected lists and total, computed from the tables row by row: ids in their order, with the unread count of each. */
function recounted ({ all }: History, userId: string): { listed: Row[], archived: Row[], total: number } {
  const periods = all<Period>(`
    SELECT c.id AS conversationId, c.kind, p.joined_seq AS joinedSeq, p.joined_no AS joinedNo, p.left_no AS leftNo, p.read_no AS readNo
    FROM memberships AS p JOIN conversations AS c ON c.id = p.conversation_id WHERE p.user_id = '${userId}' ORDER BY p.joined_seq`)
  const said = Map.groupBy(all<Said>(`
    SELECT conversation_id AS conversationId, no, seq, kind, sender_id AS senderId, recalled_at AS recalledAt FROM messages ORDER BY no`),
  ({ conversationId }) => conversationId)
  const chosen = new Map(all<Chosen>(`
    SELECT conversation_id AS conversationId, pinned, notify, muted_until AS mutedUntil, archived_seq AS archivedSeq, hidden_seq AS hiddenSeq
    FROM conversation_settings WHERE user_id = '${userId}'`).map(row => [row.conversationId, row]))
  const rows = [...Map.groupBy(periods, ({ conversationId }) => conversationId)].map(([id, own]) => {
    const latest = own.at(-1) as Period
    const all = said.get(id) ?? []
    const visible = all.filter(({ no }) => own.some(({ joinedNo, leftNo }) => no >= joinedNo && no <= (leftNo ?? Infinity)))
    const after = all.filter(({ no }) => no > latest.readNo)
    const others = after.filter(({ senderId, recalledAt }) => senderId !== userId && recalledAt === null)
    const unread = others.filter(({ kind, no }) => kind === 'text' && no <= latest.readNo + UNREAD_WALK).length
    const isNew = others.some(({ no }) => no === latest.joinedNo)
    const isCounted = latest.kind !== 'self' && latest.leftNo === null
    const seq = visible.at(-1)?.seq ?? latest.joinedSeq
    const choice = chosen.get(id)
    const isMuted = choice !== undefined && (choice.notify === 'none' || choice.mutedUntil !== null)
    const isAway = (since: number | null | undefined, stays: boolean) => since != null && (stays || seq <= since)
    return {
      id,
      seq,
      unread: isCounted ? Math.min(UNREAD_CAP, Math.max(unread, Number(isNew || after.length > UNREAD_WALK))) : 0,
      isMuted,
      isPinned: choice === undefined ? latest.kind === 'self' : choice.pinned === 1,
      isArchived: isAway(choice?.archivedSeq, isMuted),
      isHidden: isAway(choice?.hiddenSeq, false)
    }
  })
  const inOrder = rows.toSorted((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.seq - a.seq).filter(({ isHidden }) => !isHidden)
  const pairs = (isArchived: boolean) => inOrder.filter(row => row.isArchived === isArchived).map(({ id, unread }): Row => [id, unread])
  const total = rows.reduce((sum, { isMuted, unread }) => isMuted ? sum : sum + unread, 0)
  return { listed: pairs(false), archived: pairs(true), total }
}

/** A list in pages of three, which must agree on the total. */
async function listed ({ conversations }: History, userId: string, archived = false) {
  const rows: Row[] = []
  const totals = new Set<number>()
  for (let after: string | undefined; ;) {
    const page = await conversations.list(userId, { limit: 3, after, archived })
    rows.push(...page.conversations.map(({ id, unread }): Row => [id, unread]))
    totals.add(page.unread)
    if (page.next === null) return { rows, totals }
    after = page.next
  }
}

let [mutedSeen, archivedSeen] = [0, 0]
// With 5 entries some are always evicted, with 500 none.
for (const [seed, entriesMax] of [[1, 500], [2, 500], [3, 5], [4, 20], [7, 500], [6, 5]] as const) {
  t.test(`S5 any history (seed ${seed}) → lists and totals in memory equal the database`, async t => {
    const history = openHistory(t, seed, entriesMax)
    let unreadSeen = 0
    for (let step = 0; step < 60; step++) {
      await Promise.all(Array.from({ length: history.random.whole(1, 6) }, () => history.act()))
      for (const name of PEOPLE) {
        if (history.random.chance(0.5)) continue
        const expected = recounted(history, `u-${name}`)
        unreadSeen += expected.total
        mutedSeen += [...expected.listed, ...expected.archived].reduce((sum, [, unread]) => sum + unread, 0) - expected.total
        archivedSeen += expected.archived.length
        const { rows, totals } = await listed(history, `u-${name}`)
        const { rows: archived } = await listed(history, `u-${name}`, true)
        const found = { listed: rows, archived, total: totals.size === 1 ? [...totals][0] : [...totals] }
        if (JSON.stringify(found) !== JSON.stringify(expected)) t.same(found, expected, `${name} after step ${step}`)
      }
      if (!t.passing()) return
    }
    t.ok(unreadSeen > 100, 'there was something to count')
  })
}

t.test('these histories → had muted and archived conversations', async t => {
  t.ok(mutedSeen > 100, `${mutedSeen} unread messages that did not count`)
  t.ok(archivedSeen > 10, `${archivedSeen} rows in archives`)
})

t.test('S5 unread above the cap → memory stops counting where the database does', async t => {
  const history = openHistory(t, 7, 500)
  const { conversations, say, tick } = history
  await conversations.direct('u-ben', 'ana', 'c1', tick())
  await say('u-ben', 'c1')
  const same = async (why: string) => t.same((await listed(history, 'u-ana')).rows, recounted(history, 'u-ana').listed, why)
  await same('one')
  await Promise.all(Array.from({ length: UNREAD_CAP - 2 }, () => say('u-ben', 'c1')))
  for (const why of ['below the cap', 'at the cap', 'above the cap']) {
    await same(why)
    await say('u-ben', 'c1')
  }
  await Promise.all(Array.from({ length: UNREAD_WALK - UNREAD_CAP - 5 }, () => say('u-ana', 'c1')))
  await conversations.read('u-ana', 'c1', UNREAD_CAP, tick())
  await Promise.all(Array.from({ length: UNREAD_CAP - 3 }, () => say('u-ana', 'c1')))
  for (let count = 0; count < 8; count++) {
    await same(`${count} near the last one counted`)
    await say('u-ben', 'c1')
  }
})

t.test('S5 thousands of conversations → read in slices, with writes between', async t => {
  const history = openHistory(t, 8, 50_000)
  const { database, conversations, say, tick } = history
  await conversations.direct('u-ben', 'ana', 'c-first', tick())
  await say('u-ben', 'c-first')
  database.statement<[string]>(`
    INSERT INTO conversations (id, kind, title, created_at, active_at, member_count)
    SELECT 'many-' || value, 'group', 'Tea', 0, 0, 1 FROM json_each(?)`).run(JSON.stringify(Array.from({ length: 2_000 }, (_, index) => index)))
  database.statement(`
    INSERT INTO memberships (conversation_id, user_id, joined_seq, joined_no, role)
    SELECT id, 'u-ana', 1, 1, 'owner' FROM conversations WHERE id LIKE 'many-%'`).run()
  const order: string[] = []
  const list = conversations.list('u-ana', { limit: 1 }).then(found => { order.push('list'); return found })
  const said = say('u-ben', 'c-first').then(() => { order.push('said') })
  const [{ conversations: [newest], unread, more }] = await Promise.all([list, said])
  t.same(order, ['said', 'list'], 'the send did not wait for all of them')
  t.match([newest, unread, more], [{ id: 'c-first', unread: 2 }, 2, true], 'and the list is true when it is answered')
})

t.test('B17 a place in the list given as a time → still understood', async t => {
  const { conversations, say, tick } = openHistory(t, 9, 500)
  for (const [index, name] of ['ben', 'cho', 'eve'].entries()) {
    await conversations.direct('u-ana', name, `c${index}`, tick())
    await say('u-ana', `c${index}`)
  }
  const after = async (place: string) => (await conversations.list('u-ana', { limit: 9, after: place })).conversations.map(({ id }) => id)
  t.same(await after('1800000000000.c1'), ['c0'])
  t.same(await after('1800000000000.gone'), ['c2', 'c1', 'c0'], 'from the start, where it is another user’s')
})
