import t from 'tap'
import type { harOf } from '#domain/wire/har.ts'
import { world } from '#test/world.ts'

/** Fields that HAR 1.2 requires, by the name of the object. http://www.softwareishard.com/blog/har-12-spec/ */
const REQUIRED = {
  log: ['version', 'creator', 'entries'],
  creator: ['name', 'version'],
  entry: ['startedDateTime', 'time', 'request', 'response', 'cache', 'timings'],
  request: ['method', 'url', 'httpVersion', 'cookies', 'headers', 'queryString', 'headersSize', 'bodySize'],
  response: ['status', 'statusText', 'httpVersion', 'cookies', 'headers', 'content', 'redirectURL', 'headersSize', 'bodySize'],
  content: ['size', 'mimeType'],
  postData: ['mimeType', 'text'],
  timings: ['send', 'wait', 'receive']
} as const

type Fields = Readonly<Record<string, unknown>>
type Har = ReturnType<typeof harOf>

function missing (kind: keyof typeof REQUIRED, value: Fields): string[] {
  return REQUIRED[kind].filter(name => value[name] === undefined).map(name => `${kind}.${name}`)
}

t.test('an archive of a poll and a send -> every field that the format requires, and no secret', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  await ana.get('/api/wire')
  await ana.poll({ hold: 0, tab: 'page' })
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'ana-says-1', body: 'hello' })
  const answer = await ana.get('/api/wire/har')
  t.match(answer.headers, { 'content-disposition': 'attachment; filename="holdline.har"' })
  const { log } = answer.body as Har
  t.equal(log.entries.length, 2)
  const faults = [...missing('log', log), ...missing('creator', log.creator), ...log.entries.flatMap(entry => [
    ...missing('entry', entry), ...missing('request', entry.request), ...missing('response', entry.response),
    ...missing('content', entry.response.content), ...missing('timings', entry.timings),
    ...entry.request.postData === undefined ? [] : missing('postData', entry.request.postData)
  ])]
  t.same(faults, [])
  t.match(log.entries, [
    { request: { method: 'GET', url: /\/poll\?hold=0&tab=page$/, queryString: [{ name: 'hold', value: '0' }, { name: 'tab', value: 'page' }] }, response: { status: 200 } },
    { request: { method: 'POST', postData: { mimeType: 'application/json', text: /"hello"/ } }, response: { status: 201, content: { text: /"no":/ } } }
  ])
  for (const { startedDateTime, time } of log.entries) t.ok(!Number.isNaN(Date.parse(startedDateTime)) && time >= 0)
  t.notOk(answer.text.includes(ana.token))
  t.same((await w.as('eve').get('/api/wire/har')).body, { log: { ...log, entries: [] } }, 'eve’s is empty')
})

t.test('a planted gap -> is found', async t => {
  t.same(missing('creator', { name: 'Holdline' }), ['creator.version'])
})
