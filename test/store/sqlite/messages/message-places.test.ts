import t, { type Test } from 'tap'
import { Database } from '#store/sqlite/database.ts'
import { createMessagePlaces } from '#store/sqlite/messages/message-places.ts'
import { receiptsOf } from '#store/sqlite/delivery/watermarks.ts'

/** Message places for these numbers, and the look-ups since the last call of `lookUps`. */
function placesOf (t: Test, seqs: readonly number[]) {
  const database = new Database({ path: ':memory:', pragmas: ['foreign_keys = OFF'] })
  t.teardown(() => database.close())
  let count = 0
  const counting = {
    statement (sql: string) {
      const statement = database.statement<unknown[], unknown>(sql)
      return {
        get: (...params: unknown[]) => { count++; return statement.get(...params) },
        all: (...params: unknown[]) => { count++; return statement.all(...params) }
      }
    }
  }
  database.statement<[string], never>(`
    INSERT INTO messages (seq, conversation_id, no, sender_id, kind, body, at, changed_seq)
    SELECT value, 'c1', key + 1, 'u1', 'text', '', 0, 0 FROM json_each(?)`).run(JSON.stringify(seqs))
  function lookUps (): number {
    const made = count
    count = 0
    return made
  }

  return { places: createMessagePlaces(counting as unknown as Database), lookUps }
}

t.test('a number anywhere → the first message after it', async t => {
  // The numbers between belong to other conversations.
  const seqs = [3, 4, 9, 10, 11, 20, 50, 51, 52, 53, 90]
  const { places } = placesOf(t, seqs)
  t.equal(places.firstAfter('c2', 5, 0), 1, 'in an empty conversation the next one')
  for (let seq = 0; seq <= 100; seq++) {
    const expected = seqs.findIndex(each => each > seq)
    const first = expected === -1 ? seqs.length + 1 : expected + 1
    t.equal(places.firstAfter('c1', seq, seqs.length), first, `after ${seq}`)
    t.equal(places.firstAfter('c1', seq, seqs.length, 6), Math.max(first, 7), `after ${seq}, above 6`)
    t.equal(places.hasWithin('c1', seq, 51, seqs.length), seqs.some(each => each > seq && each <= 51), `between ${seq} and 51`)
  }
  t.same(places.seqsFrom('c1', 3, 50, 10), [9, 10, 11, 20, 50])
  t.same(places.seqsFrom('c1', 3, 50, 2), [9, 10])
})

t.test('S5 100,000 messages → a few dozen look-ups, equal watermarks looked up once', async t => {
  const lastNo = 100_000
  const { places, lookUps } = placesOf(t, Array.from({ length: lastNo }, (_, index) => 2 * index + 1))
  for (const seq of [0, 1, 70_001, 199_000, 199_999]) {
    t.equal(places.firstAfter('c1', seq, lastNo) - 1, Math.ceil(seq / 2))
    const count = lookUps()
    t.ok(count >= 1 && count <= 40, `${count} look-ups for ${seq}`)
  }
  const members = Array.from({ length: 50 }, (_, index) => ({
    username: `m${index}`, conversationId: 'c1', lastNo, readNo: index === 7 ? 60_000 : 0, deliveredSeq: index < 40 ? 99 : 80_000
  }))
  const receipts = receiptsOf(places, members)
  t.ok(lookUps() <= 80, 'two watermarks')
  t.same(receipts.filter(({ deliveredNo }) => deliveredNo === 50).length, 39)
  t.same(receipts.filter(({ deliveredNo }) => deliveredNo === 40_000).length, 10)
  t.match(receipts[7], { deliveredNo: 60_000, readNo: 60_000 }, 'read messages count as delivered')
})
