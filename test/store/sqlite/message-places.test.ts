import t from 'tap'
import { Database } from '#store/sqlite/database.ts'
import { createMessagePlaces } from '#store/sqlite/message-places.ts'

t.test('the first message after a number is found wherever it lies', async t => {
  const database = new Database({ path: ':memory:', pragmas: ['foreign_keys = OFF'] })
  t.teardown(() => database.close())
  const places = createMessagePlaces(database)
  const insert = database.statement<[number, number]>(`
    INSERT INTO messages (seq, conversation_id, no, sender_id, kind, body, at, changed_seq) VALUES (?, 'c1', ?, 'u1', 'text', '', 0, 0)`)
  t.equal(places.firstAfter('c1', 5, 0), 1, 'in an empty conversation the next one')
  // Other conversations take the numbers between.
  const seqs = [3, 4, 9, 10, 11, 20, 50, 51, 52, 53, 90]
  for (const [index, seq] of seqs.entries()) insert.run(seq, index + 1)
  for (let seq = 0; seq <= 100; seq++) {
    const expected = seqs.findIndex(each => each > seq)
    t.equal(places.firstAfter('c1', seq, seqs.length), expected === -1 ? seqs.length + 1 : expected + 1, `after ${seq}`)
  }
  t.same(places.seqsFrom('c1', 3, 50, 10), [9, 10, 11, 20, 50])
  t.same(places.seqsFrom('c1', 3, 50, 2), [9, 10])
})
