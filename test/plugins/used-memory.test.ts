import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import t from 'tap'
import { createUsedMemory } from '#plugins/bodies/used-memory.ts'

/** A chunk in memory of its own, as Node makes them. */
const chunkOf = (text: string): Buffer => Buffer.from(new TextEncoder().encode(text).buffer)
const isFree = (chunk: Buffer): boolean => chunk.buffer.byteLength === 0
const request = () => new IncomingMessage(new Socket())

async function * each (...pieces: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  yield * pieces
}

t.test('chunks that were used → freed when the next one is asked for, and not before', async t => {
  const { came, each: used } = createUsedMemory(request())
  const chunks = ['one', 'two'].map(chunkOf)
  const seen: string[] = []
  for (const chunk of chunks) came(chunk)
  for await (const chunk of used(each(...chunks))) seen.push(`${String(Buffer.from(chunk))} ${chunks.map(isFree).join()}`)
  t.same(seen, ['one false,false', 'two true,false'])
  t.same(chunks.map(isFree), [true, true])
})

t.test('pieces of chunks → a chunk is freed after its last piece, memory of others never', async t => {
  const { came, passed } = createUsedMemory(request())
  const [one, two, three] = [chunkOf('abcd'), chunkOf('efgh'), chunkOf('ijkl')]
  const looked = chunkOf('look')
  for (const chunk of [one, two, three]) came(chunk)
  const seen: string[] = []
  const pieces = each(one.subarray(1, 2), one.subarray(2), looked, two, three.subarray(0, 2))
  for await (const piece of passed(pieces)) seen.push(String(Buffer.from(piece)))
  t.same(seen, ['b', 'cd', 'look', 'efgh', 'ij'])
  t.same([one, looked, two, three].map(isFree), [true, false, true, false], 'another part may begin in the last one')
})

t.test('memory that others hold, and requests of tests → nothing is freed', async t => {
  const pooled = Buffer.from('abcd')
  const real = createUsedMemory(request())
  const [given] = [chunkOf('abcd')]
  const fake = createUsedMemory(Readable.from([]) as IncomingMessage)
  real.came(pooled)
  fake.came(given)
  for await (const piece of real.each(each(pooled))) t.equal(piece.length, 4)
  for await (const piece of fake.each(each(given))) t.equal(piece.length, 4)
  t.same([isFree(pooled), isFree(given)], [false, false])
})
