import t from 'tap'
import { createQuotas, type Held } from '#domain/files/quotas.ts'

const MB = 1_000_000

function quotas (stored: Held = { user: 0, all: 0 }) {
  const state = { ...stored }
  return { state, ...createQuotas({ limits: { file: 20 * MB, user: 50 * MB, all: 100 * MB }, held: async () => ({ ...state }) }) }
}

t.test('U242 a file of the limit → fits; one byte more → refused with the number', async t => {
  const { reserve } = quotas()
  await reserve('ana').grow(20 * MB)
  await t.rejects(reserve('ana').grow(20 * MB + 1), { code: 'TOO_LARGE', reason: 'file-too-large', values: { max: 20 * MB } })
})

t.test('U242 the last byte of one’s own room → taken; one more → refused with what is left', async t => {
  const { reserve } = quotas({ user: 49 * MB, all: 49 * MB })
  const file = reserve('ana')
  await file.grow(MB)
  await t.rejects(file.grow(MB + 1), { code: 'TOO_LARGE', reason: 'files-own-full', values: { max: 50 * MB, room: MB } })
})

t.test('U242 the room of all → shared; another person’s file leaves less', async t => {
  const { reserve } = quotas({ user: 0, all: 85 * MB })
  const ben = reserve('ben')
  await ben.grow(10 * MB)
  await t.rejects(reserve('ana').grow(5 * MB + 1), { code: 'STORAGE_FULL', reason: 'files-all-full', values: { max: 100 * MB, room: 5 * MB } })
  ben.release()
  await reserve('ana').grow(15 * MB)
})

t.test('U242 two files at the same moment for room of one → one of them', async t => {
  const { reserve } = quotas({ user: 35 * MB, all: 35 * MB })
  const outcomes = await Promise.allSettled([reserve('ana').grow(10 * MB), reserve('ana').grow(10 * MB)])
  t.same(outcomes.map(({ status }) => status), ['fulfilled', 'rejected'])
})

t.test('U242 a file that is stored while the sums are read → counted all the same', async t => {
  let reads = 0
  let stored = 0
  const first = { release: (): void => {} }
  const { reserve } = createQuotas({
    limits: { file: 10, user: 10, all: 100 },
    async held () {
      const read = { user: stored, all: stored }
      // The other file is stored while this answer is on its way.
      if (++reads === 2) {
        stored = 10
        first.release()
      }
      return read
    }
  })
  const other = reserve('ana')
  await other.grow(10)
  first.release = other.release
  await t.rejects(reserve('ana').grow(1), { code: 'TOO_LARGE', reason: 'files-own-full', values: { room: 0 } })
})

t.test('U242 growing piece by piece → asks the store a few times, and not for each piece', async t => {
  let reads = 0
  const limits = { file: 20 * MB, user: 50 * MB, all: 50 * MB }
  const { reserve } = createQuotas({ limits, held: async () => { reads++; return { user: 0, all: 0 } } })
  const file = reserve('ana')
  for (let bytes = 65_536; bytes <= 20 * MB; bytes += 65_536) await file.grow(bytes)
  t.ok(reads <= 20, `${reads} reads`)
})
