// The switches that let no large body pass, and none that takes long.
import t from 'tap'
import { until } from '../rules/stage/browser.ts'
import { cutSlowBodies, limitBodies } from './switches/bodies.ts'
import { behind, say } from './upstream-server.ts'

t.test('limit-bodies: a body over the limit → 413 from the proxy; one that fits passes', async t => {
  const site = await behind(t, [limitBodies({ bytes: 10 })])
  const large = say(t, site.origin, 'POST / HTTP/1.1\nConnection: close', 'x'.repeat(11))
  await until('the page', large.isClosed)
  t.match(large.text(), /^HTTP\/1\.1 413 [^]*<h1>413/)
  const small = say(t, site.origin, 'POST / HTTP/1.1\nConnection: close', 'x'.repeat(10))
  await until('the answer', small.isClosed)
  t.match(small.text(), /hello$/)
  t.equal(site.heard.length, 1)
})

t.test('cut-slow-bodies: a body that takes too long → closed unanswered; a shorter one passes', async t => {
  const site = await behind(t, [cutSlowBodies({ bytesPerMs: 1, forMs: 30 })])
  const slow = say(t, site.origin, 'POST / HTTP/1.1\nConnection: close', 'x'.repeat(31))
  const quick = say(t, site.origin, 'POST / HTTP/1.1\nConnection: close', 'x'.repeat(30))
  await until('both to be on their way', () => site.clock.pending >= 2)
  site.clock.advance(30)
  await until('the end of both', () => slow.isClosed() && quick.isClosed())
  t.equal(slow.text(), '')
  t.match(quick.text(), /hello$/)
  t.equal(site.heard.length, 1)
})
