import { openProxy } from '../hostile-proxy/proxy.ts'
import { SWITCHES } from '../hostile-proxy/switches/index.ts'
import { sleep, type Browser, type Way } from './players/browser.ts'
import { makeCast, signIn, type Account, type Cast } from './players/cast.ts'
import type { Check, Scene, Via } from './check.ts'
import { CHECKS } from './checks/index.ts'
import { complaintOf, keepBooks, type Kept } from './players/conversation.ts'
import { Disturbed, NotVisible } from './verdict.ts'
import type { Wire } from './wire.ts'

export interface Result {
  readonly rule: string
  readonly title: string
  readonly via: Via
  readonly outcome: 'held' | 'broken' | 'not visible'
  /** The expected and the actual result, or why the rule cannot be seen; empty when it held. */
  readonly sentence: string
  readonly ms: number
  /** For `books` only; null for every other check. */
  readonly books: Kept | null
}

export interface MatrixOptions {
  /** The base address, with a slash at its end. */
  readonly address: string
  readonly vias: readonly Via[]
  /** Null for all. `books` is one of them. */
  readonly rules: readonly string[] | null
  /** Four for each cast; null signs new ones up. */
  readonly accounts?: readonly Account[] | null
  /** Casts that run at once. */
  readonly casts: number
  /** Through each switch the books and a fifth of the checks, a different fifth each; heavy checks only without a switch. */
  readonly isShort?: boolean
  /** A wire view that is told of each scene. */
  readonly wire?: Wire | null
  readonly onResult?: (result: Result, done: number, of: number) => void
}

export const BOOKS = 'books'
export const ALL_VIAS: readonly Via[] = ['none', ...Object.keys(SWITCHES) as Via[]]
export const ALL_RULES: readonly string[] = [...new Set(CHECKS.map(({ rule }) => rule)), BOOKS]

const HOLD_S = 1
/** A longer silence is a broken connection; with D18's 10 s the run would take an hour. */
const PATIENCE_MS = 2_500
const BARE_PATIENCE_MS = 15_000
const PLAYED_FOR_MS = 100_000
const PLAYS_MOST = 8
const SHORT_SHARE = 5
const SAID_EACH = { whole: 10, short: 5 }
/** A timer that fires this late is a sign of a busy machine. */
const LATE_MS = 60
const CALM_WITHIN_MS = 3_000
const PEOPLE_PER_CAST = 4

/** All that must work before anything is checked. */
const CASTING = { rule: 'casts', title: 'four people sign up or in, become contacts and open their conversations', via: 'none' } as const

type Task = { readonly via: Via, readonly check: Check | typeof BOOKS }

/** The books and every rule through one switch; in a short run every fifth check, other ones for the next switch. */
function tasksOf (via: Via, rules: readonly string[] | null, isShort: boolean): Task[] {
  const isPlayed = (check: Check, index: number): boolean => (rules?.includes(check.rule) ?? true) &&
    (!isShort || via === 'none' || (check.isHeavy !== true && (index + ALL_VIAS.indexOf(via)) % SHORT_SHARE === 0))
  const books: Task[] = rules?.includes(BOOKS) ?? true ? [{ via, check: BOOKS }] : []
  return [...books, ...CHECKS.filter(isPlayed).map(check => ({ via, check }))]
}

/** Runs every rule through every switch, several at once, each with its own users. Throws whatever signing them up throws. */
export async function playMatrix (options: MatrixOptions): Promise<Result[]> {
  const { address, vias, rules, accounts = null, isShort = false, wire = null, onResult } = options
  // Calls that are not under test get more time: password hashes queue, and machines are busy.
  const bareOf = (scene: number): Way => ({ address: wire?.addressOf(scene) ?? address, isHostile: false, patienceMs: BARE_PATIENCE_MS })
  const tasks = vias.flatMap(via => tasksOf(via, rules, isShort))
  await wire?.begin([CASTING, ...tasks.map(({ via, check }) => ({ via, ...nameOf(check) }))])
  const places = accounts === null ? options.casts : Math.floor(accounts.length / PEOPLE_PER_CAST)
  const casts: Cast[] = []
  async function castAll (): Promise<void> {
    while (casts.length < Math.min(places, tasks.length)) {
      casts.push(await makeCast(bareOf(0), accounts?.slice(casts.length * PEOPLE_PER_CAST, (casts.length + 1) * PEOPLE_PER_CAST) ?? null))
    }
  }
  const startedAt = performance.now()
  const casting = (outcome: Result['outcome'], sentence: string) => wire?.end(0, { outcome, sentence, ms: Math.round(performance.now() - startedAt) })
  await castAll().catch(async (error: unknown) => {
    await casting('broken', sentenceOf(error))
    throw error
  })
  await casting('held', '')
  const results: Result[] = []
  const isLate = ({ check }: Task): number => Number(check !== BOOKS && check.isLate === true)
  const playing = new Set<Task>()
  const waiting = [...tasks].sort((one, other) => isLate(one) - isLate(other))
  await Promise.all(casts.map(async cast => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      await calm(playing)
      playing.add(task)
      const scene = tasks.indexOf(task) + 1
      const result = await play(task, cast, bareOf(scene), isShort ? SAID_EACH.short : SAID_EACH.whole)
      playing.delete(task)
      results.push(result)
      await wire?.end(scene, result)
      onResult?.(result, results.length, tasks.length)
    }
  }))
  return results.sort((one, other) =>
    ALL_RULES.indexOf(one.rule) - ALL_RULES.indexOf(other.rule) || vias.indexOf(one.via) - vias.indexOf(other.via))
}

function nameOf (check: Task['check']): Pick<Check, 'rule' | 'title'> {
  return check === BOOKS ? { rule: BOOKS, title: 'a conversation of several users: lost = doubled = reordered = 0' } : { rule: check.rule, title: check.title }
}

function sentenceOf (error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Waits, while other checks run, until the machine keeps up: with fewer running, each is answered sooner. */
async function calm (playing: ReadonlySet<Task>): Promise<void> {
  for (const startedAt = performance.now(); playing.size > 0 && performance.now() - startedAt < CALM_WITHIN_MS;) {
    const at = performance.now()
    await sleep(LATE_MS)
    if (performance.now() - at < 2 * LATE_MS) return
  }
}

async function play ({ via, check }: Task, cast: Cast, bare: Way, saidEach: number): Promise<Result> {
  const { rule, title } = nameOf(check)
  const startedAt = performance.now()
  const result = (outcome: Result['outcome'], sentence: string, books: Kept | null = null): Result =>
    ({ rule, title, via, outcome, sentence, ms: Math.round(performance.now() - startedAt), books })
  const blindness = check === BOOKS || via === 'none' ? undefined : check.blind?.[via] ?? check.blind?.['*']
  if (blindness !== undefined) return result('not visible', `not visible through ${via}: ${blindness}`)

  const stage = await openStage(via, cast, bare)
  try {
    if (check !== BOOKS) {
      await within(PLAYED_FOR_MS, playUndisturbed(check, stage.scene))
      return result('held', '')
    }
    const kept = await within(PLAYED_FOR_MS, keepBooks(stage.scene, saidEach))
    const complaint = complaintOf(kept)
    return result(complaint === null ? 'held' : 'broken', complaint ?? '', kept)
  } catch (error) {
    return result(error instanceof NotVisible ? 'not visible' : 'broken', sentenceOf(error))
  } finally {
    await stage.close()
  }
}

/** Repeats a check disturbed by signals of other checks, or of the one before: they come once in two seconds, and stop. */
async function playUndisturbed (check: Check, scene: Scene): Promise<void> {
  for (let plays = 1; ; plays++) {
    try {
      await check.run(scene)
      return
    } catch (error) {
      if (!(error instanceof Disturbed) || plays === PLAYS_MOST) throw error
    }
  }
}

async function openStage (via: Via, cast: Cast, bare: Way): Promise<{ scene: Scene, close: () => Promise<void> }> {
  const base = new URL(bare.address)
  const proxy = via === 'none' ? null : await openProxy({ upstream: base.origin, switches: [SWITCHES[via].build()] })
  const way: Way = { address: (proxy?.origin ?? base.origin) + base.pathname, isHostile: proxy !== null, patienceMs: PATIENCE_MS }
  const through = new Map<Browser, Browser>()
  const opened: Browser[] = []
  function open (browser: Browser, by: Way): Browser {
    const one = browser.by(by)
    opened.push(one)
    return one
  }
  function by (browser: Browser): Browser {
    const one = open(browser, way)
    through.set(one, open(browser, bare))
    return one
  }
  const scene: Scene = {
    ...cast,
    ana: by(cast.ana),
    ben: by(cast.ben),
    cho: by(cast.cho),
    eve: by(cast.eve),
    phone: by(cast.phone),
    via,
    way,
    bare,
    hold: HOLD_S,
    bareOf: browser => through.get(browser) ?? open(browser, bare),
    another: async role => {
      const one = await signIn(bare, cast[role].username, cast.passwords[role])
      opened.push(one)
      return one
    }
  }
  return {
    scene,
    // Ends the polls still waiting: the next check starts without listeners.
    async close () {
      for (const browser of opened) browser.close()
      await proxy?.close()
    }
  }
}

function within<T> (ms: number, wanted: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(new Error(`expected an end within ${ms / 1_000} s; came none`)) }, ms)
    wanted.then(resolve, reject).finally(() => { clearTimeout(timer) })
  })
}
