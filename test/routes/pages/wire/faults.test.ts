import t from 'tap'
import { RULE_NAMES } from '#domain/wire/faults/fault-table.ts'
import { Reader } from '../reader.ts'
import { world } from '#test/world.ts'

t.test('U225 without script, an admin -> presses a switch, and reads what came of it with its rule', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  await w.people.accounts.setAdmin('ana', true)
  const { conversation: { id } } = (await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }
  const reader = await new Reader(ana).open('/wire/')
  t.match(reader.words, 'Break it yourself')
  t.notMatch(reader.words, 'Restart the server', 'which only a demo can')
  await reader.send('/wire/faults', { fault: 'seven-tabs' })
  t.match(reader.words, /Open seven tabs Only a few of a browser’s requests are held\..* Rule D22 src\/mailbox\/polls\.ts/)
  await reader.send('/wire/faults', { fault: 'cut-hold', seconds: '10', ending: 'silent' })
  t.match(reader.words, 'Cut a waiting request Armed.')
  await reader.send('/wire/faults/off', {})
  t.notMatch(reader.words, 'Armed.')
  await reader.send('/wire/faults', { fault: 'send-twice' })
  // Over a real connection: faults act there.
  const headers = { cookie: ana.cookie ?? '', 'content-type': 'application/json' }
  const body = JSON.stringify({ clientId: 'ana-says-1', body: 'hello' })
  t.equal((await fetch(`${await w.listen()}/api/conversations/${id}/messages`, { method: 'POST', headers, body })).status, 201)
  await reader.open('/wire/')
  t.match(reader.words, 'was stored once.')
  t.match(reader.words, /Send twice · stored as no\. \d/, 'the request says so, too')
  t.ok(reader.text.indexOf('id="wire-faults"') < reader.text.indexOf('id="wire-board"'), 'ahead of the long table')
  t.match(reader.words, 'Nothing lost, nothing doubled, nothing out of order.')
})

t.test('eve -> is told who may, and her forms are refused', async t => {
  const w = await world(t)
  const reader = await new Reader(w.as('eve')).open('/wire/')
  t.match(reader.words, 'Fault switches are for administrators of this site.')
  t.notMatch(reader.text, 'action="wire/faults')
  t.equal((await w.as('eve').form('/wire/faults', { fault: 'delay', form_token: await tokenOf(reader) })).status, 403)
})

t.test('each rule -> a page in plain words, with the file that keeps it', async t => {
  const w = await world(t)
  for (const rule of RULE_NAMES) {
    const reader = await new Reader(w.as('ana')).open(`/wire/rules/${rule}`)
    t.match(reader.words, `Rule ${rule}`)
    t.match(reader.words, /docs\/protocol\.md .*(?:src|public)\//)
  }
  t.equal((await w.as('ana').get('/wire/rules/D99')).status, 400)
})

t.test('the faults alone -> are what a script puts in its place', async t => {
  const w = await world(t)
  await w.people.accounts.setAdmin('ana', true)
  await w.as('ana').post('/api/wire/faults', { fault: 'delay' })
  const { text } = await w.as('ana').get('/wire/?fragment=faults')
  t.match(text, /^<div [^>]*id="wire-faults-told" role="status" data-active="1">/)
})

async function tokenOf (reader: Reader): Promise<string> {
  return /name="form_token" value="([^"]+)"/.exec(reader.text)?.[1] ?? ''
}
