import { Connection, get } from '../connection.ts'
import { watchCpu, type Cpu, type Watched } from '../meter.ts'

export interface CeilingFigures {
  readonly requestsPerSecond: number
  readonly cpu: Cpu
}

/** The capacity of the load itself: the same client code, in closed loops, against a responder that costs next to nothing. */
export async function ceiling (
  port: number, server: Watched, connections: number, ms: number
): Promise<CeilingFigures> {
  const request = get('/poll?cursor=1', 'Cookie: user=u1\r\n')
  const used = watchCpu(server)
  const start = performance.now()
  let answers = 0
  await Promise.all(Array.from({ length: connections }, () => new Promise<void>(resolve => {
    const connection = new Connection(port)
    const next = (): void => connection.ask(request, () => {
      answers += 1
      if (performance.now() - start < ms) return next()
      connection.cut()
      resolve()
    })
    next()
  })))
  return { requestsPerSecond: answers / ((performance.now() - start) / 1000), cpu: used() }
}
