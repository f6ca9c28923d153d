import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { FORM_TYPE, formOf, sendForm, tokenOf } from '#test/file-form.ts'
import { world } from '#test/world.ts'

/** Always full, on Linux. */
const FULL = '/dev/full'

const NAMES: ReadonlyArray<readonly [sent: string, kept: string]> = [
  ['../../../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\system32\\evil.dll', 'evil.dll'],
  ['nul\u0000byte.png', 'nul byte.png'],
  ['photo\u202Egpj.exe', 'photogpj.exe'],
  ['CON', '_CON'],
  ['aux.txt', '_aux.txt'],
  ['trailing.txt...   ', 'trailing.txt'],
  [`${'x'.repeat(296)}.txt`, `${'x'.repeat(196)}.txt`],
  ['<script>alert(1)</script>.html', 'script_.html'],
  ['a.txt; filename*=UTF-8\'\'b.html', 'a.txt; filename_=UTF-8\'\'b.html'],
  ['%2e%2e%2fetc', '%2e%2e%2fetc']
]

t.test('U241 hostile names of uploads → clean ones, in the answer and in what browsers save', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  for (const [name, kept] of NAMES) {
    const { status, body } = await sendForm(ana, [['file', { name, bytes: 'x' }]])
    t.match([status, body['file']], [201, { name: kept }], JSON.stringify(name))
    const { id } = body['file'] as { id: string }
    const header = String((await ana.get(`/files/${id}/x`)).headers['content-disposition'])
    t.match(header, /^attachment; filename/)
    t.notMatch(header, /[\r\n\u0000]/)
    t.match((await ana.post('/api/uploads', { name, size: 1 })).body, { upload: { name: kept } }, `${JSON.stringify(name)} in chunks`)
  }
})

t.test('S42 the address of a file → its name may be anything, and leads nowhere else', async t => {
  const w = await world(t)
  const { body } = await sendForm(w.as('ana'), [['file', { name: 'a.txt', bytes: 'hello' }]])
  const { id } = body['file'] as { id: string }
  for (const name of ['', 'x', '..%2f..%2fetc%2fpasswd', '%00', `${'%E5%9B%BE'.repeat(200)}`, 'a/b/c']) {
    t.match(await w.as('ana').get(`/files/${id}/${name}`), { status: 200, text: 'hello' }, name)
  }
  for (const path of ['/files/..%2f..%2fholdline.db/x', '/files/%00/x', '/previews/../small', `/files/${'x'.repeat(65)}/x`]) {
    t.ok([400, 404].includes((await w.as('ana').get(path)).status), path)
  }
})

t.test('a thousand files in one form, and in one message → refused, nothing kept', async t => {
  const files = join(t.testdir(), 'files')
  const w = await world(t, { files })
  const ana = w.as('ana')
  const many = Array.from({ length: 1_000 }, (_, n) => ['file', { name: `${n}.txt`, bytes: String(n) }] as const)
  const payload = formOf([['form_token', await tokenOf(ana)], ...many])
  t.match(await ana.send('POST', '/api/files', { headers: { 'content-type': FORM_TYPE }, payload }), { status: 400 })
  t.same(existsSync(files) ? readdirSync(files, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()) : [], [])
  const { id } = ((await ana.post('/api/conversations', { kind: 'direct', username: 'ben' })).body as { conversation: { id: string } }).conversation
  const fileIds = Array.from({ length: 1_000 }, (_, n) => `f${n}`)
  t.match(await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-1', kind: 'files', body: '', fileIds }), { status: 400 })
})

t.test('a full disk → 507 for a chunk; the upload stays and goes on later', { skip: !existsSync(FULL) }, async t => {
  const files = join(t.testdir(), 'files')
  const w = await world(t, { files })
  const ana = w.as('ana')
  const { id } = (await ana.post('/api/uploads', { name: 'a', size: 1 })).body['upload'] as { id: string }
  mkdirSync(join(files, 'uploads'), { recursive: true })
  symlinkSync(FULL, join(files, 'uploads', id))
  const answer = await ana.send('POST', `/api/uploads/${id}?offset=0`, { headers: { 'content-type': 'application/octet-stream' }, payload: 'x' })
  t.match(answer, { status: 507, body: { code: 'STORAGE_FULL', message: /disk is full/ } })
  t.match((await ana.get(`/api/uploads/${id}`)).body, { upload: { offset: 0 } })
})
