import type { IncomingMessage } from 'node:http'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type RawServerDefault, type RouteOptions } from 'fastify'
import type { Demo } from '#domain/site/demo.ts'
import { createEmojiTable } from '#domain/messages/emoji.ts'
import type { ConnectionTests } from '#domain/connection/connection-tests.ts'
import type { Reading } from '#domain/site/reading.ts'
import type { Writing } from '#domain/site/writing.ts'
import type { Faults } from '#domain/wire/faults/faults.ts'
import { createLedgerBooks } from '#domain/wire/ledger-book.ts'
import type { Comparisons } from '#domain/wire/played/comparison.ts'
import type { Plays } from '#domain/wire/played/plays.ts'
import type { Recorder } from '#domain/wire/recorder.ts'
import { bodies, BODY_LIMIT_BYTES } from '#plugins/bodies/bodies.ts'
import { streamed } from '#plugins/bodies/streamed.ts'
import { compression } from '#plugins/compression.ts'
import { errors, refuseAddress } from '#plugins/errors.ts'
import { forms } from '#plugins/forms.ts'
import { keptBytes } from '#plugins/kept-bytes.ts'
import { limits } from '#plugins/limits.ts'
import { methodQuery, takeMethod } from '#plugins/method-query.ts'
import { pageLimits, pages } from '#plugins/pages.ts'
import { reading } from '#plugins/reading.ts'
import { securityHeaders } from '#plugins/security-headers.ts'
import { serializerCompiler } from '#plugins/serialisation.ts'
import { createResolver } from '#plugins/session/resolver.ts'
import { createCookies, type Cookies } from '#plugins/session/session-cookie.ts'
import { session } from '#plugins/session/session.ts'
import { statics } from '#plugins/statics.ts'
import { validatorCompiler } from '#plugins/validation.ts'
import { streaming } from '#plugins/streaming.ts'
import { accountRoutes } from '#routes/api/account/accounts.ts'
import { exportRoutes } from '#routes/api/account/exports.ts'
import { basePathRoute, createBasePath } from '#routes/api/site/base-path.ts'
import { connectionRoutes } from '#routes/api/connection/connection.ts'
import { contactRoutes } from '#routes/api/people/contacts.ts'
import { labelRoutes } from '#routes/api/people/labels.ts'
import { conversationRoutes } from '#routes/api/conversations/conversations.ts'
import { groupInvitationRoutes } from '#routes/api/conversations/invitations.ts'
import { publicGroupRoutes } from '#routes/api/conversations/public-groups.ts'
import { groupInviteRoutes } from '#routes/api/conversations/invites.ts'
import { healthRoutes } from '#routes/api/site/health.ts'
import { memberRoutes } from '#routes/api/conversations/members.ts'
import { fileRoutes } from '#routes/api/files/files.ts'
import { ownFileRoutes } from '#routes/api/files/own-files.ts'
import { galleryRoutes } from '#routes/api/files/gallery.ts'
import { uploadRoutes } from '#routes/api/files/uploads.ts'
import { fileServing } from '#routes/api/files/serving.ts'
import { messageRoutes } from '#routes/api/messages/messages.ts'
import { mentionRoutes } from '#routes/api/messages/mentions.ts'
import { emojiRoutes } from '#routes/api/messages/emoji.ts'
import { forwardRoutes } from '#routes/api/messages/forwards.ts'
import { messageInfoRoutes } from '#routes/api/messages/info.ts'
import { pinRoutes } from '#routes/api/messages/pins.ts'
import { starRoutes } from '#routes/api/messages/stars.ts'
import { recallRoutes } from '#routes/api/messages/recalls.ts'
import { reactionRoutes } from '#routes/api/messages/reactions.ts'
import { searchRoutes } from '#routes/api/messages/search.ts'
import { pageRoutes } from '#routes/pages/index.ts'
import { exportDownload } from '#routes/pages/account/export.ts'
import { wireExport } from '#routes/pages/wire/wire-export.ts'
import { createExchanges } from '#routes/delivery/exchanges.ts'
import { createPollHandler, pollRoutes } from '#routes/delivery/poll-route.ts'
import { recording } from '#routes/delivery/recording.ts'
import { createSendHandler } from '#routes/delivery/send-route.ts'
import { sessionRoutes } from '#routes/api/account/sessions.ts'
import { snapshotRoutes } from '#routes/api/delivery/snapshot.ts'
import { linkRoutes } from '#routes/api/account/links.ts'
import { siteRoutes } from '#routes/api/site/site.ts'
import { tokenRoutes } from '#routes/api/account/tokens.ts'
import { comparisonRoutes } from '#routes/api/wire/comparison.ts'
import { sceneRoutes } from '#routes/api/wire/scenes.ts'
import { wireRoutes } from '#routes/api/wire/wire.ts'
import { faultRoutes } from '#routes/api/wire/faults.ts'
import { createOtherTabs } from '#routes/api/wire/other-tabs.ts'
import { createWireWaits } from '#routes/api/wire/wire-wait.ts'
import { referenceRoutes } from '#routes/api/site/reference.ts'
import type { Drawings } from '#views/parts/drawings.ts'
import type { Assets } from './assets/assets.ts'
import { ConfigError, type Config } from './config/config.ts'
import type { Admission } from './http/admission.ts'
import { connectionLimits, createConnections } from './http/connections.ts'
import type { Messenger } from './messenger.ts'
import type { Files } from './files/files.ts'
import type { Metrics } from './metrics/metrics.ts'
import { createExchangeCount } from './metrics/observer.ts'
import type { People } from './people.ts'
import { createHttpServer } from './http/http-server.ts'
import { systemClock } from './system-clock.ts'

const DAY_MS = 24 * 3_600_000

export interface AppNeeds {
  readonly config: Config
  readonly messenger: Messenger
  readonly people: People
  readonly writing: Writing
  readonly reading: Reading
  readonly admission: Admission
  readonly connectionTests: ConnectionTests
  readonly files: Files
  readonly after: (ms: number, run: () => void) => () => void
  readonly metrics: Metrics
  readonly log: FastifyBaseLogger
  readonly assets: Assets
  /** Demo mode; null on every other server. */
  readonly demo: Demo | null
  readonly drawings: Drawings
  readonly recorder: Recorder
  readonly faults: Faults
  readonly plays: Plays
  readonly comparisons: Comparisons
  /** Counts the texts that were recalled. */
  readonly erasures: () => number
  readonly now: () => number
  readonly newId: () => string
  /** Reasons for a load balancer to send no traffic here; empty: ready. */
  readonly notReady: () => Promise<readonly string[]>
}

/** Builds the Fastify app: the one list of plugins and routes, in order. Does not listen. */
export async function buildApp (needs: AppNeeds): Promise<FastifyInstance> {
  const { config, messenger, people, writing, admission, connectionTests, metrics, log, assets, demo, drawings, recorder, faults } = needs
  const { now, after, newId, plays, comparisons, files } = needs
  const { baseUrl } = config
  const base = createBasePath(baseUrl)
  const cookies = await cookiesOf(needs)
  const resolver = createResolver(people.sessions, cookies)
  const paid = new WeakSet<IncomingMessage>()
  const connections = createConnections(connectionLimits(config.polls, config.answersMib * 1024 * 1024))
  metrics.gauge('holdline_connections', 'Connections open now', () => connections.count)
  metrics.gauge('holdline_untaken_answer_bytes', 'Bytes of answers that their readers have not taken', () => connections.untakenBytes)
  const { mailboxes } = messenger
  metrics.gauge('holdline_polls_parked', 'Polls waiting now', () => mailboxes.parkedCount)
  metrics.gauge('holdline_mailboxes', 'Mailboxes in memory', () => mailboxes.count)
  metrics.gauge('holdline_mailbox_bytes', 'Bytes of events that mailboxes keep', () => mailboxes.bytes)
  const exchanges = createExchanges(log, createExchangeCount(metrics), connections.park)
  recorder.connect(isUsed => exchanges.observe(isUsed ? recorder : null))
  faults.connect({
    onUse: exchanges.intercept,
    expire: sessionId => mailboxes.expire(sessionId),
    openTabs: createOtherTabs({ ...messenger, exchanges, newId, heldMax: config.pollsPerBrowser })
  })
  const wireWaits = createWireWaits({ waits: messenger.waits, recorder })
  const playWaits = createWireWaits({ waits: messenger.waits, recorder: plays })
  const handlePoll = createPollHandler({
    base,
    resolver,
    exchanges,
    admit: admission.admit,
    isOneOfMany: socket => mailboxes.isOneOfMany(connections.userOf(socket)),
    polls: messenger.polls,
    know: connections.know,
    onFault: error => log.error({ err: error }, 'fault')
  })
  const handleSend = createSendHandler({
    base, baseUrl, resolver, exchanges, spend: writing.spend, paid, messages: messenger.messages, know: connections.know
  })
  const duplicates = metrics.counter('holdline_duplicate_sends_total', 'Sends told apart from new messages by their clientId')

  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    frameworkErrors: refuseAddress,
    // Else it loads compilers of its own that nothing uses.
    schemaController: {
      compilersFactory: { buildValidator: () => validatorCompiler as never, buildSerializer: () => serializerCompiler as never }
    },
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    rewriteUrl: request => takeMethod(request, base.below(request.url ?? '/')),
    serverFactory: handler => createHttpServer(handler, [
      handlePoll,
      handleSend
    ], { maxHoldS: config.hold, connections }) as RawServerDefault
  })
  app.server.on('connection', admission.accepted)
  // Skips the child logger of each request: our lines name the request, and most requests log nothing.
  app.setChildLoggerFactory(logger => logger)
  app.decorate('faults', faults)
  const routes: RouteOptions[] = []
  app.addHook('onRoute', route => { routes.push(route) })

  await app.register(errors)
  app.addHook('onResponse', exchanges.onResponse)
  await app.register(bodies, { budgetBytes: config.bodiesMib * 1024 * 1024, after: systemClock.after })
  await app.register(session, {
    sessions: people.sessions, attempts: people.attempts, cookies, resolver, baseUrl, now, signInsPerHour: config.signInsPerHour
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.viewer !== null) connections.know(request.raw.socket, request.viewer.userId)
    done()
  })
  await app.register(recording, { exchanges })
  await app.register(forms, { baseUrl, cookies })
  await app.register(methodQuery)
  await app.register(securityHeaders, { baseUrl })
  await app.register(reading, { reading: needs.reading })
  await app.register(limits, { settings: config, writing, paid })
  await app.register(statics, { assets })
  await app.register(pages, { site: people.site, assets, drawings, now, limits: pageLimits(config.maxFileBytes), baseUrl })
  await app.register(compression, { erasures: needs.erasures })
  await app.register(streaming)
  await app.register(keptBytes)

  await app.register(pollRoutes, { handle: handlePoll, exchanges })
  await app.register(async api => {
    await api.register(accountRoutes, people)
    await api.register(sessionRoutes, people)
    await api.register(tokenRoutes, people)
    await api.register(exportRoutes, { ...messenger, assets, showing: files.showing, now })
    await api.register(siteRoutes, people)
    await api.register(linkRoutes, { ...people, baseUrl })
    await api.register(snapshotRoutes, { snapshots: messenger.store.snapshots, cursorAt: messenger.cursorAt })
    await api.register(contactRoutes, messenger)
    await api.register(labelRoutes, messenger)
    await api.register(conversationRoutes, messenger)
    await api.register(memberRoutes, messenger)
    await api.register(groupInvitationRoutes, messenger)
    await api.register(publicGroupRoutes, messenger)
    await api.register(groupInviteRoutes, { ...people, baseUrl })
    await api.register(messageRoutes, { ...messenger, onDuplicate: () => duplicates.inc() })
    await api.register(mentionRoutes, messenger)
    await api.register(reactionRoutes, messenger)
    await api.register(pinRoutes, messenger)
    await api.register(ownFileRoutes, files)
    await api.register(galleryRoutes, { ...people, ...messenger })
    await api.register(starRoutes, messenger)
    await api.register(messageInfoRoutes, messenger)
    await api.register(forwardRoutes, messenger)
    await api.register(recallRoutes, messenger)
    await api.register(emojiRoutes, messenger)
    await api.register(searchRoutes, messenger)
    await api.register(wireRoutes, { recorder, wireWaits, baseUrl })
    await api.register(faultRoutes, { faults })
    await api.register(sceneRoutes, { plays, playWaits, demo })
    const comparisonWaits = createWireWaits({ waits: messenger.waits, recorder: comparisons })
    await api.register(comparisonRoutes, { comparisons, comparisonWaits, demo })
    await api.register(async uploads => {
      await uploads.register(streamed, { after })
      await uploads.register(fileRoutes, files)
      await uploads.register(uploadRoutes, files)
    })
    await api.register(referenceRoutes, { routes })
  }, { prefix: '/api' })
  await app.register(fileServing, files)
  await app.register(connectionRoutes, { prefix: '/connection/test', connectionTests, baseUrl })
  const { erasures, messenger: { signals, store: { snapshots, repeats, ledger } } } = needs
  const ledgerBooks = createLedgerBooks(ledger, signals)
  const emojiTable = createEmojiTable(assets.emoji)
  await app.register(pageRoutes, {
    ...{ ...people, ...messenger, ...files, connectionTests, recorder, wireWaits, playWaits, plays, comparisons },
    ...{ ledgerBooks, emojiTable, demo, after, baseUrl, resolver, snapshots, repeats, erasures, newId, now }
  })
  await app.register(wireExport, { ...people, recorder, ledgerBooks, demo, assets, baseUrl, erasures })
  await app.register(exportDownload, { ...messenger, assets, showing: files.showing, now })
  await app.register(healthRoutes, {
    notReady: needs.notReady,
    metrics,
    metricsToken: config.metricsToken,
    isBehindProxy: baseUrl !== null || config.trustedProxies.length > 0
  })
  refuseOwnName(base.path.split('/')[1] ?? '', routes)
  await app.register(basePathRoute, { base })
  return app
}

// Accepts former cookie names for as long as a session may idle: by then every browser has been given today's name, or is signed out.
async function cookiesOf ({ config: { baseUrl, sessionIdleDays }, people: { site, instance }, now }: AppNeeds): Promise<Cookies> {
  const isHostOnly = baseUrl?.protocol === 'https:' && baseUrl.pathname === '/'
  const until = isHostOnly ? await site.since('hostCookies') + sessionIdleDays * DAY_MS : Infinity
  return createCookies({ instance, isHostOnly, takesOld: () => now() < until })
}

// Below `/api/`, say, it would be ambiguous whether a proxy has stripped the sub-path of `/api/me`.
function refuseOwnName (name: string, routes: readonly RouteOptions[]): void {
  if (name !== '' && routes.some(({ url }) => url.split('/')[1] === name)) throw new ConfigError(`The base URL cannot begin with /${name}/: Holdline has addresses of its own there. Choose another path.`)
}
