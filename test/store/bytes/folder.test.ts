import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { bytesIn } from '#store/bytes/folder.ts'

async function * pieces (...parts: readonly (Buffer | Error)[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part instanceof Error) throw part
    yield part
  }
}

async function text (read: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of read) parts.push(part)
  return Buffer.concat(parts).toString()
}

const filesBelow = (root: string): string[] => readdirSync(root, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))

t.test('bytes that came → kept once, by their hash, for the server’s user alone', async t => {
  const root = join(t.testdir(), 'files')
  const bytes = bytesIn(root)
  const body = randomBytes(200_000)
  const hash = createHash('sha256').update(body).digest('hex')
  for (const name of ['once', 'again']) {
    const place = await bytes.workplace()
    const received = await place.receive(name, pieces(body.subarray(0, 70_000), body.subarray(70_000)))
    t.match(received, { hash, size: 200_000 })
    t.same(await bytes.measure(received.path), received)
    await bytes.keep(received)
    await place.end()
  }
  const path = join(root, hash.slice(0, 2), hash.slice(2, 4), hash)
  t.same(filesBelow(root), [path])
  t.same(readFileSync(path), body)
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.equal(statSync(root).mode & 0o777, 0o700)
  t.equal(statSync(join(root, hash.slice(0, 2))).mode & 0o777, 0o700)
  await bytes.remove(hash)
  await bytes.remove(hash)
  t.same(filesBelow(root), [])
  await t.rejects(bytes.read(hash))
})

t.test('kept bytes → read whole, or from one byte to another', async t => {
  const bytes = bytesIn(t.testdir())
  const place = await bytes.workplace()
  const received = await place.receive('file', pieces(Buffer.from('0123456789')))
  await bytes.keep(received)
  t.equal(await text(await bytes.read(received.hash)), '0123456789')
  t.equal(await text(await bytes.read(received.hash, { from: 2, to: 4 })), '234')
})

t.test('a sender who breaks off → the error, and nothing left once the place is ended', async t => {
  const root = t.testdir()
  const bytes = bytesIn(root)
  const place = await bytes.workplace()
  await t.rejects(place.receive('file', pieces(Buffer.from('half'), new Error('gone'))), /gone/)
  await place.end()
  t.same(filesBelow(root), [])
})

t.test('a start → empties places of before; what is kept, and uploads, stay', async t => {
  const root = t.testdir()
  const bytes = bytesIn(root)
  const place = await bytes.workplace()
  const received = await place.receive('file', pieces(Buffer.from('kept')))
  await bytes.keep(received)
  await bytes.addChunk('u1', 0, pieces(Buffer.from('chunk')))
  const again = bytesIn(root)
  t.notOk(existsSync(place.folder))
  t.equal(await text(await again.read(received.hash)), 'kept')
  t.match(await again.gathered('u1', 5), { size: 5 })
})

t.test('chunks of an upload → gathered; half a chunk and one that is repeated do no harm', async t => {
  const root = t.testdir()
  const bytes = bytesIn(root)
  t.equal(await bytes.addChunk('u1', 0, pieces(Buffer.from('01'), Buffer.from('23'))), 4)
  await t.rejects(bytes.addChunk('u1', 4, pieces(Buffer.from('45678'), new Error('gone'))), /gone/)
  t.equal(await bytes.addChunk('u1', 4, pieces(Buffer.from('45'))), 2)
  const received = await bytes.gathered('u1', 6)
  t.match(received, { size: 6, hash: createHash('sha256').update('012345').digest('hex') })
  if (received !== null) await bytes.keep(received)
  t.match(await bytes.gathered('u1', 6), received, 'and again, since its file stays')
  await bytes.dropChunks('u1')
  await bytes.dropChunks('u1')
  t.equal(await text(await bytes.read(received?.hash ?? '')), '012345')
})

t.test('chunks that are not there → null; an upload of no bytes needs none', async t => {
  const bytes = bytesIn(t.testdir())
  t.equal(await bytes.addChunk('u1', 3, pieces(Buffer.from('x'))), null)
  t.equal(await bytes.gathered('u1', 1), null)
  t.match(await bytes.gathered('u2', 0), { size: 0 })
})

t.test('a name that was left by a crash → the bytes of that name, whole', async t => {
  const root = t.testdir()
  const bytes = bytesIn(root)
  const place = await bytes.workplace()
  const received = await place.receive('file', pieces(Buffer.from('same')))
  await bytes.keep(received)
  writeFileSync(join(place.folder, 'other'), 'same')
  await bytes.keep({ path: join(place.folder, 'other'), hash: received.hash })
  t.equal(await text(await bytes.read(received.hash)), 'same')
})
