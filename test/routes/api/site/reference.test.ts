import t from 'tap'
import { Check } from 'typebox/value'
import type { TSchema } from 'typebox'
import { DomainError, type ErrorCode } from '#domain/errors.ts'
import { told } from '#plugins/errors.ts'
import { PollAnswerSchema } from '#routes/api/delivery/poll-schemas.ts'
import { readProjectFile } from '#test/source/project.ts'
import { world } from '#test/world.ts'

interface Document { openapi: string, paths: Record<string, Record<string, { summary?: string, responses?: Record<string, object> }>> }
type EventSchema = TSchema & { readonly title: string, readonly examples: readonly object[] }

const PROTOCOL = readProjectFile('docs/protocol.md')

t.test('the OpenAPI document names every call of the API, its purpose and its answers', async t => {
  const w = await world(t)
  const answer = await w.stranger().get('/api/openapi.json')
  t.equal(answer.status, 200)
  const { openapi, paths } = answer.body as unknown as Document
  t.match(openapi, /^3\.1\./)
  const calls = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, call]) => ({ name: `${method} ${path}`, call })))
  const names = calls.map(({ name }) => name)
  for (const name of ['post /api/signup', 'post /api/login', 'patch /api/me', 'put /api/me/password', 'delete /api/sessions/{id}',
    'post /api/tokens', 'get /api/snapshot', 'post /api/conversations/{id}/messages']) t.ok(names.includes(name), name)
  t.ok(calls.length >= 40, names.join('\n'))
  for (const { name, call } of calls) {
    t.ok(/ \/(?:api\/|poll$)/.test(name), `${name} is of the API`)
    t.type(call.summary, 'string', name)
    t.ok(Object.keys(call.responses ?? {}).some(status => /^20[0124]$/.test(status)), `${name} names its answers`)
  }
})

t.test('the reference is also one page for people, which loads nothing', async t => {
  const w = await world(t)
  const answer = await w.stranger().get('/api/')
  t.match(answer, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': /script-src 'self'/ } })
  t.match(answer.text, '<code>POST /api/conversations/{id}/messages</code>')
  t.notMatch(answer.text, /<(?:script|img|link|style)/)
  t.notMatch(answer.text, /https?:\/\/(?!json-schema)/)
  t.match(await w.stranger().get('/api'), { status: 303, headers: { location: 'api/' } })
})

t.test('docs/protocol.md names every call of the API and no other', async t => {
  const w = await world(t)
  const { paths } = (await w.stranger().get('/api/openapi.json')).body as unknown as Document
  const built = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`))
  const described = [...PROTOCOL.matchAll(/^\| `([A-Z]+ \/api\/[^ ?`]+)/gm)].map(match => match[1])
  t.same(described.sort(), built.filter(call => call !== 'GET /poll').sort())
})

t.test('docs/protocol.md gives every refusal the status it has', async t => {
  const rows = [...PROTOCOL.matchAll(/^\| ([45]\d\d) \| (.*) \|$/gm)]
  const described = rows.flatMap(([, status, text = '']) =>
    [...text.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => ({ code, status: Number(status) })))
  const codes = [...readProjectFile('src/domain/errors.ts').matchAll(/^ {2}\| '([A-Z_]+)'$/gm)].map(match => match[1])
  t.ok(codes.length > 15)
  t.same(described.map(({ code }) => code).sort(), [...codes, 'FAULT'].sort())
  for (const { code, status } of described) {
    if (code !== 'FAULT') t.equal(status, told(new DomainError(code as ErrorCode, '')).statusCode, String(code))
  }
})

t.test('every type of event has a valid example, and docs/protocol.md names it', async t => {
  const { anyOf } = PollAnswerSchema.properties.events.items as unknown as { anyOf: readonly EventSchema[] }
  const [, union = ''] = /closed union\s+\(([^;]*)\);/.exec(PROTOCOL) ?? []
  t.same([...union.matchAll(/`([a-z-]+)`/g)].map(match => match[1]), anyOf.map(({ title }) => title))
  for (const schema of anyOf) {
    const [example = {}] = schema.examples
    t.match(example, { type: schema.title })
    t.ok(Check(schema, example), schema.title)
    t.notOk(Check(schema, { ...example, seq: 'first' }), `${schema.title} is checked`)
  }
})
