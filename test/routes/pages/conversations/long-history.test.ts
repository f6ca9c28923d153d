import t, { type Test } from 'tap'
import { Statement } from '#store/sqlite/connections.ts'
import { statementsRun } from '#test/statements.ts'
import { world } from '#test/world.ts'

let rows = 0
const { all } = Statement.prototype
Object.defineProperty(Statement.prototype, 'all', {
  value (this: Statement<unknown[], unknown>, ...params: unknown[]): unknown[] {
    const found = all.apply(this, params)
    rows += found.length
    return found
  }
})
/** A receipt is found by halving (D13): a thousand times the length is ten steps more for each of the two people. */
const STEPS_MORE = 2 * 10
/** Sends that share a commit. */
const AT_ONCE = 2_000

/** Opens the conversation as its other member, with script and without, at its end, at the first unread and far back. */
async function opened (t: Test, messages: number) {
  const w = await world(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  for (let sent = 0; sent < messages; sent += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, messages - sent) }, (_, at) => sent + at)
    await Promise.all(some.map(at => w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: `client-${at}`, body: `line ${at}` })))
  }
  await w.messenger.conversations.read(ben.userId, id, messages - 50)
  const taken = []
  for (const query of ['', '?at=end', '?fragment=1', '?no=50', '?before=80', '?fragment=1&before=80']) {
    await ben.get(`/conversations/${id}${query}`)
    const [statements, before] = [statementsRun(), rows]
    t.equal((await ben.get(`/conversations/${id}${query}`)).status, 200)
    taken.push({ query, statements: statementsRun() - statements, rows: rows - before })
  }
  return taken
}

t.test('a conversation of 100,000 messages → opened by the statements and rows of one of 100', async t => {
  const short = await opened(t, 100)
  // The newest messages are kept in memory.
  t.ok(short.some(({ query, rows }) => query === '?before=80' && rows > 40), 'rows are counted')
  t.ok(short.every(({ statements }) => statements > 0), 'and so are statements')
  const long = await opened(t, 100_000)
  for (const [at, { query, statements, rows }] of long.entries()) {
    t.ok(statements <= (short[at]?.statements ?? 0) + STEPS_MORE, `${query}: ${statements} statements, of the short one ${short[at]?.statements}`)
    t.ok(rows <= (short[at]?.rows ?? 0), `${query}: ${rows} rows, of the short one ${short[at]?.rows}`)
  }
})
