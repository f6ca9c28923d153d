import { existsSync } from 'node:fs'
import type { Contender } from './contenders.ts'
import type { Report } from '../load/job.ts'
import { memoryKib } from '../load/meter.ts'
import { sleep, Times } from '../load/times.ts'
import { executableOf, startServer } from './servers.ts'

/** After the first page, for what a start leaves to do. */
const REST_MS = 3_000

/** From the start of a program to its first page, and its memory then: from source, and as an executable where one is built. */
export async function measureStart ({ system, root }: Contender, dataDir: string, tries: number): Promise<Report> {
  const source = await startsOf(false)
  const isBuilt = system === 'holdline' && existsSync(executableOf(root))
  const executable = isBuilt ? await startsOf(true) : { ms: NaN, rssMib: NaN, ownMib: NaN }
  return {
    figures: {
      sourceMs: source.ms,
      sourceRssMib: source.rssMib,
      sourceOwnMib: source.ownMib,
      executableMs: executable.ms,
      executableRssMib: executable.rssMib,
      executableOwnMib: executable.ownMib
    },
    cpu: null,
    verdict: null,
    broken: 0,
    firstRefusal: null
  }

  async function startsOf (isExecutable: boolean) {
    const times = new Times()
    const rss = new Times()
    const own = new Times()
    // The first fills the caches of compiled code, as an earlier start would have.
    for (let i = -1; i < tries; i++) {
      const from = performance.now()
      const server = await startServer(system, { dataDir, recovery: false, root, isExecutable })
      try {
        const page = await fetch(`http://127.0.0.1:${server.port}/signin`, { headers: { cookie: 'user=u0' } })
        await page.arrayBuffer()
        const ms = performance.now() - from
        if (i === -1) continue
        await sleep(REST_MS)
        const memory = memoryKib(server.pid)
        times.add(ms * 1000)
        rss.add(memory.resident)
        own.add(memory.own)
      } finally {
        await server.stop()
      }
    }
    // Times are kept in thousandths; so are KiB of MiB, but for the 1,024.
    const mib = (kib: Times) => kib.percentileMs(0.5) * 1000 / 1024
    return { ms: times.percentileMs(0.5), rssMib: mib(rss), ownMib: mib(own) }
  }
}
