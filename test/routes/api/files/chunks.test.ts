import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Person } from '#test/person.ts'
import { open } from '#test/raw.ts'
import { world, type World, type WorldOptions } from '#test/world.ts'

const BYTES = { 'content-type': 'application/octet-stream' }

interface Chunked extends World { readonly chunks: () => string[] }

async function chunked (t: Test, options: WorldOptions = {}): Promise<Chunked> {
  const files = join(t.testdir(), 'files')
  const w = await world(t, { ...options, files })
  return { ...w, chunks: () => existsSync(join(files, 'uploads')) ? readdirSync(join(files, 'uploads')) : [] }
}

async function begin (person: Person, size: number, more = {}): Promise<string> {
  const { status, text, body } = await person.post('/api/uploads', { name: 'a.txt', size, ...more })
  if (status !== 201) throw new Error(`beginning came to ${status}: ${text}`)
  return (body as { upload: { id: string } }).upload.id
}

const chunk = (person: Person, id: string, offset: number, bytes: string | Buffer) =>
  person.send('POST', `/api/uploads/${id}?offset=${offset}`, { headers: BYTES, payload: bytes })

t.test('U245 a file in chunks → the offset grows, and at the end it is a file', async t => {
  const w = await chunked(t)
  const ana = w.as('ana')
  const begun = await ana.post('/api/uploads', { name: 'dir/a.txt', size: 10, alt: 'Ten' })
  t.match(begun, { status: 201, body: { upload: { name: 'a.txt', size: 10, offset: 0, chunkMax: 1_000_000 } } })
  const { id } = begun.body['upload'] as { id: string }
  t.match(await chunk(ana, id, 0, '01234'), { status: 200, body: { upload: { id, offset: 5 } } })
  t.match(await ana.post(`/api/uploads/${id}/finish`), { status: 409, body: { reason: 'upload-unfinished', message: /5 of 10/ } })
  t.match(await chunk(ana, id, 5, '56789'), { status: 200, body: { upload: { offset: 10 } } })
  const finished = await ana.post(`/api/uploads/${id}/finish`)
  t.match(finished, { status: 201, body: { file: { name: 'a.txt', size: 10, alt: 'Ten' } } })
  const { file } = finished.body as { file: { id: string } }
  t.not(file.id, id)
  t.equal((await ana.get(`/files/${file.id}/a.txt`)).text, '0123456789')
  t.same(w.chunks(), [])
  t.same((await ana.post(`/api/uploads/${id}/finish`)).body, finished.body, 'and again the same')
  t.match(await chunk(ana, id, 5, '56789'), { status: 200 }, 'a late copy of a chunk')
  t.match(await ana.get(`/api/uploads/${id}`), { body: { upload: { offset: 10 } } })
})

t.test('U245 finished twice at the same moment → one file', async t => {
  const w = await chunked(t)
  const id = await begin(w.as('ana'), 1)
  await chunk(w.as('ana'), id, 0, 'x')
  const answers = await Promise.all([1, 2, 3].map(() => w.as('ana').post(`/api/uploads/${id}/finish`)))
  t.equal(new Set(answers.map(({ text }) => text)).size, 1)
})

t.test('U245 a chunk sent twice, too late, too early, too long → no harm, and the offset is told', async t => {
  const w = await chunked(t)
  const ana = w.as('ana')
  const id = await begin(ana, 10)
  await chunk(ana, id, 0, '01234')
  t.match(await chunk(ana, id, 0, '01234'), { status: 200, body: { upload: { offset: 5 } } })
  t.match(await chunk(ana, id, 2, '23'), { status: 200, body: { upload: { offset: 5 } } })
  t.match(await chunk(ana, id, 2, '2345'), { status: 409, body: { code: 'CONFLICT', reason: 'upload-offset', message: /first 5 bytes/ } })
  t.match(await chunk(ana, id, 6, '6'), { status: 409, body: { reason: 'upload-offset' } })
  t.match(await chunk(ana, id, 5, '567890'), { status: 400, body: { reason: 'upload-longer', message: /10 bytes/ } })
  const long = await begin(ana, 2_000_000)
  t.match(await chunk(ana, long, 0, Buffer.alloc(1_000_001)), { status: 413, body: { reason: 'chunk-too-large', message: /1000000/ } })
  t.match(await chunk(ana, long, 0, Buffer.alloc(1_000_000)), { status: 200, body: { upload: { offset: 1_000_000 } } })
  t.match(await chunk(ana, id, 5, '56789'), { status: 200, body: { upload: { offset: 10 } } })
})

t.test('U245 half a chunk that came → it is sent again, and a newer one ends one that hangs', async t => {
  const w = await chunked(t)
  const ana = w.as('ana')
  const address = await w.listen()
  const token = String((await ana.post('/api/tokens', { label: 'x' })).body['secret'])
  const id = await begin(ana, 10)
  const half = async (offset: number) => {
    const socket = open(address)
    socket.on('error', () => {})
    let said = ''
    socket.on('data', part => { said += String(part) })
    await once(socket, 'connect')
    socket.write(`POST /api/uploads/${id}?offset=${offset} HTTP/1.1\r\nHost: holdline.test\r\nAuthorization: Bearer ${token}\r\n` +
      'Content-Type: application/octet-stream\r\nContent-Length: 5\r\n\r\nxyz')
    return { socket, said: () => said }
  }
  const cut = await half(0)
  while (w.chunks().length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  cut.socket.destroy()
  t.match(await chunk(ana, id, 0, '01234'), { status: 200, body: { upload: { offset: 5 } } })
  const silent = await half(5)
  await new Promise(resolve => setTimeout(resolve, 50))
  w.clock.advance(60_000)
  await once(silent.socket, 'close')
  const hanging = await half(5)
  await new Promise(resolve => setTimeout(resolve, 50))
  t.match(await chunk(ana, id, 5, '56789'), { status: 200, body: { upload: { offset: 10 } } })
  hanging.socket.destroy()
  const { file } = (await ana.post(`/api/uploads/${id}/finish`)).body as { file: { id: string } }
  t.equal((await ana.get(`/files/${file.id}/x`)).text, '0123456789')
})

t.test('S3 a session that ends while a chunk comes → the chunk does not count', async t => {
  const w = await chunked(t)
  const address = await w.listen()
  const ana = await w.another('ana')
  const id = await begin(ana, 5)
  const socket = open(address)
  let said = ''
  socket.on('data', part => { said += String(part) })
  socket.write(`POST /api/uploads/${id}?offset=0 HTTP/1.1\r\nHost: holdline.test\r\nCookie: ${ana.cookie ?? ''}\r\n` +
    'Content-Type: application/octet-stream\r\nContent-Length: 5\r\n\r\n0123')
  while (w.chunks().length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  t.equal((await ana.post('/api/logout')).status, 204)
  socket.write('4')
  while (!said.includes('}')) await once(socket, 'data')
  t.match(said, /^HTTP\/1\.1 401 /)
  socket.destroy()
  t.match(await w.as('ana').get(`/api/uploads/${id}`), { body: { upload: { offset: 0 } } })
})

t.test('U242 an announced size → reserved at once, never twice for one room, free when it ends', async t => {
  const w = await chunked(t, { config: { maxFileBytes: 100, maxUserFileBytes: 150 } })
  const ana = w.as('ana')
  t.match(await ana.post('/api/uploads', { name: 'a', size: 101 }), { status: 413, body: { reason: 'file-too-large' } })
  const both = await Promise.all([1, 2].map(() => ana.post('/api/uploads', { name: 'a', size: 100 })))
  t.same(both.map(({ status }) => status).sort(), [201, 413])
  t.match(both.find(({ status }) => status === 413), { body: { reason: 'files-own-full', message: /50 are left/ } })
  const { upload: { id = '' } = {} } = (both.find(({ status }) => status === 201)?.body ?? {}) as { upload?: { id: string } }
  t.equal((await ana.delete(`/api/uploads/${id}`)).status, 204)
  t.equal((await ana.delete(`/api/uploads/${id}`)).status, 404)
  const again = await begin(ana, 100)
  await chunk(ana, again, 0, Buffer.alloc(100))
  t.equal((await ana.post(`/api/uploads/${again}/finish`)).status, 201)
  t.match(await ana.post('/api/uploads', { name: 'a', size: 51 }), { status: 413, body: { reason: 'files-own-full', message: /50 are left/ } })
  t.match(await ana.post('/api/uploads', { name: 'a', size: 50 }), { status: 201 })
})

t.test('the same clientId → the same upload, also without more room; other words → 409', async t => {
  const w = await chunked(t, { config: { maxUserFileBytes: 100 } })
  const ana = w.as('ana')
  const id = await begin(ana, 100, { clientId: 'client-1' })
  t.equal(await begin(ana, 100, { clientId: 'client-1' }), id)
  t.match(await ana.post('/api/uploads', { name: 'a.txt', size: 99, clientId: 'client-1' }), { status: 409, body: { code: 'CLIENT_ID_REUSED' } })
  t.not(await begin(w.as('ben'), 100, { clientId: 'client-1' }), id, 'ben’s is another')
})

t.test('a file of no bytes → needs no chunk', async t => {
  const w = await chunked(t)
  const id = await begin(w.as('ana'), 0)
  t.match(await w.as('ana').post(`/api/uploads/${id}/finish`), { status: 201, body: { file: { size: 0 } } })
})

t.test('eve, who tries the calls of ana’s upload → 404, and nothing is changed', async t => {
  const w = await chunked(t)
  const id = await begin(w.as('ana'), 5)
  await chunk(w.as('ana'), id, 0, '012')
  const eve = w.as('eve')
  for (const answer of [await eve.get(`/api/uploads/${id}`), await chunk(eve, id, 3, '34'), await eve.post(`/api/uploads/${id}/finish`), await eve.delete(`/api/uploads/${id}`)]) {
    t.match(answer, { status: 404, body: { code: 'NOT_FOUND' } })
  }
  t.match(await w.stranger().get(`/api/uploads/${id}`), { status: 401 })
  t.match(await w.as('ana').send('POST', `/api/uploads/${id}?offset=3`, { payload: '34' }), { status: 415 })
  t.match(await w.as('ana').post(`/api/uploads/${id}?offset=3`, '34'), { status: 415 })
  t.match(await w.as('ana').send('POST', `/api/uploads/${id}?offset=3`, { headers: { ...BYTES, 'sec-fetch-site': 'cross-site' }, payload: '34' }), { status: 403 })
  t.match(await w.as('ana').get(`/api/uploads/${id}`), { body: { upload: { offset: 3 } } })
})

t.test('a restart between two chunks → goes on where it was', async t => {
  const folder = t.testdir()
  const options = { path: join(folder, 'holdline.db'), files: join(folder, 'files') }
  const before = await world(t, options)
  const id = await begin(before.as('ana'), 4)
  await chunk(before.as('ana'), id, 0, '01')
  await before.close()
  const w = await world(t, options)
  t.match(await w.as('ana').get(`/api/uploads/${id}`), { body: { upload: { offset: 2 } } })
  await chunk(w.as('ana'), id, 2, '23')
  const { file } = (await w.as('ana').post(`/api/uploads/${id}/finish`)).body as { file: { id: string } }
  t.equal((await w.as('ana').get(`/files/${file.id}/x`)).text, '0123')
})
