import { performance } from 'node:perf_hooks'
// Not the whole of prom-client: what it brings for clusters and for tracing takes some 5 % of the processor time of a start.
import Counter from 'prom-client/lib/counter.js'
import Gauge from 'prom-client/lib/gauge.js'
import Registry from 'prom-client/lib/registry.js'
import { createHistogram, type Histogram } from './histogram.ts'

export type Metrics = ReturnType<typeof createMetrics>

/** Creates the metrics of this process in Prometheus' text format (D30). Each part of the server adds its own. */
export function createMetrics () {
  const registry = new Registry()
  const registers = [registry]

  /** Registers a gauge that is read at every scrape, so `read` must be cheap. */
  function gauge (name: string, help: string, read: () => number): void {
    registry.registerMetric(new Gauge({ name, help, registers: [], collect () { this.set(read()) } }))
  }

  // Replaces prom-client's default metrics, which wake an idle process a hundred times a second to measure its event loop.
  let measured = performance.eventLoopUtilization()
  gauge('process_start_time_seconds', 'When this process started, Unix seconds', () => Math.round(performance.timeOrigin / 1000))
  gauge('process_resident_memory_bytes', 'Memory of this process', () => process.memoryUsage.rss())
  gauge('process_cpu_seconds_total', 'CPU used since the start', () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6)
  gauge('nodejs_heap_used_bytes', 'JavaScript heap in use', () => process.memoryUsage().heapUsed)
  gauge('nodejs_eventloop_busy_ratio', 'Share of the time since the last look that the event loop was busy', () => {
    const since = measured
    measured = performance.eventLoopUtilization()
    return performance.eventLoopUtilization(measured, since).utilization
  })

  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    gauge,

    counter: <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Counter({ name, help, labelNames: [...labelNames], registers }),

    histogram (name: string, help: string, bounds: readonly number[]): Histogram {
      const histogram = createHistogram(name, help, bounds)
      registry.registerMetric(histogram.metric)
      return histogram
    }
  }
}
