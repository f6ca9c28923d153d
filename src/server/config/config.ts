import leven from 'leven'
import { Type, type Static, type TObject, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { ATTEMPTS_FREE, HASHES_WAITING } from '#domain/account/attempts.ts'
import { BOUNDS, type Bounds } from '#domain/site/bounds.ts'
import { PASSWORD_COST } from '#domain/account/passwords.ts'
import { SESSION_IDLE_DAYS } from '#domain/account/sessions.ts'
import { OperatorError } from '#server/operator-error.ts'
import { baseUrlOf, listenOf, networksOf } from './config-values.ts'

/** Declares a setting that is text. `config-values.ts` parses it; a `secret` one is never shown. */
function setting<T extends TSchema> (schema: T, why: string, extra: { secret?: true, default?: unknown } = {}): T {
  return { ...schema, description: why, ...extra }
}

function whole (minimum: number, maximum: number, value: number, why: string) {
  return Type.Integer({ minimum, maximum, default: value, description: why })
}

/**
 * Every setting, in the order `holdline serve --help` prints. A flag wins over the environment, that over the default:
 * `sendsPerSecond` is `--sends-per-second` and HOLDLINE_SENDS_PER_SECOND. A secret has no flag; HOLDLINE_…_FILE may name a file with it.
 */
export const Settings = Type.Object({
  listen: setting(Type.String({ default: '127.0.0.1:8080' }), 'Address and port. This machine alone by default: a proxy with TLS belongs in front of it.'),
  data: setting(Type.String({ minLength: 1, default: './data' }), 'The one folder that holds everything.'),
  baseUrl: setting(Type.String({ default: '' }), 'Where people find it, like https://chat.example/sub/. Decides cookie flags, and lets calls of other sites be told apart.'),
  signup: setting(Type.String({ pattern: '^(open|invite|closed)?$', default: '' }), 'Fixes who may sign up: open, invite or closed. Unset, the admin decides; at first: open.'),
  trustedProxies: setting(Type.String({ default: '' }), 'Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas. Nobody by default.'),
  hold: whole(1, 90, 90, 'Seconds a poll may stay unanswered. Lower it only when a proxy in front cuts sooner.'),
  pollsPerBrowser: whole(1, 100, 2, 'Polls held for one browser session; the oldest above it is answered. Browsers have 6 connections in all.'),
  pollsPerUser: whole(1, 100_000, 20, 'Polls held for one token, or one user over all browsers.'),
  polls: whole(1, 1_000_000, 50_000, 'Polls held in all. Each takes a file descriptor and about 20 kB.'),
  mailboxEvents: whole(1, 100_000, 256, 'Recent events kept in memory per user, so that catching up reads no disk.'),
  mailboxKib: whole(16, 1_048_576, 512, 'The same, in KiB.'),
  mailboxesMib: whole(1, 1_048_576, 64, 'All mailboxes together, in MiB.'),
  bodiesMib: whole(2, 1_048_576, 16, 'All requests whose bodies are still arriving, in MiB; half of it for callers who are not signed in. Beyond it: 503, to be sent again.'),
  answersMib: whole(1, 1_048_576, 64, 'All answers that their readers have not taken yet, in MiB. Beyond it, the oldest connection of whoever has most of them is closed.'),
  ledgerDays: whole(1, 36_500, 90, 'Days a browser may stay away and still go on where it was; after that its page loads anew. Messages are kept.'),
  sessionIdleDays: whole(1, 400, SESSION_IDLE_DAYS, 'Days after which an unused session ends.'),
  passwordMemoryKib: whole(8, 4_194_304, PASSWORD_COST.memoryKib, 'Memory of one password hash (argon2id). Stored hashes keep their own.'),
  passwordPasses: whole(1, 100, PASSWORD_COST.passes, 'Passes of one password hash.'),
  passwordsWaiting: whole(1, 100_000, HASHES_WAITING, 'Sign-ins and sign-ups that wait for their hash; two hashes run at once. Beyond it, the oldest of the network with most of them is refused.'),
  signInAttempts: whole(1, 1_000_000, ATTEMPTS_FREE, 'Wrong passwords per account and network before the next ones wait, 1 to 4 seconds each at first, 30 at most. From all networks together: ten times as many.'),
  signUpsPerHour: whole(1, 1_000_000, 300, 'Accounts made per network and hour: robots are slowed, a school behind one proxy is not. Refused sign-ups do not count.'),
  sendsPerSecond: whole(1, 1_000_000, 50, 'Messages and other changes per user and second in the long run: more than anybody types, and most bots.'),
  sendsBurst: whole(1, 10_000_000, 500, 'The same at once, after a quiet while.'),
  dailyMib: whole(1, 1_048_576, 100, 'What one user may write in any 24 hours, in MiB: half of it at once. A book is one or two.'),
  readMsPerSecond: whole(1, 1_000, 250, 'Milliseconds of each second that reading pages and lists may take for one user in the long run. 1000: no limit.'),
  readBurstMs: whole(1, 60_000, 2_000, 'The same at once, after a quiet while: some 200 pages.'),
  searchesPerMinute: whole(1, 1_000_000, 120, 'Searches for people per user and minute: one a keystroke, but no copying of the list.'),
  contactRequestsPerHour: whole(1, 1_000_000, 100, 'Contact requests per user and hour, also those that are answered at once.'),
  announcementsPerHour: whole(1, 1_000_000, 60, 'New and changed groups, people added to them, new names and changes of what one shows of one’s presence, per user and hour: each is told to many.'),
  signInsPerHour: whole(1, 1_000_000, 120, 'Sign-ins with the right password per account and hour: a program should keep its session, or take a token.'),
  passwordChangesPerHour: whole(1, 1_000_000, 20, 'Tries to change the password per user and hour: each costs two hashes and ends all other sessions.'),
  sessionsPerUser: whole(2, 1_000_000, BOUNDS.sessions, 'Browsers signed in at once for one user; the longest unused above it is signed out.'),
  tokensPerUser: whole(1, 1_000_000, BOUNDS.tokens, 'Tokens of one user: programs that call in their name.'),
  conversationsPerUser: whole(1, 1_000_000, BOUNDS.conversations, 'Direct conversations of one user and groups they own: every list and snapshot goes through them.'),
  conversationsPerDay: whole(1, 1_000_000, BOUNDS.conversationsPerDay, 'New conversations that one user may open in a day, direct ones and groups.'),
  contactsPerUser: whole(1, 1_000_000, BOUNDS.contacts, 'Contacts of one user and open requests to others: each is told when the user comes, goes and changes name.'),
  requestsPerUser: whole(1, 1_000_000, BOUNDS.requests, 'Open requests of one user to others: a stranger’s knocking is cheap to send and costs its receiver.'),
  blocksPerUser: whole(1, 1_000_000, BOUNDS.blocks, 'People one user has blocked.'),
  editsPerMessage: whole(1, 1_000_000, BOUNDS.edits, 'Changes of one message: every text it had is kept until it is recalled.'),
  maxFileBytes: whole(1, 1_000_000_000_000, 20_000_000, 'Bytes of one file that people send.'),
  maxUserFileBytes: whole(1, 1_000_000_000_000_000, 500_000_000, 'Bytes of all files of one user, uploads under way included.'),
  maxAllFileBytes: whole(1, 1_000_000_000_000_000, 2_000_000_000, 'Bytes of all files of the site, each stored once, previews and uploads under way included.'),
  metricsToken: setting(Type.String({ default: '' }), 'Bearer token for /metrics. Without one it answers only this machine, and only while nothing tells of a proxy.', { secret: true }),
  adminUser: setting(Type.String({ default: '' }), 'An admin made at start, while there is none. Needs the password below.'),
  adminPassword: setting(Type.String({ default: '' }), 'The password of that admin.', { secret: true }),
  logLevel: setting(Type.String({ pattern: '^(fatal|error|warn|info|debug|trace|silent)$', default: 'info' }), 'How much is logged: silent, error, warn, info, debug.'),
  logFormat: setting(Type.String({ pattern: '^(auto|text|json)$', default: 'auto' }), 'text, json, or auto: text on a terminal, JSON otherwise.')
}, { additionalProperties: false })

type Texts = Static<typeof Settings>

/** The settings as the program uses them. */
export interface Config extends Omit<Texts, 'listen' | 'baseUrl' | 'signup' | 'trustedProxies' | 'metricsToken' | 'adminUser' | 'adminPassword'> {
  readonly listen: { readonly host: string, readonly port: number }
  readonly baseUrl: URL | null
  readonly signup: 'open' | 'invite' | 'closed' | null
  /** The flag or variable that gave it; null when neither did. */
  readonly signupSetBy: string | null
  readonly trustedProxies: readonly string[]
  readonly metricsToken: string | null
  readonly adminUser: string | null
  readonly adminPassword: string | null
}

const BOUND_SETTINGS = {
  sessions: 'sessionsPerUser',
  tokens: 'tokensPerUser',
  conversations: 'conversationsPerUser',
  conversationsPerDay: 'conversationsPerDay',
  contacts: 'contactsPerUser',
  requests: 'requestsPerUser',
  blocks: 'blocksPerUser',
  edits: 'editsPerMessage'
} as const satisfies Record<keyof Bounds, keyof Texts>

export type BoundSetting = typeof BOUND_SETTINGS[keyof Bounds]

/** Returns the limits for one person, as the domain takes them. */
export function boundsOf (config: Pick<Config, BoundSetting>): Bounds {
  const entries = Object.entries(BOUND_SETTINGS).map(([bound, setting]) => [bound, config[setting]])
  return Object.fromEntries(entries) as Record<keyof Bounds, number>
}

/** Returns the limits of mailboxes and polls, as the messenger takes them. */
export function limitsOf (config: Config) {
  return {
    parkedMax: config.polls,
    heldPerUser: config.pollsPerUser,
    heldPerBrowser: config.pollsPerBrowser,
    heldPerToken: config.pollsPerUser,
    maxEvents: config.mailboxEvents,
    maxBytes: config.mailboxKib * 1024,
    budgetBytes: config.mailboxesMib * 1024 * 1024
  }
}

/** A setting that cannot be used. The message has its name and the value as it was written. */
export class ConfigError extends OperatorError {
  constructor (message: string) {
    super(message, 'configuration')
    this.name = 'ConfigError'
  }
}

export interface Sources {
  /** By flag name without dashes: `base-url`. */
  readonly flags: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads the file that a `_FILE` variable names. */
  readonly readFile: (path: string) => string
}

/** Loads the settings of a command. Throws ConfigError. */
export function loadConfig ({ flags, env, readFile }: Sources): Config {
  refuseUnknown(Object.keys(flags), Object.keys(Settings.properties).map(flagOf), name => `--${name}`)
  const variables = Object.keys(env).filter(name => name.startsWith('HOLDLINE_') && env[name] !== undefined)
  refuseUnknown(variables, Object.entries(Settings.properties).flatMap(([key, schema]) => namesOf(key, schema)), name => name)

  const given = (key: string) => fromFlag(key, flags) ?? fromEnv(key, propertyOf(key), env, readFile)
  const values: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(Settings.properties)) {
    const found = given(key)
    values[key] = found === null ? (schema as { default?: unknown }).default : checked(found, schema)
  }
  return shaped(values as Texts, given('signup')?.name ?? null, (key, problem) => {
    const found = given(key)
    throw new ConfigError(`${found?.name ?? key} is ${JSON.stringify(found?.text ?? '')}: ${problem}`)
  })
}

interface Found { readonly name: string, readonly text: string }

function fromFlag (key: string, flags: Sources['flags']): Found | null {
  const text = flags[flagOf(key)]
  if (text === undefined) return null
  if (!isSecret(propertyOf(key))) return { name: `--${flagOf(key)}`, text }
  throw new ConfigError(`--${flagOf(key)} is not taken: everybody on this machine can read a command line. ` +
    `Put the secret into a file, and name that in ${variableOf(key)}_FILE.`)
}

function fromEnv (key: string, schema: TSchema, env: Sources['env'], readFile: Sources['readFile']): Found | null {
  const name = variableOf(key)
  const path = isSecret(schema) ? env[`${name}_FILE`] : undefined
  if (path === undefined) return env[name] === undefined ? null : { name, text: env[name] }
  try {
    return { name: `${name}_FILE`, text: readFile(path).replace(/\r?\n$/, '') }
  } catch (error) {
    throw new ConfigError(`${name}_FILE names ${JSON.stringify(path)}, which cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function checked ({ name, text }: Found, schema: TSchema): unknown {
  const value = Value.Convert(schema, text.trim())
  const [error] = Value.Errors(schema, value)
  if (error === undefined) return value
  const { minimum, maximum, pattern } = schema as { minimum?: number, maximum?: number, pattern?: string }
  const wanted = minimum !== undefined
    ? `a whole number from ${minimum} to ${maximum}`
    : pattern !== undefined ? `one of ${pattern.replace(/[^a-z|]/g, '').replaceAll('|', ', ')}` : 'some text'
  throw new ConfigError(`${name} is ${isSecret(schema) ? 'not usable' : JSON.stringify(text)}: it must be ${wanted}.`)
}

function shaped (texts: Texts, signupSetBy: string | null, refuse: (key: string, problem: string) => never): Config {
  const { adminUser, adminPassword } = texts
  if (adminUser !== '' && adminPassword === '') throw new ConfigError('HOLDLINE_ADMIN_USER needs HOLDLINE_ADMIN_PASSWORD_FILE: there is no default password.')
  return {
    ...texts,
    listen: listenOf(texts.listen) ?? refuse('listen', 'it must be host:port, like 127.0.0.1:8080 or [::]:8080.'),
    baseUrl: texts.baseUrl === '' ? null : baseUrlOf(texts.baseUrl) ?? refuse('baseUrl', 'it must be http:// or https://, a host, and perhaps a path.'),
    trustedProxies: networksOf(texts.trustedProxies) ?? refuse('trustedProxies', 'it must be addresses like 10.0.0.1 or networks like 10.0.0.0/8, separated by commas.'),
    signup: texts.signup === 'open' || texts.signup === 'invite' || texts.signup === 'closed' ? texts.signup : null,
    signupSetBy,
    metricsToken: texts.metricsToken === '' ? null : texts.metricsToken,
    adminUser: adminUser === '' ? null : adminUser,
    adminPassword: adminPassword === '' ? null : adminPassword
  }
}

/** Throws ConfigError for the first unknown name, with the known one closest to it. */
export function refuseUnknown (given: readonly string[], known: readonly string[], shown: (name: string) => string): void {
  for (const name of given) {
    if (known.includes(name)) continue
    const near = nearest(name, known)
    throw new ConfigError(`There is no setting ${shown(name)}.${near === null ? '' : ` Did you mean ${shown(near)}?`}`)
  }
}

/** Returns the known name that was most likely meant; null when none is close. */
export function nearest (name: string, known: readonly string[]): string | null {
  const [near] = known.map(candidate => ({ candidate, distance: leven(name, candidate) })).sort((a, b) => a.distance - b.distance)
  return near !== undefined && near.distance <= Math.max(2, name.length / 4) ? near.candidate : null
}

/** Names a setting as the operator gives it: by a flag or, for a secret, by a file or the environment. */
export function shownName (key: string): string {
  return isSecret(propertyOf(key)) ? `${variableOf(key)}_FILE or ${variableOf(key)}` : `--${flagOf(key)}`
}

/** Turns `sendsPerSecond` into `sends-per-second`. */
export function flagOf (key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

function variableOf (key: string): string {
  return `HOLDLINE_${flagOf(key).replaceAll('-', '_').toUpperCase()}`
}

function namesOf (key: string, schema: TSchema): string[] {
  return isSecret(schema) ? [variableOf(key), `${variableOf(key)}_FILE`] : [variableOf(key)]
}

function isSecret (schema: TSchema): boolean {
  return (schema as { secret?: boolean }).secret === true
}

function propertyOf (key: string): TSchema {
  return (Settings as TObject).properties[key] ?? Type.String()
}
