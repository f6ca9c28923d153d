import { once } from 'node:events'
import { existsSync, readdirSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { MediaReader } from '#domain/files/media.ts'
import { FORM_TYPE, formOf, sendForm, tokenOf, upload } from '#test/file-form.ts'
import type { Person } from '#test/person.ts'
import { open } from '#test/raw.ts'
import { world, type World, type WorldOptions } from '#test/world.ts'

async function filed (t: Test, options: WorldOptions = {}): Promise<World & { readonly left: () => string[] }> {
  const files = join(t.testdir(), 'files')
  const w = await world(t, { ...options, files })
  // Again when a folder has gone while it was read.
  function entries (): Dirent[] {
    try {
      return existsSync(files) ? readdirSync(files, { recursive: true, withFileTypes: true }) : []
    } catch {
      return entries()
    }
  }

  return { ...w, left: () => entries().filter(entry => entry.isFile()).map(({ name }) => name) }
}

async function tokenFor (person: Person): Promise<string> {
  return String((await person.post('/api/tokens', { label: 'program' })).body['secret'])
}

t.test('a file from a page → kept under a clean name, and returned to its uploader alone', async t => {
  const w = await filed(t)
  const answer = await sendForm(w.as('ana'), [['alt', ' A  note '], ['file', { name: '../../etc/notes.txt', bytes: 'hello' }]])
  t.match(answer, { status: 201, body: { file: { name: 'notes.txt', type: 'application/octet-stream', size: 5, alt: 'A note' } } })
  const { id } = answer.body['file'] as { id: string }
  t.match(await w.as('ana').get(`/files/${id}/any%20name`), {
    status: 200,
    text: 'hello',
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename=notes.txt',
      'content-length': 5,
      'content-security-policy': /^sandbox; default-src 'none'/,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      'cross-origin-resource-policy': 'same-origin'
    }
  })
  t.equal(w.left().length, 1)
})

t.test('U240 an unsent file → 404 for everybody but its uploader, like one that does not exist', async t => {
  const w = await filed(t)
  const { id } = await upload(w.as('ana'), 'hello')
  for (const name of ['ben', 'eve'] as const) {
    for (const path of ['/files/none/note.txt', `/files/${id}/note.txt`, `/previews/${id}/small`]) {
      t.match(await w.as(name).get(path), { status: 404, headers: { etag: undefined, 'cache-control': 'no-store' } }, `${name} ${path}`)
    }
  }
  t.match(await w.stranger().get(`/files/${id}/note.txt`), { status: 303, headers: { location: /signin/ } })
})

t.test('eve’s page, a form of another site, without or with an old token → nothing is kept', async t => {
  const w = await filed(t)
  const eve = w.as('eve')
  const file = ['file', { name: 'a.txt', bytes: 'x' }] as const
  const sent = (person: Person, payload: Buffer, headers = {}) => person.send('POST', '/api/files', { headers: { 'content-type': FORM_TYPE, ...headers }, payload })
  t.match(await sent(eve, formOf([file])), { status: 403, body: { code: 'FORM_EXPIRED' } })
  t.match(await sent(eve, formOf([file, ['form_token', await tokenOf(eve)]])), { status: 403, body: { code: 'FORM_EXPIRED' } }, 'it comes first')
  t.match(await sent(eve, formOf([['form_token', await tokenOf(w.as('ana'))], file])), { status: 403, body: { code: 'FORM_EXPIRED' } }, 'another’s')
  const good = formOf([['form_token', await tokenOf(eve)], file])
  t.match(await sent(eve, good, { 'sec-fetch-site': 'cross-site' }), { status: 403, body: { code: 'FORBIDDEN' } })
  t.match(await sent(w.stranger(), good), { status: 401 })
  t.match(await eve.post('/api/files', { file: 'x' }), { status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } })
  t.match(await eve.form('/api/files', { file: 'x' }), { status: 415 })
  t.match(await eve.send('POST', '/api/files', { payload: 'x' }), { status: 415 })
  t.same(w.left(), [])
})

t.test('a program with a token → needs no form token', async t => {
  const w = await filed(t)
  const authorization = `Bearer ${await tokenFor(w.as('ana'))}`
  const answer = await w.stranger().send('POST', '/api/files', {
    headers: { 'content-type': FORM_TYPE, authorization }, payload: formOf([['file', { name: 'a.txt', bytes: 'x' }], ['original', 'true']])
  })
  t.match(answer, { status: 201, body: { file: { name: 'a.txt', size: 1 } } })
})

t.test('no form, no file, two files, a field that is too long → refused, nothing kept', async t => {
  const w = await filed(t)
  const ana = w.as('ana')
  const file = ['file', { name: 'a.txt', bytes: 'x' }] as const
  t.match(await sendForm(ana, []), { status: 400, body: { reason: 'file-missing', field: 'file' } })
  t.match(await sendForm(ana, [['file', { name: '', bytes: '' }]]), { status: 400, body: { reason: 'file-missing' } }, 'none was chosen')
  t.match(await sendForm(ana, [file, file]), { status: 400, body: { reason: 'one-file' } })
  t.match(await sendForm(ana, [['alt', 'x'.repeat(20_000)], file]), { status: 413, body: { code: 'TOO_LARGE' } })
  t.match(await sendForm(ana, [['alt', 'x'.repeat(1_001)], file]), { status: 400, body: { reason: 'chars-max', field: 'alt' } })
  t.match(await sendForm(ana, Array.from({ length: 30 }, (_, n) => [`f${n}`, 'x'] as const)), { status: 400 })
  const broken = formOf([['form_token', await tokenOf(ana)], file])
  t.match(await ana.send('POST', '/api/files', { headers: { 'content-type': FORM_TYPE }, payload: broken.subarray(0, -30) }),
    { status: 400, body: { reason: 'upload-cut' } })
  t.match(await ana.send('POST', '/api/files', { headers: { 'content-type': 'multipart/form-data; boundary=' }, payload: 'x' }), { status: 400 })
  t.same(w.left(), [])
})

t.test('an empty file → a plain download of no bytes', async t => {
  const w = await filed(t)
  const { id } = await upload(w.as('ana'), '', 'empty')
  t.match(await w.as('ana').get(`/files/${id}/empty`), { status: 200, text: '', headers: { 'content-length': 0 } })
})

t.test('U242 a file of the limit → taken; a byte more, or more than one’s own room → the numbers', async t => {
  const w = await filed(t, { config: { maxFileBytes: 100_000, maxUserFileBytes: 150_000, maxAllFileBytes: 180_000 } })
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  await upload(ana, Buffer.alloc(100_000, 'a'))
  t.match(await sendForm(ana, [['file', { name: 'a', bytes: Buffer.alloc(100_001) }]]),
    { status: 413, body: { code: 'TOO_LARGE', reason: 'file-too-large', message: /100000 bytes/ } })
  t.match(await sendForm(ana, [['file', { name: 'a', bytes: Buffer.alloc(50_001) }]]),
    { status: 413, body: { reason: 'files-own-full', message: /150000 bytes in all: 50000 are left/ } })
  t.match(await sendForm(ben, [['file', { name: 'a', bytes: Buffer.alloc(80_001) }]]),
    { status: 507, body: { code: 'STORAGE_FULL', reason: 'files-all-full', message: /80000 are left/ } })
  await upload(ana, Buffer.alloc(50_000, 'b'))
  t.equal(w.left().length, 2)
})

t.test('U242 two files at the same moment with room for one → one of them is kept', async t => {
  const w = await filed(t, { config: { maxUserFileBytes: 150_000 } })
  const ana = w.as('ana')
  const answers = await Promise.all(['a', 'b'].map(letter => sendForm(ana, [['file', { name: letter, bytes: Buffer.alloc(100_000, letter) }]])))
  t.same(answers.map(({ status }) => status).sort(), [201, 413])
  t.equal(w.left().length, 1)
})

t.test('a file announced as too large → refused before it comes', async t => {
  const w = await filed(t, { config: { maxFileBytes: 1_000 } })
  const address = await w.listen()
  const socket = open(address)
  let said = ''
  socket.on('data', part => { said += String(part) })
  socket.write(`POST /api/files HTTP/1.1\r\nHost: holdline.test\r\nAuthorization: Bearer ${await tokenFor(w.as('ana'))}\r\n` +
    `Content-Type: ${FORM_TYPE}\r\nContent-Length: 900000\r\n\r\n${'x'.repeat(900_000)}`)
  while (!said.includes('}')) await once(socket, 'data')
  t.match(said, /^HTTP\/1\.1 413 [\s\S]*"reason":"file-too-large"/)
  socket.destroy()
})

t.test('U244 an upload that is cut → nothing is left of it; its room is free again', async t => {
  const w = await filed(t, { config: { maxUserFileBytes: 150_000 } })
  const address = await w.listen()
  const body = formOf([['file', { name: 'a', bytes: Buffer.alloc(100_000, 'a') }]])
  const socket = open(address)
  socket.on('error', () => {})
  socket.write(`POST /api/files HTTP/1.1\r\nHost: holdline.test\r\nAuthorization: Bearer ${await tokenFor(w.as('ana'))}\r\n` +
    `Content-Type: ${FORM_TYPE}\r\nContent-Length: ${body.length}\r\n\r\n`)
  socket.write(body.subarray(0, 90_000))
  while (w.left().length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  socket.destroy()
  while (w.left().length > 0) await new Promise(resolve => setTimeout(resolve, 5))
  t.match(await w.as('ana').send('POST', '/api/files', {
    headers: { 'content-type': FORM_TYPE }, payload: formOf([['form_token', await tokenOf(w.as('ana'))], ['file', { name: 'a', bytes: Buffer.alloc(150_000) }]])
  }), { status: 201 })
  t.notMatch(w.logged.join(''), '"fault"')
})

t.test('U244 an upload that is silent for a minute → ended; one that goes on has all its time', async t => {
  const w = await filed(t)
  const address = await w.listen()
  const body = formOf([['file', { name: 'a', bytes: Buffer.alloc(100_000, 'a') }]])
  const socket = open(address)
  socket.on('error', () => {})
  socket.write(`POST /api/files HTTP/1.1\r\nHost: holdline.test\r\nAuthorization: Bearer ${await tokenFor(w.as('ana'))}\r\n` +
    `Content-Type: ${FORM_TYPE}\r\nContent-Length: ${body.length}\r\n\r\n`)
  for (let from = 0; from < 50_000; from += 10_000) {
    socket.write(body.subarray(from, from + 10_000))
    await new Promise(resolve => setTimeout(resolve, 50))
    w.clock.advance(59_000)
    t.notOk(socket.closed)
  }
  w.clock.advance(61_000)
  await once(socket, 'close')
  while (w.left().length > 0) await new Promise(resolve => setTimeout(resolve, 5))
})

t.test('more than ten files of one user on their way at once → the next ones are told to wait', async t => {
  const w = await filed(t)
  const address = await w.listen()
  const token = await tokenFor(w.as('ana'))
  const body = formOf([['file', { name: 'a', bytes: Buffer.alloc(100_000, 'a') }]])
  const head = `POST /api/files HTTP/1.1\r\nHost: holdline.test\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: ${FORM_TYPE}\r\nContent-Length: ${body.length}\r\n\r\n`
  const sockets = Array.from({ length: 10 }, () => {
    const socket = open(address)
    socket.on('error', () => {})
    socket.write(head)
    socket.write(body.subarray(0, 50_000))
    return socket
  })
  while (w.left().length < 10) await new Promise(resolve => setTimeout(resolve, 5))
  t.match(await sendForm(w.as('ana'), [['file', { name: 'b', bytes: 'b' }]]), { status: 429, body: { code: 'TOO_MANY', reason: 'uploads-max' } })
  await upload(w.as('ben'), 'b')
  for (const socket of sockets) socket.destroy()
  while (w.left().length > 1) await new Promise(resolve => setTimeout(resolve, 5))
  await upload(w.as('ana'), 'b')
})

t.test('a session that ends while the file comes → nothing is kept', async t => {
  const w = await filed(t)
  const address = await w.listen()
  const token = await tokenFor(w.as('ana'))
  const { tokens: [{ id = '' } = {}] } = (await w.as('ana').get('/api/tokens')).body as unknown as { tokens: { id: string }[] }
  const body = formOf([['file', { name: 'a', bytes: 'hello' }]])
  const socket = open(address)
  let said = ''
  socket.on('data', part => { said += String(part) })
  socket.write(`POST /api/files HTTP/1.1\r\nHost: holdline.test\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: ${FORM_TYPE}\r\nContent-Length: ${body.length}\r\n\r\n`)
  socket.write(body.subarray(0, -10))
  while (w.left().length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  t.equal((await w.as('ana').delete(`/api/tokens/${id}`)).status, 204)
  socket.write(body.subarray(-10))
  while (!said.includes('}')) await once(socket, 'data')
  t.match(said, /^HTTP\/1\.1 401 /)
  socket.destroy()
  while (w.left().length > 0) await new Promise(resolve => setTimeout(resolve, 5))
})

/** Reads a video of 3 × 4 pixels, a sound, a picture or a broken picture, as the first word says. */
const media: MediaReader = {
  async read ({ path, folder, keepOriginal }) {
    const { readFileSync, writeFileSync } = await import('node:fs')
    const { ReasonError } = await import('#domain/reasons.ts')
    const [word = ''] = readFileSync(path, 'utf8').split(' ')
    if (word === 'broken') throw new ReasonError('picture-unreadable', 'file')
    if (word === 'video') return { type: 'video/mp4', width: 3, height: 4, durationMs: 5_000, previews: [] }
    if (word === 'sound') return { type: 'audio/ogg', durationMs: 2_000, previews: [] }
    if (word !== 'picture') return { type: 'text/html', previews: [] }
    writeFileSync(join(folder, 'small'), 'smaller')
    writeFileSync(join(folder, 'cleaned'), 'clean picture')
    const small = { size: 'small' as const, type: 'image/jpeg' as const, path: join(folder, 'small') }
    return { type: 'image/png', width: 3, height: 4, previews: [small], ...(!keepOriginal && { cleaned: join(folder, 'cleaned') }) }
  }
}

t.test('a picture → its cleaned bytes and previews, the original only if its sender says so', async t => {
  const w = await filed(t, { media })
  const ana = w.as('ana')
  const clean = await sendForm(ana, [['file', { name: 'a.png', bytes: 'picture with a place' }]])
  t.match(clean, { status: 201, body: { file: { type: 'image/png', width: 3, height: 4, size: 'clean picture'.length } } })
  const { id } = clean.body['file'] as { id: string }
  t.match(await ana.get(`/files/${id}/a.png`), { text: 'clean picture', headers: { 'content-type': 'image/png', 'content-disposition': 'inline; filename=a.png' } })
  t.match(await ana.get(`/previews/${id}/small`), { status: 200, text: 'smaller', headers: { 'content-type': 'image/jpeg', 'content-disposition': /^inline/ } })
  t.equal((await ana.get(`/previews/${id}/large`)).status, 404)
  t.equal((await ana.get(`/previews/${id}/huge`)).status, 400)
  const original = await sendForm(ana, [['original', 'on'], ['file', { name: 'a.png', bytes: 'picture with a place' }]])
  t.match(original, { status: 201, body: { file: { size: 'picture with a place'.length } } })
  t.match(await sendForm(ana, [['file', { name: 'a.png', bytes: 'broken picture' }]]), { status: 400, body: { reason: 'picture-unreadable' } })
  t.equal(w.left().length, 3, 'two pictures, and one preview for both')
})

t.test('sound with its waveform, video with a poster → as their bytes say, the waveform clamped', async t => {
  const w = await filed(t, { media })
  const [ana, eve] = [w.as('ana'), w.as('eve')]
  t.match(await sendForm(ana, [['peaks', `3,${'200,'.repeat(99)}`], ['file', { name: 'a.ogg', bytes: 'sound' }]]),
    { status: 201, body: { file: { type: 'audio/ogg', durationMs: 2_000, peaks: [3, ...Array(63).fill(100)] } } })
  const video = await sendForm(ana, [['poster', { name: 'p.png', bytes: 'picture' }], ['file', { name: 'a.mp4', bytes: 'video' }]])
  t.match(video, { status: 201, body: { file: { type: 'video/mp4', width: 3, hasPoster: true } } })
  const bare = await upload(ana, 'video again', 'b.mp4')
  t.equal((await ana.get(`/previews/${bare.id}/small`)).status, 404)
  const poster = [['poster', { name: 'p.png', bytes: 'picture' }]] as const
  t.equal((await sendForm(eve, poster, `/api/files/${bare.id}/poster`)).status, 404)
  t.equal((await sendForm(ana, poster, `/api/files/${bare.id}/poster`)).status, 204)
  t.match(await ana.get(`/previews/${bare.id}/small`), { status: 200, text: 'smaller' })
  t.match(await sendForm(ana, [['poster', { name: 'p', bytes: 'text' }]], `/api/files/${bare.id}/poster`), { status: 400, body: { field: 'poster' } })
  t.match(await sendForm(ana, [], `/api/files/${bare.id}/poster`), { status: 400, body: { reason: 'file-missing' } })
})

t.test('U248 a page of HTML, whatever its name says → saved as bytes, never shown', async t => {
  const w = await filed(t, { media })
  const { id } = await upload(w.as('ana'), '<script>alert(1)</script>', 'photo.png')
  t.match((await w.as('ana').get(`/files/${id}/photo.png`)).headers, {
    'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename=photo.png', 'x-content-type-options': 'nosniff'
  })
})
