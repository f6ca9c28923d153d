import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { createTakeovers } from '#domain/files/takeovers.ts'

async function * pieces (...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

async function * never (): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half')
  await new Promise(() => {})
}

t.test('newer work of the same key → ends the one whose bytes never come, and runs after it', async t => {
  const { run } = createTakeovers()
  const log: string[] = []
  const work = (name: string) => async (mine: AsyncIterable<Uint8Array>) => {
    log.push(`${name} begins`)
    try {
      for await (const piece of mine) log.push(`${name} ${String(piece)}`)
    } finally {
      log.push(`${name} ends`)
    }
    return name
  }
  const first = run('a', never(), work('first'))
  await turn()
  const second = run('a', never(), work('second'))
  const third = run('a', pieces('x', 'y'), work('third'))
  const other = run('b', pieces('z'), work('other'))
  await t.rejects(first, { code: 'INVALID', reason: 'upload-cut' })
  await t.rejects(second, { code: 'INVALID', reason: 'upload-cut' })
  t.same(await Promise.all([third, other]), ['third', 'other'])
  t.same(log.filter(line => !line.startsWith('other')),
    ['first begins', 'first half', 'first ends', 'second begins', 'second ends', 'third begins', 'third x', 'third y', 'third ends'])
})

t.test('work that fails → the next one runs all the same', async t => {
  const { run } = createTakeovers()
  const failing = run('a', pieces(), async () => { throw new Error('not today') })
  const next = run('a', pieces(), async () => 'done')
  await t.rejects(failing, /not today/)
  t.equal(await next, 'done')
})
