import t from 'tap'
import type { Stretch } from '#domain/delivery/ledger.ts'
import { createLedgerBooks } from '#domain/wire/ledger-book.ts'

/** A ledger of messages with these seqs, which counts how often it is read. */
function stage (count: number, trimmedTo = 0) {
  let [head, reads] = [count, 0]
  const books = createLedgerBooks({
    head: () => head,
    trimmedTo: () => trimmedTo,
    async after (_userId, seq, limit): Promise<Stretch> {
      reads++
      const toSeq = Math.min(head, seq + limit)
      const events = Array.from({ length: toSeq - seq }, (_, at) => ({ seq: seq + at + 1, type: 'conversation-settings', at: 0 })) as unknown as Stretch['events']
      return { events, toSeq, more: toSeq < head }
    }
  }, { deliveredTo: async () => head })
  return { books, say (more: number) { head += more }, reads: () => reads }
}

t.test('looks again and again -> each event is read once', async t => {
  const { books, say, reads } = stage(150)
  t.match(await books('ana', 20), { fromSeq: 20, toSeq: 150, lines: { length: 130 } })
  t.equal(reads(), 2)
  await books('ana', 20)
  t.equal(reads(), 2, 'nothing new, nothing read')
  say(1)
  t.match(await books('ana', 30), { fromSeq: 20, toSeq: 151, lines: { length: 131 } })
  t.equal(reads(), 3)
  t.match((await books('ana', 10)).fromSeq, 10, 'from further back it begins anew')
})

t.test('a ledger of 10,000 events -> a look reads 500, the next ones the rest, and 4,000 are kept', async t => {
  const { books } = stage(10_000)
  t.equal((await books('ana', 0)).toSeq, 500)
  for (let look = 0; look < 20; look++) await books('ana', 9_000)
  t.match(await books('ana', 9_000), { toSeq: 10_000 })
  let part = await books('ben', 0)
  while (part.toSeq < 10_000) part = await books('ben', part.fromSeq)
  t.match(part, { fromSeq: 6_000, lines: { length: 4_000 } })
})

t.test('two looks at once -> no event twice', async t => {
  const { books } = stage(250)
  const [one, other] = await Promise.all([books('ana', 0), books('ana', 0)])
  const seqs = (await books('ana', 0)).lines.map(({ seq }) => seq)
  t.equal(new Set(seqs).size, seqs.length)
  t.ok(one.toSeq <= 250 && other.toSeq <= 250)
})

t.test('a trimmed ledger -> begins where it does; no exchange that tells of it -> empty', async t => {
  const { books } = stage(150, 100)
  t.match(await books('ana', 20), { fromSeq: 100, lines: { length: 50 } })
  t.same(await books('ben', Infinity), { fromSeq: 0, toSeq: 0, lines: [], ackedSeq: 0 })
})
