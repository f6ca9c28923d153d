import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import type { Bytes } from '#domain/files/bytes.ts'
import { createCollecting } from '#domain/files/collecting.ts'
import { createKeeping } from '#domain/files/keeping.ts'
import { idOf, openCast } from '../../store/contract/cast.ts'
import { open } from '../../store/sqlite/open.ts'
import { ABOUT, filesBelow, pieces, staged } from './stage.ts'

const HOUR_MS = 3_600_000

async function filed (t: Test, change?: (bytes: Bytes) => Bytes) {
  return staged(t, await openCast(t, open), change)
}

t.test('U246 a file not sent for a day → gone with its bytes and previews; equal bytes stay', async t => {
  const { add, clock, collecting, files, held, onDisk } = await filed(t)
  const old = await add('first')
  await add('only once')
  clock.at += 23 * HOUR_MS
  const young = await add('first')
  await collecting.run()
  t.equal(onDisk(), 3, 'two pictures, and their preview')
  clock.at += 2 * HOUR_MS
  await collecting.run()
  t.equal(await files.own(idOf('ana'), old.id), null)
  t.match(await files.own(idOf('ana'), young.id), { id: young.id })
  t.equal(onDisk(), 2)
  t.same(await held(), { user: 5, all: 5 + 'smaller'.length })
  clock.at += 24 * HOUR_MS
  await collecting.run()
  t.same([onDisk(), await held()], [0, { user: 0, all: 0 }])
})

t.test('U246 an upload without a chunk for a day → gone, its room free', async t => {
  const { uploads, clock, collecting, held, onDisk } = await filed(t)
  const { id } = await uploads.begin(idOf('ana'), { ...ABOUT, size: 10 })
  await uploads.add(idOf('ana'), id, 0, pieces('01234'))
  clock.at += 23 * HOUR_MS
  await uploads.add(idOf('ana'), id, 5, pieces('5'))
  clock.at += 23 * HOUR_MS
  await collecting.run()
  t.match(await uploads.one(idOf('ana'), id), { offset: 6 })
  t.same(await held(), { user: 10, all: 10 })
  clock.at += 2 * HOUR_MS
  await collecting.run()
  await t.rejects(uploads.one(idOf('ana'), id), { code: 'NOT_FOUND' })
  t.same([onDisk(), await held()], [0, { user: 0, all: 0 }])
})

t.test('U246 bytes that were put in place and never named → gone after a while', async t => {
  const { bytes, files, clock, collecting, onDisk } = await filed(t)
  const place = await bytes.workplace()
  const received = await place.receive('file', pieces('orphan'))
  await createKeeping({ store: files, bytes, now: () => clock.at }).keep([received])
  await place.end()
  await collecting.run()
  t.equal(onDisk(), 1, 'its file may be on the way')
  clock.at += HOUR_MS
  await collecting.run()
  t.equal(onDisk(), 0)
})

t.test('U246 a crash between any two steps of a removal → the next run ends it', async t => {
  for (const step of ['doom', 'remove', 'forget'] as const) {
    const { add, blobs, bytes, keeping, uploads, clock, collecting, held, onDisk } = await filed(t)
    await add('first')
    clock.at += 25 * HOUR_MS
    const crash = async (): Promise<never> => { throw new Error('crash') }
    const crashing = createCollecting({
      store: { ...blobs, ...(step === 'doom' && { doomed: crash }), ...(step === 'forget' && { forget: crash }) },
      bytes: step === 'remove' ? { remove: crash } : bytes,
      keeping,
      uploads,
      now: () => clock.at
    })
    await t.rejects(crashing.run(), /crash/, step)
    await collecting.run()
    t.same([onDisk(), await held()], [0, { user: 0, all: 0 }], step)
  }
})

t.test('U246 bytes handed in again while, or before, they are removed → there, and named', async t => {
  for (const moment of ['out of reach', 'being removed'] as const) {
    let again: Promise<unknown> = Promise.resolve()
    const removing = { begins: (): void => {} }
    const { add, blobs, clock, collecting, damages, onDisk } = await filed(t, bytes => ({
      ...bytes,
      async remove (hash) {
        removing.begins()
        await bytes.remove(hash)
      }
    }))
    await add('first')
    clock.at += 25 * HOUR_MS
    if (moment === 'out of reach') {
      await blobs.dropUnsent(clock.at, 10)
      await blobs.doom(clock.at, 10)
      await add('first')
    } else {
      removing.begins = () => {
        removing.begins = () => {}
        again = add('first')
      }
    }
    await collecting.run()
    await again
    await collecting.run()
    t.equal(onDisk(), 2, moment)
    t.same(await damages(), [], moment)
  }
})

t.test('U246 more than fits into one unit → all of it, in slices', async t => {
  const { bytes, files, clock, collecting, onDisk } = await filed(t)
  const place = await bytes.workplace()
  const received = await Promise.all(Array.from({ length: 120 }, (_, n) => place.receive(`f${n}`, pieces(randomBytes(8)))))
  await createKeeping({ store: files, bytes, now: () => clock.at }).keep(received)
  await place.end()
  clock.at += HOUR_MS
  await collecting.run()
  t.equal(onDisk(), 0)
})

t.test('every kept byte is read → missing and damaged ones are named', async t => {
  const { add, damages, root } = await filed(t)
  for (const text of ['whole', 'missing', 'damaged']) await add(text)
  t.same(await damages(), [])
  for (const path of filesBelow(root)) {
    const text = readFileSync(path, 'utf8')
    if (text === 'missing') rmSync(path)
    if (text === 'damaged') writeFileSync(path, 'damagee')
  }
  t.same(await damages(), ['damaged', 'missing'])
})
