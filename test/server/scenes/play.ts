import { judge, type Judgement } from '#domain/wire/played/judge.ts'
import { createRecorder } from '#domain/wire/recorder.ts'
import type { SceneName } from '#domain/wire/played/scenes.ts'
import type { ChildServer } from '#server/scenes/child.ts'
import { SCRIPTS } from '#server/scenes/scripts/index.ts'
import { playScript } from '#server/scenes/script.ts'
import type { Switch } from '../../hostile-proxy/exchange.ts'
import { openProxy } from '../../hostile-proxy/proxy.ts'

/** A violation that keeps a poll waiting for ever is ended by then. */
const LIMIT_MS = 20_000
let plays = 0

/** Plays a scene as fast as it goes, on a server that many plays share; `violation` stands between it and the recording proxy. */
export async function played (child: ChildServer, name: SceneName, violation: Switch | null = null): Promise<Judgement> {
  const recorder = createRecorder({ now: Date.now, after: () => () => {} })
  recorder.watch(name)
  const behind = violation === null ? child : await spoiled(child, violation)
  const needs = { child: behind, recorder, recordedAs: name, beat: async () => {}, signal: AbortSignal.timeout(LIMIT_MS), suffix: `-${++plays}` }
  // A violation may make the rest of a scene impossible; it is judged by what came until then.
  const recorded = await playScript(SCRIPTS[name], needs).catch((error: unknown) => {
    if (violation === null) throw error
    return recorder.whole(name)
  })
  if (behind !== child) await behind.close()
  return judge(SCRIPTS[name].expected, recorded.map(({ exchange }) => exchange))
}

async function spoiled (child: ChildServer, violation: Switch): Promise<ChildServer> {
  const open = async () => await openProxy({ upstream: child.address.slice(0, -1), switches: [violation] })
  let proxy = await open()
  return {
    get address () { return `${proxy.origin}/` },
    pass: ms => child.pass(ms),
    cpuMs: () => child.cpuMs(),
    parkedCount: () => child.parkedCount(),
    async restart (how) {
      await child.restart(how)
      await proxy.close()
      proxy = await open()
    },
    close: () => proxy.close()
  }
}
