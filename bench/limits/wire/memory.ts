import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Viewer } from '#domain/account/sessions.ts'
import { createRecorder } from '#domain/wire/recorder.ts'

const [WATCHERS, SESSIONS, EXCHANGES] = [32, 16, 1_000]

/** Returns MiB of memory that a recorder takes when as many watch as may, each with more exchanges than are kept. */
export function recorderMib (): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const before = process.memoryUsage().heapUsed
  const recorder = createRecorder({ now: () => 0, after: () => () => {} })
  for (let user = 0; user < WATCHERS; user++) {
    recorder.watch(`user${user}`)
    for (let n = 0; n < EXCHANGES * SESSIONS; n++) {
      const viewer = { userId: `user${user}`, username: 'ana', session: { id: `s${n % SESSIONS}`, kind: 'cookie' } } as unknown as Viewer
      const headers = ['Host', 'chat.example', 'Cookie', 'holdline_session=x', 'User-Agent', `Mozilla/5.0 ${n}`, 'Accept', '*/*']
      const tape = recorder.tape(viewer, { way: 'poll', method: 'GET', address: `/poll?n=${n}`, pattern: '/poll', headers, query: { tab: 't' }, agoMs: 0 })
      tape?.said(`{"n":${n},"text":"${'x'.repeat(300)}"}`)
      tape?.answered({ status: 200, headers: ['Content-Type', 'application/json', 'X-N', String(n)], bytes: 320 })
    }
  }
  collect()
  const mib = (process.memoryUsage().heapUsed - before) / 1024 / 1024
  // Still in use up to here.
  if (recorder.all('user0').length === 0) throw new Error('nothing was kept')
  return mib
}
