import { tooMany } from '#domain/errors.ts'
import { judge } from '#domain/wire/played/judge.ts'
import type { Play, Plays, Speed } from '#domain/wire/played/plays.ts'
import { createRecorder } from '#domain/wire/recorder.ts'
import type { SceneName } from '#domain/wire/played/scenes.ts'
import { startChild } from './child.ts'
import { SCRIPTS } from './scripts/index.ts'
import { playScript } from './script.ts'

/** Plays at once: each is a process of about 100 MB. */
const RUNNING_MAX = 3
/** Plays that are kept, the newest: a page of one may be open for a while. */
const KEPT_MAX = 24
/** Longest time of a play, and of a step while it waits for the next; then its server is ended. */
const LIMIT_MS = 90_000
/** Rest between two steps, in ms. A reader follows one in a second. */
const RESTS: Readonly<Record<Speed, number | null>> = { normal: 900, slow: 3_600, fast: 0, steps: null }

/** One play, its people and its server. */
interface Stand {
  readonly id: string
  readonly userId: string
  readonly scene: SceneName
  readonly speed: Speed
  readonly abort: AbortController
  version: number
  /** Null while it runs. */
  end: Pick<Play, 'passed' | 'brokenBy' | 'broke' | 'met' | 'exchanges'> | null
  /** Lets the next step begin; null when none waits. */
  goOn: (() => void) | null
  ended: Promise<void>
  stopTimer: () => void
}

/** `program`: the command line of this program. */
export function createPlays ({ program, newId }: { readonly program: readonly string[], readonly newId: () => string }): Plays {
  const stands = new Map<string, Stand>()
  const results = new Map<SceneName, boolean>()
  const waiting = new Map<string, Set<() => void>>()
  const recorder = createRecorder({ now: Date.now, after })
  let isStopping = false

  function changed (stand: Stand): void {
    stand.version++
    for (const wake of [...waiting.get(stand.userId) ?? []]) wake()
  }

  function limit (stand: Stand): void {
    stand.stopTimer()
    stand.stopTimer = after(LIMIT_MS, () => stand.abort.abort())
  }

  async function beat (stand: Stand): Promise<void> {
    const restMs = RESTS[stand.speed]
    const { signal } = stand.abort
    if (restMs === 0 || signal.aborted) return
    await new Promise<void>(resolve => {
      stand.goOn = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
      if (restMs !== null) after(restMs, resolve)
    })
    stand.goOn = null
  }

  async function run (stand: Stand): Promise<void> {
    const { id, scene, abort: { signal } } = stand
    let broke: string | null = null
    const stopListening = recorder.onChange(id, () => changed(stand))
    const exchangesNow = (): Play['exchanges'] => recorder.whole(id).map(({ exchange }) => exchange)
    let exchanges: Play['exchanges'] | null = null
    try {
      const child = await startChild(program)
      const close = (): void => { child.close().catch(() => {}) }
      signal.addEventListener('abort', close)
      try {
        const recorded = await playScript(SCRIPTS[scene], { child, recorder, recordedAs: id, beat: () => beat(stand), signal })
        exchanges = recorded.map(({ exchange }) => exchange)
      } finally {
        exchanges ??= exchangesNow()
        await child.close()
      }
    } catch (error) {
      broke = signal.aborted ? 'It was ended before its last step.' : error instanceof Error ? error.message : String(error)
    }
    stopListening()
    stand.stopTimer()
    exchanges ??= []
    const { passed, brokenBy, met } = judge(SCRIPTS[scene].expected, exchanges)
    stand.end = { passed: passed && broke === null, brokenBy, broke, met: [...met], exchanges }
    results.set(scene, stand.end.passed === true)
    changed(stand)
  }

  function found (userId: string, id: string): Stand | null {
    const stand = stands.get(id)
    return stand?.userId === userId ? stand : null
  }

  function shown (stand: Stand): Play {
    const { id, scene, speed, version, end } = stand
    if (end !== null) return { id, scene, speed, version, state: 'done', ...end }
    recorder.watch(id)
    const exchanges = recorder.whole(id).map(({ exchange }) => exchange)
    const { met } = judge(SCRIPTS[scene].expected, exchanges)
    return { id, scene, speed, version, state: 'running', passed: null, brokenBy: null, broke: null, met: [...met], exchanges }
  }

  return {
    passed: name => results.get(name) ?? null,
    expected: name => SCRIPTS[name].expected,

    begin (userId, scene, speed) {
      const running = [...stands.values()].filter(({ end }) => end === null)
      if (running.some(each => each.userId === userId)) throw tooMany('Your last scene is still being played.', 10_000)
      const id = newId()
      if (isStopping || running.length >= RUNNING_MAX || !recorder.watch(id)) throw tooMany('Other scenes are being played.', 30_000)
      const stand: Stand = {
        id,
        userId,
        scene,
        speed,
        abort: new AbortController(),
        version: 1,
        end: null,
        goOn: null,
        ended: Promise.resolve(),
        stopTimer: () => {}
      }
      stands.set(id, stand)
      limit(stand)
      stand.ended = run(stand)
      const oldest = [...stands.values()].find(({ end }) => end !== null)
      if (stands.size > KEPT_MAX && oldest !== undefined) stands.delete(oldest.id)
      return shown(stand)
    },

    one (userId, id) {
      const stand = found(userId, id)
      return stand === null ? null : shown(stand)
    },

    step (userId, id) {
      const stand = found(userId, id)
      if (stand === null || stand.end !== null) return
      limit(stand)
      stand.goOn?.()
    },

    onChange (userId, wake) {
      const wakes = waiting.get(userId) ?? new Set()
      waiting.set(userId, wakes.add(wake))
      return () => {
        wakes.delete(wake)
        if (wakes.size === 0) waiting.delete(userId)
      }
    },

    async stop () {
      isStopping = true
      for (const { abort } of stands.values()) abort.abort()
      await Promise.all([...stands.values()].map(async ({ ended }) => await ended))
    }
  }
}

function after (ms: number, run: () => void): () => void {
  // Records that are kept for a reader do not keep the process.
  const timer = setTimeout(run, ms).unref()
  return () => clearTimeout(timer)
}
