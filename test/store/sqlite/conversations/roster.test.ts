import t from 'tap'
import { Database } from '#store/sqlite/database.ts'
import { createRoster } from '#store/sqlite/conversations/roster.ts'

/** A roster, and a way to change memberships without telling it. */
function open (t: { teardown: (done: () => void) => void }, idsMax?: number) {
  const database = new Database({ path: ':memory:', pragmas: ['foreign_keys = OFF'] })
  t.teardown(() => database.close())
  const join = database.statement<[string, string]>(`
    INSERT INTO memberships (conversation_id, user_id, joined_seq, joined_no, role) VALUES (?, ?, 1, 1, 'member')`)
  const leave = database.statement<[string, string]>(`
    UPDATE memberships SET left_seq = 2, left_no = 2 WHERE conversation_id = ? AND user_id = ?`)
  return { roster: createRoster(database, idsMax), join, leave }
}

t.test('current members → read once and cached, in id order', t => {
  const { roster, join, leave } = open(t)
  join.run('tea', 'ben')
  join.run('tea', 'ana')
  join.run('tea', 'cho')
  leave.run('tea', 'cho')
  const members = roster.of('tea')
  t.same(members, ['ana', 'ben'])
  join.run('tea', 'eve')
  t.equal(roster.of('tea'), members, 'not read again')
  roster.changed('tea')
  t.same(roster.of('tea'), ['ana', 'ben', 'eve'], 'read again after a change')
  t.end()
})

t.test('people come → put among those who were there, who are not read again', t => {
  const { roster, join, leave } = open(t)
  for (const user of ['ben', 'dee']) join.run('tea', user)
  const before = roster.of('tea')
  leave.run('tea', 'dee')
  roster.joined('tea', ['eve', 'ana'], 7)
  t.same(roster.of('tea'), ['ana', 'ben', 'dee', 'eve'])
  t.same(before, ['ben', 'dee'], 'an array that was given out stays')
  t.equal(roster.newestJoinedNo('tea'), 7)
  roster.undone()
  t.same(roster.of('tea'), ['ben'], 'read again when the unit was rolled back')
  roster.joined('milk', ['cho'], 1)
  t.same(roster.of('milk'), [], 'one that nobody had asked for is read')
  t.end()
})

t.test('read inside a unit that rolled back → read again', t => {
  const { roster, join, leave } = open(t)
  join.run('tea', 'ana')
  join.run('milk', 'ben')
  const milk = roster.of('milk')
  roster.undone()
  t.equal(roster.of('milk'), milk, 'no membership had changed: the cache is kept')
  leave.run('tea', 'ana')
  roster.changed('tea')
  t.same(roster.of('tea'), [])
  join.run('tea', 'eve')
  roster.undone()
  t.same(roster.of('tea'), ['eve'])
  t.end()
})

t.test('too many ids → the oldest rosters are dropped', t => {
  const { roster, join } = open(t, 5)
  for (const conversation of ['tea', 'milk', 'salt']) for (const user of ['ana', 'ben']) join.run(conversation, user)
  const [tea, milk, salt] = [roster.of('tea'), roster.of('milk'), roster.of('salt')]
  t.equal(roster.of('salt'), salt)
  t.equal(roster.of('milk'), milk)
  t.not(roster.of('tea'), tea, 'read again')
  t.same(roster.of('tea'), tea)
  t.end()
})
