import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import t from 'tap'
import type { harOf } from '#domain/wire/har.ts'
import { root } from '#test/source/project.ts'
import { world } from '#test/world.ts'

type Har = ReturnType<typeof harOf>

const read = (path: string): object => JSON.parse(readFileSync(join(root, 'node_modules', path), 'utf8')) as object

/** Checks an archive against the JSON schema of HAR 1.2, as the package `har-schema` has it. */
function troubles (har: unknown): string[] {
  // The schema has words of its own and the draft of before.
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addMetaSchema(read('ajv/dist/refs/json-schema-draft-06.json'))
  const files = readdirSync(join(root, 'node_modules/har-schema/lib')).filter(name => name.endsWith('.json'))
  for (const name of files) ajv.addSchema(read(`har-schema/lib/${name}`))
  const check = ajv.getSchema('har.json#')
  if (check === undefined) throw new Error('There is no schema.')
  check(har)
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

t.test('an archive of every way, open exchanges among them -> is valid HAR 1.2, without a secret', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  await ana.get('/api/wire')
  await ana.poll({ hold: 0, tab: 'page' })
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'ana-says-1', body: 'hello' })
  await ana.get('/api/me')
  await ana.get(`/conversations/${id}`)
  const waiting = ana.poll({ cursor: ((await ana.poll({ hold: 0 })).body as { cursor: string }).cursor, hold: 10, tab: 'page' })
  while (w.messenger.mailboxes.parkedCount === 0) await new Promise(resolve => setImmediate(resolve))
  const answer = await ana.get('/api/wire/har')
  t.match(answer.headers, { 'content-disposition': 'attachment; filename="holdline.har"' })
  t.same(troubles(answer.body), [])
  const { log } = answer.body as Har
  t.match(log.entries.slice(0, 2), [
    { request: { method: 'GET', url: /\/poll\?hold=0&tab=page$/, queryString: [{ name: 'hold', value: '0' }, { name: 'tab', value: 'page' }] }, response: { status: 200 } },
    { request: { method: 'POST', postData: { mimeType: 'application/json', text: /"hello"/ } }, response: { status: 201, content: { text: /"no":/ } } }
  ])
  t.match(log.entries.at(-1), { time: 0, response: { status: 0 } }, 'not answered yet')
  for (const { startedDateTime, time } of log.entries) t.ok(!Number.isNaN(Date.parse(startedDateTime)) && time >= 0)
  t.notOk(answer.text.includes(ana.token))
  t.same((await w.as('eve').get('/api/wire/har')).body, { log: { ...log, entries: [] } }, 'eve’s is empty')
  w.clock.advance(10_000)
  await waiting
})

t.test('a planted gap, and a number in place of a text -> are found', async t => {
  const log = { version: '1.2', creator: { name: 'Holdline', version: '1' }, pages: [], entries: [] }
  t.same(troubles({ log }), [])
  t.match(troubles({ log: { ...log, creator: { name: 'Holdline' } } }), [/creator must have required property 'version'/])
  t.match(troubles({ log: { ...log, version: 1 } }), [/version must be string/])
})
