import type { BenchFigures, Comparison } from '#domain/wire/played/comparison.ts'

// Written by `npm run bench -- waiting`.
export const kept: { readonly comparison: Comparison, readonly bench: BenchFigures } = {
  comparison: {
    measuredAt: 1795871967549,
    machine: '2 × AMD EPYC, 24 GiB; Node v26.10.0',
    forMs: 45173,
    listeners: 8,
    sends: 6,
    sides: [
      {
        waiting: 'asking',
        heard: 48,
        latencyMs: {
          p50: 2418,
          p95: 4828
        },
        requestsPerMinute: 12.1,
        bytesPerMinute: 11789.3,
        headBytesPerMinute: 6049.4,
        cpuMsPerMinute: 179.4
      },
      {
        waiting: 'long-poll',
        heard: 48,
        latencyMs: {
          p50: 9,
          p95: 21
        },
        requestsPerMinute: 9.3,
        bytesPerMinute: 8976.8,
        headBytesPerMinute: 4291.5,
        cpuMsPerMinute: 93
      },
      {
        waiting: 'held-page',
        heard: 48,
        latencyMs: {
          p50: 33,
          p95: 62
        },
        requestsPerMinute: 9.3,
        bytesPerMinute: 48018.7,
        headBytesPerMinute: 8274.5,
        cpuMsPerMinute: 289.8
      }
    ],
    cpuUsPerRequest: 191.2
  },
  bench: {
    date: '2026-11-28',
    machine: '2 × Intel(R) Xeon(R) Processor @ 2.50GHz, 24 GiB',
    parkedKib: 17.4,
    deliveryUs: 124,
    bareUs: 56
  }
}
