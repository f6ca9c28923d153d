import t from 'tap'
import { boxes, note } from './boxes.ts'

const PEOPLE = ['ana', 'ben', 'cho', 'dan', 'eve']
/** More than are told before others. */
const CROWD = Array.from({ length: 50 }, (_, n) => `p${n}`)

/** Everybody but eve parked, and a turn that is over after `left` of them were woken. */
function fanOut (left: number) {
  const opened = boxes()
  const parked = PEOPLE.slice(0, 4).map(userId => opened.park({ userId, sessionId: `s-${userId}` }))
  opened.turn.left = left
  return { ...opened, parked, woken: () => parked.map(({ reasons }) => reasons.length) }
}

t.test('D6 a fan-out longer than a turn → posted at once, woken in order over the next turns', async t => {
  const { clock, turn, mailboxes, post, woken } = fanOut(2)
  post(note(1), PEOPLE)
  t.same([woken(), mailboxes.dueCount], [[1, 1, 0, 0], 2])
  t.equal(mailboxes.head, 1)
  t.match(mailboxes.look(mailboxes.open('dan'), 0, 1), { entries: [{ seq: 1 }] }, 'a poll that comes meanwhile finds it')
  turn.left = 1
  t.ok(clock.runNext(clock.now()))
  t.same([woken(), mailboxes.dueCount], [[1, 1, 1, 1], 0])
  turn.left = Infinity
  clock.advance(1_000)
  t.same(woken(), [1, 1, 1, 1], 'each once')
})

t.test('D6 a turn that is over already → one is woken in each turn all the same', async t => {
  const { clock, turn, post, woken } = fanOut(0)
  post(note(1), PEOPLE)
  t.same(woken(), [0, 0, 0, 0])
  t.ok(clock.runNext(clock.now()))
  t.same(woken(), [1, 0, 0, 0])
  t.ok(clock.runNext(clock.now()))
  t.same(woken(), [1, 1, 0, 0])
  turn.left = Infinity
  clock.advance(0)
  t.same(woken(), [1, 1, 1, 1])
})

t.test('D6 more is posted while some wait → one wake for all of it, and nobody overtakes', async t => {
  const { clock, turn, post, woken } = fanOut(1)
  post(note(1), PEOPLE)
  post(note(2), ['dan', 'ana'])
  t.same(woken(), [1, 0, 0, 0], 'dan waits behind cho')
  turn.left = Infinity
  clock.advance(0)
  t.same(woken(), [1, 1, 1, 1])
})

t.test('D6 a message to few comes while many wait → its readers are woken before them', async t => {
  const { clock, turn, mailboxes, post, woken } = fanOut(1)
  post(note(1), [...PEOPLE, ...CROWD])
  t.same(woken(), [1, 0, 0, 0])
  post(note(2), ['dan'])
  turn.left = 0
  t.ok(clock.runNext(clock.now()))
  t.same(woken(), [1, 0, 0, 1], 'dan, who waited for the other message as well')
  t.ok(clock.runNext(clock.now()))
  t.same([woken(), mailboxes.dueCount], [[1, 1, 0, 1], 1], 'then in order')
  turn.left = Infinity
  clock.advance(0)
  t.same(woken(), [1, 1, 1, 1], 'each once')
})

t.test('D6 an event told to many → their next polls come back as many, those of a talk do not', async t => {
  const { mailboxes, post, park, begin } = boxes()
  park()
  park({ userId: 'ben', sessionId: 's-ben' })
  post(note(1), ['ana', ...Array.from({ length: 50 }, (_, n) => `away-${n}`)])
  post(note(2), ['ben'])
  t.same(['ana', 'ben', 'away-1'].map(userId => mailboxes.isOneOfMany(userId)), [true, false, false])
  begin({ n: 1 })
  t.notOk(mailboxes.isOneOfMany('ana'), 'one has come')
  post(note(3), ['ana', ...Array.from({ length: 50 }, (_, n) => `away-${n}`)])
  post(note(4))
  t.notOk(mailboxes.isOneOfMany('ana'), 'the latest was told to her alone')
})

t.test('D6 many wait while others talk without end → one of them is woken after each four', async t => {
  const { clock, turn, post, park } = boxes()
  const [many = [], talking = []] = [PEOPLE, CROWD].map(people => people.map(userId => park({ userId, sessionId: `s-${userId}` })))
  const woken = (polls: typeof many) => polls.filter(({ reasons }) => reasons.length > 0).length
  turn.left = 0
  post(note(1), [...PEOPLE, ...Array.from({ length: 50 }, (_, n) => `away-${n}`)])
  for (const [index, userId] of CROWD.entries()) post(note(2 + index), [userId])
  turn.left = 20
  t.ok(clock.runNext(clock.now()))
  t.same([woken(talking), woken(many)], [17, 4])
})

t.test('D21 two pages of one browser poll → one post wakes both', async t => {
  const { mailboxes, park, post } = boxes()
  const pages = ['one', 'two'].map(tab => park({ userId: 'ana', sessionId: 's-ana', tab }))
  post(note(1), ['ana'])
  t.same(pages.map(({ reasons }) => reasons), [['news'], ['news']])
  t.equal(mailboxes.dueCount, 0)
})

t.test('D29 a poll leaves, or its session ends, before its turn → it is not woken for news', async t => {
  const { clock, mailboxes, post, parked } = fanOut(1)
  post(note(1), PEOPLE)
  const [, ben, cho, dan] = parked
  if (ben !== undefined) mailboxes.close(ben.poll)
  mailboxes.endSession('s-cho')
  clock.advance(1_000)
  t.same([ben, cho, dan].map(each => each?.reasons), [[], ['signed-out'], ['news']])
})

t.test('D28 the server stops in between → the rest is answered drain, and nothing goes on', async t => {
  const { clock, mailboxes, post, parked } = fanOut(1)
  post(note(1), PEOPLE)
  mailboxes.drain()
  clock.advance(1_000)
  t.same(parked.map(({ reasons }) => reasons), [['news'], ['drain'], ['drain'], ['drain']])
  t.equal(mailboxes.dueCount, 0)
})

t.test('D15 a recall comes before the turn of a poll → the text is in no mailbox any more', async t => {
  const { clock, mailboxes, begin, turn, post } = fanOut(0)
  const poll = begin({ userId: 'eve', sessionId: 's-eve' })
  const seen: unknown[] = []
  if (poll !== null) mailboxes.park(poll, 90_000, { wake: () => seen.push(mailboxes.look(poll.box, 0, 1)) })
  post(note(1, 'a secret'), PEOPLE)
  post(note(2, 'recalled'), PEOPLE, [1])
  turn.left = Infinity
  clock.advance(0)
  t.match(seen, [{ behind: true, lacksEvents: true }])
})

t.test('D33 the sender’s poll waits for its turn, and then for more', async t => {
  const { clock, turn, post, park } = fanOut(0)
  const phone = park({ userId: 'ana', sessionId: 's-phone' })
  const own = park({ userId: 'ana', sessionId: 's-ana' })
  post(note(1), ['ana'], [], 's-ana')
  turn.left = Infinity
  clock.advance(0)
  t.same([phone.reasons, own.reasons], [['news'], []])
  clock.advance(1_000)
  t.same(own.reasons, ['news'])
})

t.test('D33 news of another session come before the turn → the sender’s poll waits no longer', async t => {
  const { clock, turn, post, park } = fanOut(0)
  const own = park({ userId: 'ana', sessionId: 's-ana' })
  post(note(1), ['ana'], [], 's-ana')
  post(note(2), ['ana'], [], 's-ben')
  turn.left = Infinity
  clock.advance(0)
  t.same(own.reasons, ['news'])
})

t.test('D33 the wait ends while no poll is parked → the next message begins another', async t => {
  const { clock, mailboxes, post, park } = boxes()
  const first = park()
  post(note(1), ['ana'], [], 's-ana')
  mailboxes.close(first.poll)
  clock.advance(1_000)
  const next = park()
  post(note(2), ['ana'], [], 's-ana')
  clock.advance(1_000)
  t.same(next.reasons, ['news'])
})

t.test('D9 quiet times of many end in one turn → their polls wake over the next ones', async t => {
  const { clock, turn, mailboxes, woken } = fanOut(Infinity)
  for (const userId of PEOPLE) {
    const box = mailboxes.open(userId)
    mailboxes.hush(box, mailboxes.signalVersion)
    mailboxes.signal(userId, 'p', 'online')
  }
  clock.advance(1_999)
  turn.left = 1
  t.ok(clock.runNext(clock.now() + 1))
  for (let timers = 1; timers < PEOPLE.length; timers++) clock.runNext(clock.now())
  t.same(woken(), [1, 0, 0, 0])
  clock.advance(0)
  t.same(woken(), [1, 1, 1, 1])
})
