import { setImmediate, setTimeout } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { packLive } from '#plugins/compression.ts'

/** Of 2 KiB, as the answer to one message is. */
function answer (n: number): string {
  return `${n} `.padEnd(2_048, 'so many words ')
}

function pack (n: number): Buffer | null {
  return packLive(answer(n), 2_048)
}

t.test('D34 the same answer to a thousand pages in one turn → compressed for all of them', async t => {
  const packed = Array.from({ length: 1_000 }, () => pack(0))
  t.equal(String(gunzipSync(packed[0] ?? '')), answer(0))
  t.equal(new Set(packed).size, 1)
  await setImmediate()
})

t.test('D34 a thousand different answers at once → some 64 KiB are compressed, later again', async t => {
  for (const when of ['at once', 'a moment later']) {
    const packed = Array.from({ length: 1_000 }, (_, n) => pack(n))
    const count = packed.filter(each => each !== null).length
    t.ok(count >= 32 && count < 500, `${when}: ${count}`)
    t.equal(String(gunzipSync(packed[15] ?? '')), answer(15))
    t.same(pack(3), packed[3], 'known still, though enough was compressed')
    await setTimeout(100)
  }
})
