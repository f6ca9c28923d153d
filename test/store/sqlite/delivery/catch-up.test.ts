import t from 'tap'
import { createCatchUp } from '#store/sqlite/delivery/catch-up.ts'
import { openHistory, PEOPLE, type History } from '../histories.ts'

interface Row { seq: number, conversationId: string | null, userId: string | null, no: number | null }
interface Period { conversationId: string, joinedSeq: number, joinedNo: number, leftSeq: number | null, leftNo: number | null }

/** The events a user may see after `seq`, computed from the ledger row by row. */
function visible ({ all }: History, userId: string, after: number): number[] {
  const own = Map.groupBy(all<Period>(`
    SELECT conversation_id AS conversationId, joined_seq AS joinedSeq, joined_no AS joinedNo, left_seq AS leftSeq, left_no AS leftNo
    FROM memberships WHERE user_id = '${userId}'`), ({ conversationId }) => conversationId)
  const isVisible = (row: Row): boolean => {
    if (row.conversationId === null) return row.userId === userId
    const periods = own.get(row.conversationId) ?? []
    return periods.some(({ joinedSeq, leftSeq }) => row.seq >= joinedSeq && row.seq <= (leftSeq ?? Infinity)) &&
      (row.no === null || periods.some(({ joinedNo, leftNo }) => Number(row.no) >= joinedNo && Number(row.no) <= (leftNo ?? Infinity)))
  }
  return all<Row>(`SELECT seq, conversation_id AS conversationId, user_id AS userId, no FROM ledger WHERE seq > ${after} ORDER BY seq`)
    .filter(isVisible).map(({ seq }) => seq)
}

const SMALL = { conversationsAtOnce: 2, rowsAtOnce: 7, rowsMax: 30 }
const WAYS = {
  'conversation by conversation': { ...SMALL, rowsForOne: 0 },
  'row by row': { ...SMALL, conversationsAtOnce: -1, rowsForOne: 1e9 },
  'the cheaper way': { ...SMALL, rowsForOne: 1 }
}

for (const [seed, [way, bounds]] of Object.entries(WAYS).entries()) {
  t.test(`S5 catching up ${way} → every visible event once, in order`, async t => {
    const history = openHistory(t, 20 + seed, 500)
    const { commits, indexes, random, act } = history
    const visibleAfter = createCatchUp(history.database, commits, indexes, bounds)
    let parts = 0
    for (let step = 0; step < 40; step++) {
      await Promise.all(Array.from({ length: random.whole(1, 8) }, () => act()))
      const userId = `u-${random.pick(PEOPLE) ?? 'ana'}`
      const after = random.whole(0, commits.head)
      const limit = random.whole(1, 20)
      const expected = visible(history, userId, after)
      const found: number[] = []
      for (let from = after; from < commits.head; parts++) {
        const { seqs, toSeq, more } = await visibleAfter(userId, from, limit)
        if (seqs.length > limit) t.fail('more than was asked for')
        found.push(...seqs)
        const isCut = seqs.length === limit
        if (!isCut && !more && toSeq !== commits.head) t.fail('not up to the head')
        from = isCut ? seqs.at(-1) ?? 0 : toSeq
      }
      if (JSON.stringify(found) !== JSON.stringify(expected)) return t.same(found, expected, `${userId} after ${after} by ${limit}, step ${step}`)
    }
    t.ok(parts > 50, 'they came in parts')
  })
}

t.test('S5 events committed during a catch-up → not lost between slices', async t => {
  const history = openHistory(t, 30, 500)
  const { conversations, commits, indexes, say, tick, random } = history
  for (const name of ['ben', 'cho', 'eve']) {
    await conversations.direct('u-ana', name, `c-${name}`, tick())
    await say('u-ana', `c-${name}`)
  }
  for (const bounds of Object.values(WAYS)) {
    const conversationsAtOnce = Math.min(1, bounds.conversationsAtOnce)
    const visibleAfter = createCatchUp(history.database, commits, indexes, { ...bounds, conversationsAtOnce })
    const found: number[] = []
    const talking = Promise.all(Array.from({ length: 60 }, async () => {
      for (let turns = random.whole(0, 30); turns > 0; turns--) await commits.nextTurn()
      await say(`u-${random.pick(['ben', 'cho', 'eve']) ?? ''}`, `c-${random.pick(['ben', 'cho', 'eve']) ?? ''}`).catch(() => {})
    }))
    for (let from = 0, isOver = false; !isOver || from < commits.head;) {
      const { seqs, toSeq } = await visibleAfter('u-ana', from, 1_000)
      found.push(...seqs)
      from = toSeq
      isOver = await Promise.race([talking.then(() => true), commits.nextTurn().then(() => false)])
    }
    t.same(found, visible(history, 'u-ana', 0))
  }
})
