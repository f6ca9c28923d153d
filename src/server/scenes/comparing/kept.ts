import type { BenchFigures, Comparison } from '#domain/wire/comparison.ts'

// Written by `npm run bench -- waiting`.
export const kept: { readonly comparison: Comparison, readonly bench: BenchFigures } = {
  comparison: {
    measuredAt: 1795871288346,
    machine: '2 × AMD EPYC, 24 GiB; Node v26.10.0',
    forMs: 45402,
    listeners: 8,
    sends: 6,
    sides: [
      {
        waiting: 'asking',
        heard: 48,
        latencyMs: {
          p50: 2697,
          p95: 4828
        },
        requestsPerMinute: 12.1,
        bytesPerMinute: 11729.9,
        headBytesPerMinute: 6018.9,
        cpuMsPerMinute: 186.2
      },
      {
        waiting: 'long-poll',
        heard: 48,
        latencyMs: {
          p50: 12,
          p95: 32
        },
        requestsPerMinute: 9.3,
        bytesPerMinute: 8930.9,
        headBytesPerMinute: 4269.9,
        cpuMsPerMinute: 98.4
      },
      {
        waiting: 'held-page',
        heard: 48,
        latencyMs: {
          p50: 37,
          p95: 825
        },
        requestsPerMinute: 9.3,
        bytesPerMinute: 47776.5,
        headBytesPerMinute: 8232.8,
        cpuMsPerMinute: 288.3
      }
    ],
    cpuUsPerRequest: 176.096
  },
  bench: {
    date: '2026-11-28',
    machine: '2 × Intel(R) Xeon(R) Processor @ 2.50GHz, 24 GiB',
    parkedKib: 17.4,
    deliveryUs: 124,
    bareUs: 56
  }
}
