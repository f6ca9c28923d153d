import { once } from 'node:events'
import { existsSync } from 'node:fs'
import t from 'tap'
import { memoryGroup, type MemoryGroup } from '../../bench/systems/memory-group.ts'
import { onCore } from '../../bench/systems/servers.ts'

const MIB = 64

function groupHere (): MemoryGroup | null {
  try {
    return memoryGroup(MIB)
  } catch {
    return null
  }
}

const group = groupHere()
// Touches the memory, more of it than the group has.
const GREEDY = `const kept = []; for (let i = 0; i < ${2 * MIB}; i++) kept.push(Buffer.alloc(1024 * 1024, 1)); console.log(kept.length)`

t.test('a program in a memory group → ended beyond its memory, the group removed after it', { skip: group === null }, async t => {
  const free = onCore(0, ['-e', GREEDY])
  t.same(await once(free, 'close'), [0, null], 'it runs outside')
  const bound = onCore(0, ['-e', GREEDY], { BENCH_GROUP: group?.procs })
  t.same(await once(bound, 'close'), [null, 'SIGKILL'])
  group?.remove()
  t.equal(existsSync(group?.procs ?? ''), false)
})
