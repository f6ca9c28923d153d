// The switches that refuse requests or restrict browsers.
import t, { type Test } from 'tap'
import { until } from '../rules/stage/browser.ts'
import type { Switch } from './exchange.ts'
import { forbidFraming, hideReferrer, refuseMethods, refuseTexts } from './switches/firewalls.ts'
import { behind, say } from './upstream-server.ts'

async function answerTo (t: Test, vice: Switch, head: string, body = ''): Promise<{ text: string, heard: number }> {
  const site = await behind(t, [vice])
  const asked = say(t, site.origin, `${head}\nConnection: close`, body)
  await until('the answer', asked.isClosed)
  return { text: asked.text(), heard: site.heard.length }
}

t.test('refuse-methods: PATCH, PUT, DELETE → 405 from the proxy; other methods pass', async t => {
  for (const method of ['PATCH', 'PUT', 'DELETE']) {
    const { text, heard } = await answerTo(t, refuseMethods(), `${method} / HTTP/1.1`, 'x')
    t.match(text, /^HTTP\/1\.1 405 [^]*Blocked/)
    t.equal(heard, 0)
  }
  for (const method of ['GET', 'POST', 'OPTIONS']) t.match((await answerTo(t, refuseMethods(), `${method} / HTTP/1.1`, 'x')).text, /hello$/, method)
})

t.test('refuse-texts: a body that looks like an attack, escaped or not → 403 from the proxy', async t => {
  for (const body of ['{"body":"<script>"}', 'body=%3Cscript%3E&x=1', 'body=%27+OR+1%3D1', '{"body":"../../etc/passwd"}', '%%% <script>']) {
    const { text, heard } = await answerTo(t, refuseTexts(), 'POST / HTTP/1.1', body)
    t.match(text, /^HTTP\/1\.1 403 [^]*Blocked/, body)
    t.equal(heard, 0)
  }
  t.match((await answerTo(t, refuseTexts(), 'POST / HTTP/1.1', '{"body":"a script, or 1"}')).text, /hello$/)
})

t.test('forbid-framing, hide-referrer: any answer → the header that forbids or hides it', async t => {
  t.match((await answerTo(t, forbidFraming(), 'GET / HTTP/1.1')).text, /\r\nContent-Security-Policy: frame-ancestors 'none'\r\n/)
  t.match((await answerTo(t, hideReferrer(), 'GET / HTTP/1.1')).text, /\r\nReferrer-Policy: no-referrer\r\n/)
})
