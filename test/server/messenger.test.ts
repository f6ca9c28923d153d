import { join } from 'node:path'
import t, { type Test } from 'tap'
import { StandingClock } from '#test/clock.ts'
import { createMessenger } from '#server/messenger.ts'
import { openStore } from '#store/sqlite/open.ts'
import type { Answer } from '../client/stage/scripts.ts'
import { Connection } from '../simulation/network/connection.ts'

const LIMITS = {
  parkedMax: 100, heldPerUser: 20, heldPerBrowser: 2, heldPerToken: 20, maxEvents: 256, maxBytes: 512 * 1024, budgetBytes: 1_000_000
}

let ids = 0

/** A messenger over a file, on a standing clock, with ana, ben and cho; ana and ben are contacts. */
async function opened (t: Test, { path = join(t.testdir({}), 'holdline.db'), clock = new StandingClock(), limits = LIMITS } = {}) {
  const faults: unknown[] = []
  const turns: unknown[] = []
  const newId = () => `i-${++ids}`
  const onFault = (error: unknown) => { faults.push(error) }
  const store = await openStore({ path, pragmas: ['synchronous = OFF'], onFault })
  const messenger = createMessenger({
    store,
    runs: await store.ledger.beginRun({ id: newId(), at: clock.now() }),
    clock,
    random: () => 0,
    newId,
    limits,
    maxHoldS: 90,
    async takeTurn (_userId, work) {
      const outcome = await work()
      turns.push(outcome)
      return outcome
    },
    render: { now: () => '', later: async () => '' },
    observer: {
      ended () {},
      resync () {},
      fault: onFault,
      answered () {},
      committed () {},
      resetTo () {}
    }
  })
  async function close (): Promise<void> {
    messenger.drain()
    await messenger.flush()
    await store.close()
  }
  t.teardown(close)

  async function pass (ms: number): Promise<void> {
    clock.advance(ms)
    for (let turn = 0; turn < 5; turn++) await new Promise(resolve => { setImmediate(resolve) })
  }
  /** Polls as that person's program does; without a hold it is answered at once. */
  async function poll (username: string, cursor: string): Promise<Answer> {
    let answer = ''
    const connection = new Connection(({ body }) => { answer = body })
    const query = { cursor, hold: '0' }
    messenger.polls({ userId: username, sessionId: username, kind: 'cookie', heldMax: null }, query, connection)
    await pass(0)
    return JSON.parse(answer) as Answer
  }
  async function meet (username: string, other: string): Promise<string> {
    await messenger.contacts.ask(username, other, '')
    await messenger.contacts.ask(other, username, '')
    return (await messenger.conversations.direct(username, other)).conversation.id
  }
  return { messenger, clock, faults, turns, path, pass, poll, meet, close }
}

async function people ({ messenger }: Awaited<ReturnType<typeof opened>>): Promise<void> {
  for (const username of ['ana', 'ben', 'cho']) {
    await messenger.store.accounts.create({
      id: username, username, displayName: username, passwordHash: '', isAdmin: false, language: null, timeZone: null
    }, null, 0)
  }
}

function presence (answer: Answer): unknown {
  return (answer.signals as { presence: unknown } | null)?.presence
}

t.test('S6 events that memory has dropped are read and prepared within their reader’s turn', async t => {
  const { messenger, turns, poll, meet, ...opening } = await opened(t, { limits: { ...LIMITS, maxEvents: 1 } })
  await people({ messenger, turns, poll, meet, ...opening })
  const { cursor } = await poll('ana', '')
  const conversationId = await meet('ana', 'ben')
  for (const n of [1, 2, 3]) await messenger.messages.send({ senderId: 'ben', conversationId, clientId: `client-${n}`, body: `text ${n}` })
  turns.length = 0
  const { events } = await poll('ana', cursor ?? '') as unknown as { events: unknown[] }
  t.ok(events.length > 3)
  const read = turns as Array<{ entries?: ReadonlyArray<{ json: string }> }>
  t.same(read.flatMap(({ entries = [] }) => entries.map(({ json }) => JSON.parse(json) as unknown)), events)
})

t.test('D26 two users who become contacts are told each other’s presence', async t => {
  const world = await opened(t)
  const { messenger, pass, poll, meet } = world
  await people(world)
  await pass(40_000)
  await poll('ben', messenger.cursorAt(0))
  const { cursor } = await poll('ana', messenger.cursorAt(0))
  t.same(presence(await poll('ana', cursor ?? '')), [], 'a stranger’s presence is not told')
  await meet('ana', 'ben')
  t.same(presence(await poll('ana', cursor ?? '')), [{ username: 'ben', state: 'online', lastSeenAt: null }])
})

t.test('D26 a user back from a long absence during the grace period is announced at its end', async t => {
  const before = await opened(t)
  await people(before)
  await before.meet('ana', 'ben')
  await before.close()
  before.clock.advance(3_600_000)
  const { messenger, pass, poll } = await opened(t, before)
  const { cursor } = await poll('ana', messenger.cursorAt(messenger.store.ledger.head()))
  await poll('ben', messenger.cursorAt(messenger.store.ledger.head()))
  await pass(15_000)
  await poll('ben', messenger.cursorAt(messenger.store.ledger.head()))
  t.same(presence(await poll('ana', cursor ?? '')), [], 'not during the grace period')
  await pass(16_000)
  t.same(presence(await poll('ana', cursor ?? '')), [{ username: 'ben', state: 'online', lastSeenAt: null }])
})

t.test('D13 delivered is told also when the message’s event was trimmed meanwhile', async t => {
  const world = await opened(t)
  const { messenger, clock, pass, poll, meet } = world
  await people(world)
  const conversationId = await meet('ana', 'ben')
  const { message } = await messenger.messages.send({ senderId: 'ana', conversationId, clientId: 'a-message', body: 'hello' })
  const { cursor } = await poll('ana', messenger.cursorAt(messenger.store.ledger.head()))
  await pass(60_000)
  await messenger.contacts.ask('cho', 'ben', '')
  t.equal(await messenger.store.ledger.trim(clock.now()), messenger.store.ledger.head() - 2, 'all but the newer ones')
  await poll('ben', messenger.cursorAt(messenger.store.ledger.head()))
  await pass(1_000)
  const { signals } = await poll('ana', cursor ?? '')
  t.match(signals, { receipts: [{ conversationId, username: 'ben', deliveredNo: message.no }] })
})

t.test('D9 the answer that reaches the head from the ledger brings the whole signal state, too', async t => {
  const before = await opened(t)
  await people(before)
  await before.meet('ana', 'ben')
  const cursor = before.messenger.cursorAt(0)
  await before.close()
  const { poll } = await opened(t, before)
  const answer = await poll('ana', cursor)
  t.ok(answer.events.length > 0, 'it tells the events before this run')
  t.match(answer, { more: false, signals: { receipts: [{ username: 'ben' }] } })
  t.match(await poll('ana', answer.cursor ?? ''), { status: 'idle' }, 'and nothing is left to tell')
})

t.test('the file is closed in order also when receipts cannot be saved', async t => {
  const world = await opened(t)
  const { messenger, poll, faults } = world
  await people(world)
  await world.meet('ana', 'ben')
  await poll('ben', messenger.cursorAt(messenger.store.ledger.head()))
  messenger.store.signals.advance = async () => { throw new Error('the disk is full') }
  await world.close()
  t.match(faults, [{ message: 'the disk is full' }])
  await t.rejects(messenger.contacts.ask('ana', 'cho', ''), { code: 'UNAVAILABLE' })
})

t.test('U72 typing that is over → a page’s first poll is not told of it', async t => {
  const world = await opened(t)
  const { messenger, pass, poll, meet } = world
  await people(world)
  const conversationId = await meet('ana', 'ben')
  await poll('ana', messenger.cursorAt(0))
  const typing = async () => {
    const { status, signals } = await poll('ana', messenger.cursorAt(messenger.store.ledger.head()))
    return [status, (signals as { typing: ReadonlyArray<{ username: string }> }).typing.map(({ username }) => username)]
  }
  await messenger.signals.typing('ben', conversationId)
  t.same(await typing(), ['events', ['ben']])
  await pass(6_000)
  t.same((await typing())[1], [])
})
