import { Histogram, Registry } from 'prom-client'
import t from 'tap'
import { createHistogram } from '#server/metrics/histogram.ts'

const BOUNDS = [0.5, 1, 5]

t.test('a histogram reads as prom-client’s own does, for any values', async t => {
  const [ours, theirs] = [new Registry(), new Registry()]
  const own = createHistogram('held_seconds', 'How long', BOUNDS)
  ours.registerMetric(own.metric)
  const library = new Histogram({ name: 'held_seconds', help: 'How long', buckets: BOUNDS, labelNames: ['hold', 'end'], registers: [theirs] })
  t.equal(await ours.metrics(), await theirs.metrics(), 'nothing yet')
  for (const [labels, values] of [[{ hold: 90, end: 'events' }, [0, 0.5, 0.6, 5, 5.1, 1e9, 0.1 + 0.2]], [{ hold: 'more', end: 'idle' }, [1]]] as const) {
    const observe = own.series(labels)
    for (const value of values) {
      observe(value)
      library.labels(labels).observe(value)
    }
  }
  t.match(await theirs.metrics(), /^held_seconds_bucket\{le="0.5",hold="90",end="events"\} 3$/m)
  t.equal(await ours.metrics(), await theirs.metrics())
})

t.test('a histogram without labels shows zero before its first value', async t => {
  const [ours, theirs] = [new Registry(), new Registry()]
  const own = createHistogram('events', 'How many', BOUNDS)
  ours.registerMetric(own.metric)
  own.series()
  t.ok(new Histogram({ name: 'events', help: 'How many', buckets: BOUNDS, registers: [theirs] }))
  t.equal(await ours.metrics(), await theirs.metrics())
})
