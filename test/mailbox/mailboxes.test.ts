import t from 'tap'
import { MAILBOX_KEPT_MS, type Look } from '#mailbox/mailboxes.ts'
import { TAB_KEPT_MS, YIELD_MS } from '#mailbox/polls.ts'
import { boxes, MAX_BYTES, MAX_EVENTS, note, type Note } from './boxes.ts'

function seqs (look: Look<Note, string>): number[] | 'behind' {
  return look.behind ? 'behind' : look.entries.map(({ seq }) => seq)
}

t.test('delivering takes nothing out: the same position asked twice gets the same answer', async t => {
  const { mailboxes, post } = boxes()
  mailboxes.open('ana')
  for (const seq of [1, 2, 3]) post(note(seq))
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 1, 1)), [2, 3])
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 1, 1)), [2, 3])
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 3, 1)), [])
})

t.test('a position before the mailbox was created is behind: the ledger must answer', async t => {
  const { mailboxes, post } = boxes({ head: 10 })
  mailboxes.open('ana')
  post(note(11))
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 9, 1)), 'behind')
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 10, 1)), [11])
})

t.test('a mailbox is bounded in events and bytes; a position before the bound is behind', async t => {
  const { mailboxes, post } = boxes({ budgetBytes: 1e9 })
  mailboxes.open('ana')
  for (let seq = 1; seq <= MAX_EVENTS + 5; seq++) post(note(seq))
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 4, 1)), 'behind')
  t.equal(seqs(mailboxes.look(mailboxes.open('ana'), 5, 1)).length, MAX_EVENTS)
  post(note(1_000, 'heavy', MAX_BYTES))
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 999, 1)), [1_000])
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 260, 1)), 'behind')
})

t.test('all mailboxes share a budget: those without polls are emptied first', async t => {
  const { mailboxes, park, post } = boxes({ budgetBytes: 1_000 })
  mailboxes.open('ben')
  park({ userId: 'ana' })
  for (let seq = 1; seq <= 4; seq++) post(note(seq, '', 100), ['ana', 'ben'])
  t.equal(mailboxes.bytes, 800)
  post(note(5, '', 150), ['ana', 'ben'])
  t.same(seqs(mailboxes.look(mailboxes.open('ben'), 1, 1)), 'behind')
  t.same(seqs(mailboxes.look(mailboxes.open('ben'), 5, 1)), [], 'at the head it is served again')
  t.ok(mailboxes.bytes <= 1_000)
})

t.test('a parked poll is woken by an event for its user, and by nobody else’s', async t => {
  const { park, post, mailboxes } = boxes()
  const { reasons } = park()
  post(note(1), ['ben'])
  t.same(reasons, [])
  t.equal(mailboxes.head, 1)
  post(note(2), ['ana'])
  t.same(reasons, ['news'])
})

t.test('D33 a session sends -> other polls wake at once, its own in a moment', async t => {
  const { clock, park, post } = boxes()
  const own = park({ sessionId: 's-ana', tab: 'page' })
  const ownTab = park({ sessionId: 's-ana', tab: 'another' })
  const held = park({ sessionId: 's-ana', isPatient: false, heldMax: 3 })
  const phone = park({ sessionId: 's-phone' })
  const ben = park({ userId: 'ben', sessionId: 's-ben' })
  post(note(1), ['ana', 'ben'], [], 's-ana')
  t.same([own, ownTab, held, phone, ben].map(({ reasons }) => reasons.length), [0, 0, 1, 1, 1])
  clock.advance(299)
  t.same([own, ownTab].map(({ reasons }) => reasons.length), [0, 0])
  clock.advance(1)
  t.same([own.reasons, ownTab.reasons], [['news'], ['news']])
})

t.test('D33 other news come meanwhile -> the poll of the sender wakes with both, and once', async t => {
  const { clock, park, post } = boxes()
  const own = park()
  post(note(1), ['ana'], [], 's-ana')
  post(note(2), ['ana'], [], 's-ana')
  t.same(own.reasons, [])
  post(note(3), ['ana'], [], 's-phone')
  t.same(own.reasons, ['news'])
  const again = park()
  clock.advance(2_000)
  t.same(again.reasons, [], 'no wake is left over')
})

t.test('D33 one commit with news of two sessions -> the polls of both wake at once', async t => {
  const { mailboxes, park } = boxes()
  const [own, phone] = [park(), park({ sessionId: 's-phone' })]
  mailboxes.post([[1, 's-ana'], [2, 's-phone'], [3, 's-ana']].map(([seq, sentBy]) => {
    return { entry: note(Number(seq)), recipients: ['ana'], forget: [], sentBy: String(sentBy) }
  }))
  t.same([own.reasons, phone.reasons], [['news'], ['news']])
})

t.test('D33 signals come meanwhile -> the poll of the sender wakes with them', async t => {
  const { mailboxes, park, post } = boxes()
  const own = park()
  post(note(1), ['ana'], [], 's-ana')
  mailboxes.signal('ana', 'typing', 'ben')
  t.same(own.reasons, ['news'])
})

t.test('all events of one commit are posted before any poll wakes', async t => {
  const { mailboxes, begin } = boxes()
  const poll = begin()
  const seen: Array<number[] | 'behind'> = []
  if (poll !== null) mailboxes.park(poll, 90_000, { wake () { seen.push(seqs(mailboxes.look(mailboxes.open('ana'), 0, 1))) } })
  mailboxes.post([1, 2, 3].map(seq => ({ entry: note(seq), recipients: ['ana'], forget: [] })))
  t.same(seen, [[1, 2, 3]])
})

t.test('a parked poll expires after its hold, and not a millisecond sooner', async t => {
  const { clock, park, mailboxes } = boxes()
  const { reasons } = park({}, 90_000)
  clock.advance(89_999)
  t.same(reasons, [])
  clock.advance(1)
  t.same(reasons, ['expire'])
  t.equal(mailboxes.parkedCount, 0)
})

t.test('a browser that leaves is dropped, and the event is not lost', async t => {
  const { park, post, mailboxes } = boxes()
  const { poll, reasons } = park()
  mailboxes.end(poll, 'leave')
  t.same(reasons, ['leave'])
  post(note(1))
  t.same(reasons, ['leave'], 'nobody is woken twice')
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 0, 1)), [1])
})

t.test('a newer poll of a tab supersedes the older; a late one is refused; the same n is a retry', async t => {
  const { park, begin } = boxes()
  const first = park({ tab: 'a', n: 1 })
  const second = park({ tab: 'a', n: 2 })
  t.same(first.reasons, ['supersede'])
  t.equal(begin({ tab: 'a', n: 1 }), null)
  const retry = park({ tab: 'a', n: 2 })
  t.same(second.reasons, ['supersede'])
  park({ tab: 'b', n: 1 })
  t.same(retry.reasons, [], 'another tab is not affected')
})

t.test('a poll still being answered is superseded too', async t => {
  const { begin } = boxes()
  const older = begin({ tab: 'a', n: 1 })
  begin({ tab: 'a', n: 2 })
  t.equal(older?.ended, 'supersede')
})

t.test('the highest n of a tab is remembered two minutes after its last poll', async t => {
  const { clock, mailboxes, begin } = boxes()
  const poll = begin({ tab: 'a', n: 9 })
  if (poll !== null) mailboxes.close(poll)
  clock.advance(TAB_KEPT_MS - 1)
  t.equal(begin({ tab: 'a', n: 1 }), null)
  clock.advance(1)
  t.not(begin({ tab: 'a', n: 1 }), null)
})

t.test('a third held poll of a browser makes the oldest yield, hidden pages first', async t => {
  const { mailboxes, park } = boxes()
  const visible = park({ tab: 'a', n: 1 })
  const hidden = park({ tab: 'b', n: 1, isActive: false })
  const third = park({ tab: 'c', n: 1 })
  t.same([visible.reasons, hidden.reasons, third.reasons], [[], ['yield'], []])
  const fourth = park({ tab: 'd', n: 1 })
  t.same([visible.reasons, third.reasons, fourth.reasons], [['yield'], [], []])
  t.equal(mailboxes.parkedCount, 2)
  t.equal(mailboxes.yieldMs(visible.poll), 2 * YIELD_MS, 'four tabs, two held: two wait')
})

t.test('a user holds at most twenty polls, over all their browsers', async t => {
  const { mailboxes, park } = boxes()
  const polls = Array.from({ length: 21 }, (_, index) => park({ sessionId: `s${index}` }))
  t.same(polls[0]?.reasons, ['yield'])
  t.equal(mailboxes.parkedCount, 20)
})

t.test('a full server parks no more', async t => {
  const { park } = boxes({ parkedMax: 2 })
  t.ok(park({ userId: 'ana', sessionId: 's1' }).isParked)
  t.ok(park({ userId: 'ben', sessionId: 's2' }).isParked)
  t.notOk(park({ userId: 'cho', sessionId: 's3' }).isParked)
})

t.test('ending a session ends its polls and no others', async t => {
  const { mailboxes, park, begin } = boxes()
  const mine = park({ sessionId: 's1' })
  const other = park({ sessionId: 's2' })
  const working = begin({ sessionId: 's1' })
  mailboxes.endSession('s1')
  t.same([mine.reasons, other.reasons, working?.ended], [['signed-out'], [], 'signed-out'])
})

t.test('draining answers every poll and leaves no timer behind', async t => {
  const { clock, mailboxes, park } = boxes()
  const polls = [park({ sessionId: 's1' }), park({ userId: 'ben', sessionId: 's2' })]
  mailboxes.drain()
  for (const { reasons } of polls) t.same(reasons, ['drain'])
  t.equal(mailboxes.parkedCount, 0)
  t.equal(clock.pending, 0)
})

t.test('the sweep drops mailboxes without polls, and only those', async t => {
  const { clock, mailboxes, park, begin } = boxes()
  park({ userId: 'ana' }, MAILBOX_KEPT_MS * 2)
  const left = begin({ userId: 'ben', sessionId: 's-ben' })
  if (left !== null) mailboxes.close(left)
  t.equal(mailboxes.count, 2)
  clock.advance(MAILBOX_KEPT_MS + 60_000)
  t.equal(mailboxes.count, 1)
  t.equal(mailboxes.parkedCount, 1)
})

t.test('a recalled text leaves every mailbox in the same step', async t => {
  const { mailboxes, post } = boxes()
  const box = mailboxes.open('ana')
  post(note(1, 'secret'))
  post(note(2, 'later'))
  const { forgotten } = box
  post(note(3, 'recall of 1'), ['ana'], [1])
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 0, 1)), 'behind')
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 1, 1)), [2, 3])
  t.not(box.forgotten, forgotten, 'an answer being drawn meanwhile must be drawn anew')
})

t.test('D15 a recalled text leaves the mailbox of a member who has left, too', async t => {
  const { mailboxes, post } = boxes()
  for (const name of ['ana', 'ben', 'cho']) mailboxes.open(name)
  post(note(1, 'secret'), ['ana', 'ben'])
  post(note(2, 'ben leaves'), ['ana', 'ben', 'cho'])
  t.same(seqs(mailboxes.look(mailboxes.open('ben'), 0, 1)), [1, 2], 'until now it could be told to this member')
  post(note(3, 'recall of 1'), ['ana'], [1])
  t.same(seqs(mailboxes.look(mailboxes.open('ben'), 0, 1)), 'behind')
  t.same(seqs(mailboxes.look(mailboxes.open('ben'), 1, 1)), [2])
  t.same(seqs(mailboxes.look(mailboxes.open('cho'), 0, 1)), [2], 'a mailbox that never had it keeps everything')
})

t.test('D15 a text that eve edited and then recalled leaves every mailbox, in all versions', async t => {
  const { mailboxes, post } = boxes()
  for (const name of ['ana', 'ben', 'cho', 'eve']) mailboxes.open(name)
  post(note(1, 'a version'), ['ana', 'eve'])
  post(note(2, 'something else'), ['ana', 'ben'])
  post(note(3, 'another version'), ['ana', 'cho', 'eve'])
  post(note(4, 'the last version'), ['cho', 'eve'])
  post(note(5, 'something else'), ['ana', 'ben', 'cho'])
  post(note(6, 'recall'), [], [1, 3, 4])
  const kept = (name: string, after: number) => seqs(mailboxes.look(mailboxes.open(name), after, 1))
  t.same([kept('ana', 2), kept('ana', 3)], ['behind', [5]])
  t.same([kept('ben', 0)], [[2, 5]], 'a mailbox that never had it keeps everything')
  t.same([kept('cho', 3), kept('cho', 4)], ['behind', [5]])
  t.same([kept('eve', 3), kept('eve', 4)], ['behind', []])
})

t.test('D15 too many events to name carried a text → no mailbox tells anything from before', async t => {
  const { mailboxes, post } = boxes()
  for (const name of ['ana', 'ben', 'cho']) mailboxes.open(name)
  post(note(1, 'secret'), ['ana', 'ben'])
  const { forgotten } = mailboxes.open('ben')
  post(note(2, 'recall'), ['ana', 'cho'], 'all')
  post(note(3, 'later'), ['ana', 'ben', 'cho'])
  const kept = (name: string, after: number) => seqs(mailboxes.look(mailboxes.open(name), after, 1))
  t.same([kept('ana', 0), kept('ana', 1)], ['behind', [2, 3]])
  t.same([kept('ben', 0), kept('ben', 1)], ['behind', [3]])
  t.same(kept('cho', 0), [2, 3], 'a mailbox that had nothing keeps everything')
  t.not(mailboxes.open('ben').forgotten, forgotten, 'an answer being drawn meanwhile must be drawn anew')
})

t.test('a reset drops every cache and makes every parked poll ask again', async t => {
  const { mailboxes, park, post } = boxes()
  const { reasons } = park()
  post(note(1), ['ben'])
  mailboxes.reset(7)
  t.same(reasons, ['news'])
  t.same(seqs(mailboxes.look(mailboxes.open('ana'), 1, 1)), 'behind')
  t.same([mailboxes.head, mailboxes.bytes], [7, 0])
})
