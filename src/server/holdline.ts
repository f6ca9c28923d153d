import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { nanoid } from 'nanoid'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Clock } from '#mailbox/clock.ts'
import type { Demo } from '#domain/site/demo.ts'
import { createConnectionTests } from '#domain/connection/connection-tests.ts'
import { createReading } from '#domain/site/reading.ts'
import { openWriting } from '#domain/site/writing.ts'
import { createFaults } from '#domain/wire/faults/faults.ts'
import { createRecorder } from '#domain/wire/recorder.ts'
import { pageLimits } from '#plugins/pages.ts'
import { workedMs } from '#plugins/reading.ts'
import { Drawings } from '#views/parts/drawings.ts'
import { createEventDrawer } from '#routes/delivery/draw-events.ts'
import type { MediaReader } from '#domain/files/media.ts'
import type { Store } from '#domain/store.ts'
import { bytesIn } from '#store/bytes/folder.ts'
import { openStore, type StoreOptions } from '#store/sqlite/open.ts'
import { addressesOf } from './address.ts'
import { buildApp } from './app.ts'
import { createAssets } from './assets/assets.ts'
import { choresOf, startChores } from './chores.ts'
import { boundsOf, limitsOf, type Config } from './config/config.ts'
import { takeCommands } from './data-folder/commands-socket.ts'
import { freeShare, troubles } from './data-folder/disk.ts'
import { folderAt, holdFolder } from './data-folder/folder.ts'
import type { Installation } from './installation.ts'
import { createAdmission } from './http/admission.ts'
import { listen } from './listen.ts'
import { keepYoungGenerationSmall, memoryBounds } from './memory.ts'
import { createFiles, filesFolder, plainReader, type Files } from './files/files.ts'
import { createMediaReader } from './files/media-reader.ts'
import { createMessenger, type Messenger } from './messenger.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { createObserver } from './metrics/observer.ts'
import { makeFirstAdmin, openPeople, type People } from './people.ts'
import { createComparisons } from './scenes/comparing/comparisons.ts'
import { createPlays } from './scenes/plays.ts'
import { operationsOn } from './perform-operation.ts'
import { systemClock } from './system-clock.ts'

/** Time for the answers of parked polls to leave, before idle connections are closed. */
const GOODBYE_MS = 100
/** Cuts connections that are still open then, of slow readers or half-sent bodies: the exit takes under 10 s (D28). */
const CUT_MS = 7_000
/** Bytes of an event for one person, with its index entries and the longest name. */
const EVENT_BYTES = 512

export interface StartOptions {
  readonly installation: Installation
  readonly config: Config
  readonly log: FastifyBaseLogger
  /** The world of a demo, which is played before the port is opened. */
  readonly demo?: DemoWorld | undefined
  /** The system's when missing. A scene of the wire view lets a month pass. */
  readonly clock?: Clock | undefined
}

/** A world that a demo shows: its people, its history, and the clock that is set back while the history is made. */
export interface DemoWorld extends Demo {
  readonly clock: Clock
  /** Whether `/readyz` may answer 200. */
  isOpen (): boolean
  play (holdline: Holdline): Promise<void>
}

/** A server on its data folder and port. `setup`: the link to the first run; null when there is an admin. */
export interface Serving {
  readonly addresses: readonly string[]
  readonly setup: { readonly link: string, readonly minutes: number } | null
  /** Stops as D28 says. */
  stop (): Promise<void>
}

/** Starts the folder, Holdline, the port and commands, in this order. Undoes all of it when a step throws. */
export async function startHoldline ({ installation, config, log, demo, clock = systemClock }: StartOptions): Promise<Serving> {
  keepYoungGenerationSmall()
  const folder = folderAt(config.data)
  const { nativeBinding, letGo } = holdFolder(folder, installation)
  const memory = memoryBounds()
  log.info(memory, `The heap may take ${memory.heapMib} of ${memory.memoryMib} MiB`)
  const media = createMediaReader({ program: installation.program, data: folder.path, clock })
  let holdline: Holdline | null = null
  let stopCommands = (): void => {}
  async function close (): Promise<void> {
    try {
      stopCommands()
      await holdline?.close()
    } finally {
      media.stop()
      letGo()
    }
  }

  try {
    holdline = await openHoldline({
      installation,
      config,
      log,
      demo,
      clock: demo?.clock ?? clock,
      database: { path: folder.database, nativeBinding },
      files: folder.files,
      media,
      notReady: async () => demo?.isOpen() === false ? ['starting'] : await troubles(folder.path),
      onSetUp: () => rmSync(folder.setupLink, { force: true })
    })
    const { app, people, metrics, drain } = holdline
    metrics.gauge('holdline_disk_free_ratio', 'Free share of the disk under the data folder', () => freeShare(folder.path))
    await makeFirstAdmin(people, config)
    await demo?.play(holdline)
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

export interface HoldlineOptions extends Omit<StartOptions, 'demo' | 'clock'> {
  readonly clock: Clock
  /** Demo mode; missing on every other server. */
  readonly demo?: Demo | undefined
  readonly database: Pick<StoreOptions, 'path' | 'pragmas' | 'nativeBinding' | 'log'>
  /** The folder of the bytes of files; a temporary one when missing. */
  readonly files?: string | undefined
  readonly media?: MediaReader | undefined
  readonly random?: () => number
  readonly newId?: () => string
  /** Reasons for a load balancer to send no traffic here, besides that it is stopping. */
  readonly notReady?: () => Promise<readonly string[]>
  readonly onSetUp?: (() => void) | undefined
}

export interface Holdline {
  readonly app: FastifyInstance
  readonly messenger: Messenger
  readonly files: Files
  readonly people: People
  readonly metrics: Metrics
  /** Answers every parked poll and refuses queued sign-ins. Readiness fails from now on. */
  drain (): void
  /** Finishes requests under way, writes what memory holds, and closes the store. */
  close (): Promise<void>
}

/** Opens Holdline without folder and port: the store, a run, the messenger, people, HTTP, chores. Throws ConfigError, StoreError. */
export async function openHoldline (options: HoldlineOptions): Promise<Holdline> {
  const { database, log } = options
  const metrics = createMetrics()
  const observer = createObserver(metrics, log)
  const store = await openStore({ ...database, onFault: observer.fault })
  try {
    return await openOn(store, observer, metrics, options)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function openOn (
  store: Store, observer: ReturnType<typeof createObserver>, metrics: Metrics, options: HoldlineOptions
): Promise<Holdline> {
  const { installation, config, clock, log, demo = null, media = plainReader } = options
  const { random = Math.random, newId = () => nanoid(16), notReady = async () => [] } = options
  const now = () => clock.now()
  const runs = await store.ledger.beginRun({ id: newId(), at: now() })
  const reading = createReading({
    // Real time: `clock` may stand still in tests, and queued requests would wait for ever.
    now: () => performance.now(),
    worked: workedMs,
    after: (ms, run) => { if (ms <= 0) setImmediate(run); else setTimeout(run, ms) },
    perSecondMs: config.readMsPerSecond,
    burstMs: config.readBurstMs
  })
  const drawings = new Drawings()
  const recorder = createRecorder({ now, after: (ms, run) => clock.after(ms, run) })
  const faults = createFaults({ recorder, now, after: (ms, run) => clock.after(ms, run), isDemo: demo !== null, restart: demo?.restart })
  const plays = createPlays({ program: installation.program, newId })
  const comparisons = createComparisons({ program: installation.program })
  let erasures = 0
  const admission = createAdmission({ isTurnOver: () => clock.isTurnOver(), isWaking: () => messenger.mailboxes.dueCount > 0 })
  const messenger = createMessenger({
    store,
    runs,
    clock,
    random,
    newId,
    maxHoldS: config.hold,
    bounds: boundsOf(config),
    windows: () => people.site.get(),
    mayBePublic: () => people.site.get().publicGroups,
    limits: limitsOf(config),
    observer,
    comingCount: () => admission.count,
    toldEach: (userId, people) => writing.wrote(userId, people * EVENT_BYTES),
    takeTurn: (userId, work, isGone) => reading.run({ key: userId, isNetwork: false }, work, isGone),
    render: {
      now: (userId, events, lang) => drawer.now(userId, events, lang),
      later: (userId, events, lang, isGone) =>
        reading.run({ key: userId, isNetwork: false }, () => drawer.later(userId, events, lang), isGone)
    },
    onErased () {
      erasures += 1
      drawings.clear()
      recorder.erase()
      faults.erase()
    },
    onSessionOver: id => faults.forget(id)
  })
  const people = await openPeople({
    store, config, clock, random, newId, onSessionEnded: id => messenger.endSession(id), onSetUp: options.onSetUp
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
  const folder = filesFolder(options.files)
  const files = createFiles({ store, bytes: bytesIn(folder.path), media, config, now, newId })
  const assets = createAssets(installation)
  const drawer = createEventDrawer({ ...people, ...messenger, assets, drawings, now, limits: pageLimits(config.maxFileBytes) })
  const app = await buildApp({
    config,
    messenger,
    people,
    writing,
    reading,
    admission,
    connectionTests,
    files,
    after: (ms, run) => clock.after(ms, run),
    metrics,
    log,
    assets,
    demo,
    drawings,
    recorder,
    faults,
    plays,
    comparisons,
    erasures: () => erasures,
    now,
    newId,
    notReady: async () => messenger.mailboxes.isDraining ? ['stopping'] : await notReady()
  })
  await app.ready()
  const stopChores = startChores(clock, choresOf({ store, people, writing, files, clock, ledgerDays: config.ledgerDays }), observer.fault)

  return {
    app,
    messenger,
    files,
    people,
    metrics,
    drain () {
      people.attempts.close()
      people.deletions.stop()
      faults.close()
      messenger.drain()
    },

    async close () {
      stopChores()
      people.deletions.stop()
      await plays.stop()
      await comparisons.stop()
      await app.close()
      await people.sessions.settle('all')
      await writing.save('all')
      messenger.drain()
      await messenger.flush()
      await store.close()
      folder.drop()
    }
  }
}
