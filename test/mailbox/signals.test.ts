import t from 'tap'
import { SIGNAL_MAX_KEYS, SIGNAL_QUIET_MS, SignalBoard } from '#mailbox/signals.ts'
import { PRESENCE_GRACE_MS, PRESENCE_LINGER_MS } from '#mailbox/presence.ts'
import type { Look } from '#mailbox/mailboxes.ts'
import { boxes, type Note } from './boxes.ts'

function told (look: Look<Note, string>): readonly string[] | 'behind' {
  return look.behind ? 'behind' : look.signals
}

function reached (look: Look<Note, string>): number | 'behind' {
  return look.behind ? 'behind' : look.signal
}

t.test('the latest signal of a key wins, and each is told once per cursor', async t => {
  const { mailboxes } = boxes()
  mailboxes.open('ana')
  const start = mailboxes.signalVersion
  mailboxes.signal('ana', 'ben', 'typing')
  mailboxes.signal('ana', 'ben', 'idle')
  mailboxes.signal('ana', 'cho', 'typing')
  t.same(told(mailboxes.look(mailboxes.open('ana'), 0, start)), ['idle', 'typing'])
  t.same(told(mailboxes.look(mailboxes.open('ana'), 0, mailboxes.signalVersion)), [])
})

t.test('after news of signals alone the board pauses two seconds, then wakes parked polls', async t => {
  const { clock, mailboxes, park } = boxes()
  const { reasons, poll } = park()
  mailboxes.signal('ana', 'ben', 'one')
  t.same(reasons, ['news'])
  mailboxes.hush(mailboxes.open('ana'), mailboxes.signalVersion)
  const before = mailboxes.signalVersion
  mailboxes.park(poll, 90_000, { wake: reason => reasons.push(reason) })
  mailboxes.signal('ana', 'ben', 'two')
  mailboxes.signal('ana', 'ben', 'three')
  t.same(reasons, ['news'], 'held back')
  t.same(told(mailboxes.look(mailboxes.open('ana'), 0, before)), [])
  t.equal(reached(mailboxes.look(mailboxes.open('ana'), 0, before)), before, 'and held-back signals do not count as told')
  clock.advance(SIGNAL_QUIET_MS - 1)
  t.same(reasons, ['news'])
  clock.advance(1)
  t.same(reasons, ['news', 'news'])
  t.same(told(mailboxes.look(mailboxes.open('ana'), 0, before)), ['three'])
})

t.test('a pause that begins while the last one’s timer still runs ends on time', async t => {
  const { clock, mailboxes, park } = boxes()
  const { reasons, poll } = park()
  mailboxes.hush(mailboxes.open('ana'), mailboxes.signalVersion)
  mailboxes.signal('ana', 'ben', 'one')
  // Late timers, as on a busy machine.
  clock.jump(SIGNAL_QUIET_MS)
  mailboxes.hush(mailboxes.open('ana'), mailboxes.signalVersion)
  mailboxes.signal('ana', 'ben', 'two')
  clock.advance(SIGNAL_QUIET_MS - 1)
  t.same(reasons, [])
  clock.advance(1)
  t.same(reasons, ['news'])
  mailboxes.park(poll, 90_000, { wake: reason => reasons.push(reason) })
  mailboxes.signal('ana', 'ben', 'three')
  t.same(reasons, ['news', 'news'], 'after the pause nothing is held back')
})

t.test('signals told before the pause are told again to an older cursor', async t => {
  const { mailboxes } = boxes()
  mailboxes.open('ana')
  const start = mailboxes.signalVersion
  mailboxes.signal('ana', 'ben', 'one')
  mailboxes.hush(mailboxes.open('ana'), mailboxes.signalVersion)
  mailboxes.signal('ana', 'cho', 'two')
  t.same(told(mailboxes.look(mailboxes.open('ana'), 0, start)), ['one'])
  t.equal(reached(mailboxes.look(mailboxes.open('ana'), 0, start)), start + 1)
})

t.test('a clock set back does not lengthen the pause', async t => {
  const board = new SignalBoard<string>(0)
  board.hush(1_000_000, 0)
  t.equal(board.quietMs(0), SIGNAL_QUIET_MS)
})

t.test('a cursor from before the mailbox gets the whole state, with newer signals on top', async t => {
  const board = new SignalBoard<string>(5)
  t.equal(board.since(4, 0), null)
  board.set('cho', 'newer', 7)
  board.load(new Map([['ben', 'online'], ['cho', 'older']]), 6)
  t.same(board.since(-1, 0), ['online', 'newer'])
  t.same(board.since(6, 0), ['newer'])
})

t.test('a board’s keys are bounded; a cursor from before a dropped key gets the whole state', async t => {
  const board = new SignalBoard<number>(0)
  for (let version = 1; version <= SIGNAL_MAX_KEYS + 1; version++) board.set(`key ${version}`, version, version)
  t.equal(board.since(0, 0), null)
  t.equal(board.since(1, 0)?.length, SIGNAL_MAX_KEYS)
})

t.test('presence: nothing is announced in the first 30 s after a start', async t => {
  const { clock, announced, mailboxes, park } = boxes()
  park()
  t.same(announced, [])
  t.equal(mailboxes.presence.stateOf('ana'), 'online', 'but it is known')
  clock.advance(PRESENCE_GRACE_MS)
  park({ userId: 'ben', sessionId: 's-ben' })
  t.same(announced, [['ben', 'online']])
})

t.test('presence: a user stays online between two polls, and for 20 s after the last', async t => {
  const { clock, announced, park } = boxes()
  clock.advance(PRESENCE_GRACE_MS)
  park({}, 1_000)
  clock.advance(1_000)
  clock.advance(PRESENCE_LINGER_MS - 1)
  park({}, 1_000)
  clock.advance(1_000 + PRESENCE_LINGER_MS - 1)
  t.same(announced, [['ana', 'online']])
  clock.advance(1)
  t.same(announced, [['ana', 'online'], ['ana', 'offline']])
})

t.test('presence: away when every poll comes from a page that is hidden', async t => {
  const { clock, announced, park } = boxes()
  clock.advance(PRESENCE_GRACE_MS)
  park({ isActive: false }, 1_000)
  t.same(announced, [['ana', 'away']])
  park({ sessionId: 's2' }, 1_000)
  t.same(announced.at(-1), ['ana', 'online'])
  clock.advance(5_000)
  park({ isActive: false }, 1_000)
  t.same(announced.at(-1), ['ana', 'online'], 'a page in use was here a moment ago')
})

t.test('S5 a state with more keys than the bound is loaded once, and its last keys are told', async t => {
  const board = new SignalBoard<string>(5)
  t.equal(board.since(0, 0), null, 'it must be loaded')
  const state = Array.from({ length: SIGNAL_MAX_KEYS + 10 }, (_, index): [string, string] => [`key ${index}`, `value ${index}`])
  board.load(new Map(state), 5)
  t.same(board.since(0, 0), state.slice(10).map(([, value]) => value))
  board.set('one more', 'news', 6)
  t.equal(board.since(0, 0), null, 'the keys dropped since are missing')
  t.same(board.since(5, 0), ['news'])
  board.load(new Map(state), 6)
  t.equal(board.since(0, 0)?.length, SIGNAL_MAX_KEYS)
})
