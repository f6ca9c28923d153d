import { nanoid } from 'nanoid'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Clock } from '#mailbox/clock.ts'
import { createConnectionTests } from '#domain/connection/connection-tests.ts'
import { createReading } from '#domain/site/reading.ts'
import { openWriting } from '#domain/site/writing.ts'
import { workedMs } from '#plugins/reading.ts'
import { createEventDrawer } from '#routes/delivery/draw-events.ts'
import { buildApp } from './app.ts'
import { createAssets } from './assets.ts'
import { boundsOf, type Config } from './config/config.ts'
import { openStore, type StoreOptions } from '#store/sqlite/open.ts'
import { createMessenger, type Messenger } from './messenger.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { createObserver } from './metrics/observer.ts'
import { openPeople, type People } from './people.ts'
import { startUpkeep } from './chores.ts'

/** Uses of sessions are written down this often; a crash loses no more of "last seen". */
const SETTLE_EVERY_MS = 60_000
/** A crash forgets what was written since: four MiB at the full rate of one user. */
const SAVE_EVERY_MS = 10_000

/** A recalled text is out of every file by then; each time costs up to a checkpoint, so that many recalls cost no more than one. */
const WIPE_EVERY_MS = 60_000

/** An event that one person is told, with its index entries and the longest name. */
const EVENT_BYTES = 512

/** Hours of events more or less do not matter; one long trim would. */
const TRIM_EVERY_MS = 3_600_000
const DAY_MS = 24 * 3_600_000

export interface HoldlineOptions {
  readonly database: Omit<StoreOptions, 'onFault'>
  readonly config: Config
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly random?: () => number
  readonly newId?: () => string
  /** Why this server should get no traffic, besides that it is stopping. */
  readonly notReady?: () => Promise<readonly string[]>
  readonly onSetUp?: (() => void) | undefined
}

export interface Holdline {
  readonly app: FastifyInstance
  readonly messenger: Messenger
  readonly people: People
  readonly metrics: Metrics
  /** D28: no traffic any more; every parked poll is answered, every sign-in that waits is refused. */
  drain (): void
  /** After the last answer: writes what waits and closes the database. */
  close (): Promise<void>
}

/** Everything but the port: the messenger, the people, HTTP over both. Throws what opening the database throws. */
export async function openHoldline (options: HoldlineOptions): Promise<Holdline> {
  const { database, config, clock, log, random = Math.random, newId = () => nanoid(16), notReady = async () => [] } = options
  const now = () => clock.now()
  const metrics = createMetrics()
  const reading = createReading({
    // Not `clock`, which may stand still in tests: requests that wait would wait for ever.
    now: () => performance.now(),
    worked: workedMs,
    after: (ms, run) => { if (ms <= 0) setImmediate(run); else setTimeout(run, ms) },
    perSecondMs: config.readMsPerSecond,
    burstMs: config.readBurstMs
  })
  const observer = createObserver(metrics, log)
  const store = await openStore({ ...database, onFault: observer.fault })
  const runs = await store.ledger.beginRun({ id: newId(), at: now() })
  const messenger = createMessenger({
    store,
    runs,
    clock,
    random,
    newId,
    maxHoldS: config.hold,
    bounds: boundsOf(config),
    limits: {
      parkedMax: config.polls,
      heldPerUser: config.pollsPerUser,
      heldPerBrowser: config.pollsPerBrowser,
      heldPerToken: config.pollsPerUser,
      maxEvents: config.mailboxEvents,
      maxBytes: config.mailboxKib * 1024,
      budgetBytes: config.mailboxesMib * 1024 * 1024
    },
    observer,
    toldEach: (userId, people) => writing.wrote(userId, people * EVENT_BYTES),
    takeTurn: (userId, work, isGone) => reading.run({ key: userId, isNetwork: false }, work, isGone),
    render: (userId, events, lang, isGone) => reading.run({ key: userId, isNetwork: false }, () => drawEvents(userId, events, lang), isGone)
  })
  const { mailboxes } = messenger
  metrics.gauge('holdline_polls_parked', 'Polls waiting now', () => mailboxes.parkedCount)
  metrics.gauge('holdline_mailboxes', 'Mailboxes in memory', () => mailboxes.count)
  metrics.gauge('holdline_mailbox_bytes', 'Bytes of events that mailboxes keep', () => mailboxes.bytes)

  const people = await openPeople({
    store,
    config,
    now,
    after: (ms, run) => clock.after(ms, run),
    random,
    newId,
    onSessionEnded: sessionId => mailboxes.endSession(sessionId),
    onSetUp: options.onSetUp
  })
  const writing = await openWriting({
    store: store.writing,
    now,
    perSecond: config.sendsPerSecond,
    burst: config.sendsBurst,
    dailyBytes: config.dailyMib * 1024 * 1024
  })
  const connectionTests = createConnectionTests({
    now,
    after: (ms, run) => clock.after(ms, run),
    newId,
    maxHoldS: config.hold,
    onBudget: (session, heldMax) => people.sessions.change(session, { heldMax })
  })
  const assets = createAssets()
  const drawEvents = createEventDrawer({ ...people, ...messenger, assets, now })
  const app = await buildApp({
    config,
    messenger,
    people,
    writing,
    reading,
    connectionTests,
    metrics,
    log,
    assets,
    now,
    newId,
    notReady: async () => mailboxes.isDraining ? ['stopping'] : await notReady()
  })
  await app.ready()

  const stopUpkeep = startUpkeep(clock, [
    { everyMs: SETTLE_EVERY_MS, run: () => people.sessions.settle('stale') },
    { everyMs: WIPE_EVERY_MS, run: () => store.wipe() },
    { everyMs: SAVE_EVERY_MS, run: () => writing.save('large') },
    { everyMs: TRIM_EVERY_MS, run: () => store.ledger.trim(now() - config.ledgerDays * DAY_MS) }
  ], error => log.error({ err: error }, 'fault'))

  return {
    app,
    messenger,
    people,
    metrics,
    drain () {
      people.attempts.close()
      messenger.drain()
    },

    async close () {
      stopUpkeep()
      await app.close()
      await people.sessions.settle('all')
      await writing.save('all')
      messenger.drain()
      await messenger.flush()
      await store.close()
    }
  }
}
