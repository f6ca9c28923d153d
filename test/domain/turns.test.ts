import t from 'tap'
import { createTurns } from '#domain/turns.ts'

/** Turns, one at a time, of things that end when they are told to; `done` says in which order they were begun. */
function line (waitingMax = 100) {
  const turns = createTurns({ atOnce: 1, waitingMax, full: () => new Error('no room') })
  const begun: string[] = []
  const ends: (() => void)[] = []
  const take = (lane: string, name: string) => turns.take(lane, () => {
    begun.push(name)
    return new Promise<void>(resolve => { ends.push(resolve) })
  })
  async function endAll (): Promise<void> {
    while (ends.length > 0) {
      ends.shift()?.()
      await new Promise(resolve => { setImmediate(resolve) })
    }
  }
  return { turns, begun, take, endAll }
}

t.test('eve asks a hundred times before ana asks once: ana waits for one of hers', async t => {
  const { turns, begun, take, endAll } = line()
  const asked = Array.from({ length: 90 }, (_, i) => take('eve', `eve ${i}`))
  asked.push(take('ana', 'ana'), take('ana', 'ana again'), take('ben', 'ben'))
  t.ok(turns.busy())
  await endAll()
  await Promise.all(asked)
  t.same(begun.slice(0, 7), ['eve 0', 'eve 1', 'ana', 'ben', 'eve 2', 'ana again', 'eve 3'])
  t.equal(begun.length, 93)
  t.notOk(turns.busy(), 'and all places are free again')
})

t.test('where eve has filled all the room, her latest gives way to ana, and no more of hers comes in', async t => {
  const { begun, take, endAll } = line(3)
  const eves = Array.from({ length: 5 }, (_, i) => take('eve', `eve ${i}`))
  const ana = take('ana', 'ana')
  t.match(await Promise.allSettled([...eves.slice(3), take('eve', 'eve 5')]), Array(3).fill({ status: 'rejected', reason: { message: 'no room' } }))
  const others = [take('ben', 'ben'), take('cho', 'cho')]
  const outcomes = Promise.allSettled([...eves, ana, ...others])
  await endAll()
  await outcomes
  t.same(begun, ['eve 0', 'eve 1', 'ana', 'ben'], 'one each; there is no room for a fourth')
})

t.test('work that fails gives its place on', async t => {
  const { begun, take, endAll, turns } = line()
  const failed = turns.take('eve', async () => { throw new Error('bad luck') })
  const next = take('ana', 'ana')
  await t.rejects(failed, { message: 'bad luck' })
  await endAll()
  await next
  t.same(begun, ['ana'])
})
