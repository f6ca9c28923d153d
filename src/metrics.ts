import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** What operators see of this process (D30), in Prometheus' text. Each part adds what it alone knows to `registry`. */
export function createMetrics () {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  return {
    registry,
    text: () => registry.metrics(),
    contentType: registry.contentType,

    /** A figure that is asked for when somebody looks: `read` must be cheap. */
    gauge (name: string, help: string, read: () => number): void {
      // eslint-disable-next-line no-new -- registers itself
      new Gauge({ name, help, registers, collect () { this.set(read()) } })
    },

    counter: <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Counter({ name, help, labelNames: [...labelNames], registers }),

    histogram: <Label extends string>(name: string, help: string, buckets: readonly number[], labelNames: readonly Label[] = []) =>
      new Histogram({ name, help, buckets: [...buckets], labelNames: [...labelNames], registers })
  }
}
