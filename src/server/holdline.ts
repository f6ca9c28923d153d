import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { nanoid } from 'nanoid'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Clock } from '#mailbox/clock.ts'
import { createConnectionTests } from '#domain/connection/connection-tests.ts'
import { createReading } from '#domain/site/reading.ts'
import { openWriting } from '#domain/site/writing.ts'
import { workedMs } from '#plugins/reading.ts'
import { createEventDrawer } from '#routes/delivery/draw-events.ts'
import { openStore, type StoreOptions } from '#store/sqlite/open.ts'
import { addressesOf } from './address.ts'
import { buildApp } from './app.ts'
import { createAssets } from './assets.ts'
import { choresOf, startChores } from './chores.ts'
import { boundsOf, limitsOf, type Config } from './config/config.ts'
import { takeCommands } from './data-folder/commands-socket.ts'
import { freeShare, troubles } from './data-folder/disk.ts'
import { folderAt, holdFolder } from './data-folder/folder.ts'
import type { Installation } from './installation.ts'
import { listen } from './listen.ts'
import { createMessenger, type Messenger } from './messenger.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { createObserver } from './metrics/observer.ts'
import { makeFirstAdmin, openPeople, type People } from './people.ts'
import { operationsOn } from './perform-operation.ts'
import { systemClock } from './system-clock.ts'

/** Time for the last bytes of parked polls, which are answered at once, before idle connections are closed. */
const GOODBYE_MS = 100
/** Connections that are still open then, of slow readers or half-sent bodies, are cut: the exit takes under 10 s (D28). */
const CUT_MS = 7_000
/** An event that one person is told, with its index entries and the longest name. */
const EVENT_BYTES = 512

export interface StartOptions {
  readonly installation: Installation
  readonly config: Config
  readonly log: FastifyBaseLogger
}

/** A server on its data folder and port. `setup`: the link to the first run; null when there is an admin. */
export interface Serving {
  readonly addresses: readonly string[]
  readonly setup: { readonly link: string, readonly minutes: number } | null
  /** Stops as D28 says. */
  stop (): Promise<void>
}

/** Starts to serve: the folder, Holdline, the port, commands. Throws OperatorError, DomainError, StoreError, with all of it undone. */
export async function startHoldline ({ installation, config, log }: StartOptions): Promise<Serving> {
  keepYoungGenerationSmall()
  const folder = folderAt(config.data)
  const letGo = holdFolder(folder, installation.nativeBinding)
  let holdline: Holdline | null = null
  let stopCommands = (): void => {}
  async function close (): Promise<void> {
    try {
      stopCommands()
      await holdline?.close()
    } finally {
      letGo()
    }
  }

  try {
    holdline = await openHoldline({
      installation,
      config,
      log,
      clock: systemClock,
      database: { path: folder.database },
      notReady: () => troubles(folder.path),
      onSetUp: () => rmSync(folder.setupLink, { force: true })
    })
    const { app, people, metrics, drain } = holdline
    metrics.gauge('holdline_disk_free_ratio', 'Free share of the disk under the data folder', () => freeShare(folder.path))
    await makeFirstAdmin(people, config)
    const addresses = addressesOf(config, await listen(app, config.listen))
    const operations = operationsOn(people, addresses[0] ?? '', folder.setupLink)
    stopCommands = await takeCommands(folder.socket, operations, error => log.error({ err: error }, 'fault'))

    return {
      addresses,
      setup: await people.accounts.hasAdmin() ? null : await operations.setupLink({}),
      async stop () {
        drain()
        await pause(GOODBYE_MS)
        const cut = setTimeout(() => app.server.closeAllConnections(), CUT_MS)
        await close()
        clearTimeout(cut)
      }
    }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Limits new objects to the room they have by now, 16 MB. Node would let it grow to 64, as parked polls outlive every collection: each then
 * copies megabytes and stops everything the longer, and a thousand polls cost 19 KiB each instead of 5 (bench/tried.md).
 */
function keepYoungGenerationSmall (): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

export interface HoldlineOptions extends StartOptions {
  readonly clock: Clock
  readonly database: Pick<StoreOptions, 'path' | 'pragmas'>
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
  /** Answers every parked poll, and refuses sign-ins that wait. Readiness fails from now on. */
  drain (): void
  /** Finishes what is being answered, writes what waits and closes the store. */
  close (): Promise<void>
}

/** Opens Holdline without folder and port: the store, a run, the messenger, people, HTTP, chores. Throws ConfigError, StoreError. */
export async function openHoldline (options: HoldlineOptions): Promise<Holdline> {
  const { installation, database, config, clock, log, random = Math.random, newId = () => nanoid(16), notReady = async () => [] } = options
  const now = () => clock.now()
  const metrics = createMetrics()
  const observer = createObserver(metrics, log)
  const store = await openStore({ ...database, nativeBinding: installation.nativeBinding, onFault: observer.fault })
  const runs = await store.ledger.beginRun({ id: newId(), at: now() })
  const reading = createReading({
    // Not `clock`, which may stand still in tests: requests that wait would wait for ever.
    now: () => performance.now(),
    worked: workedMs,
    after: (ms, run) => { if (ms <= 0) setImmediate(run); else setTimeout(run, ms) },
    perSecondMs: config.readMsPerSecond,
    burstMs: config.readBurstMs
  })
  const messenger = createMessenger({
    store,
    runs,
    clock,
    random,
    newId,
    maxHoldS: config.hold,
    bounds: boundsOf(config),
    limits: limitsOf(config),
    observer,
    toldEach: (userId, people) => writing.wrote(userId, people * EVENT_BYTES),
    takeTurn: (userId, work, isGone) => reading.run({ key: userId, isNetwork: false }, work, isGone),
    render: (userId, events, lang, isGone) => reading.run({ key: userId, isNetwork: false }, () => drawEvents(userId, events, lang), isGone)
  })
  const people = await openPeople({
    store, config, clock, random, newId, onSessionEnded: id => messenger.mailboxes.endSession(id), onSetUp: options.onSetUp
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
  const assets = createAssets(installation.read)
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
    notReady: async () => messenger.mailboxes.isDraining ? ['stopping'] : await notReady()
  })
  await app.ready()
  const stopChores = startChores(clock, choresOf(store, people, writing, clock, config.ledgerDays), observer.fault)

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
      stopChores()
      await app.close()
      await people.sessions.settle('all')
      await writing.save('all')
      messenger.drain()
      await messenger.flush()
      await store.close()
    }
  }
}
