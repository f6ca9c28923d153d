import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startChild } from '#server/scenes/child.ts'
import { INSTALLED } from '#test/world.ts'

// A folder of its own: other tests play scenes at the same time.
const FOLDER = t.testdir()
process.env['TMPDIR'] = FOLDER
const COMPILED = join(FOLDER, 'compiled')
process.env['NODE_COMPILE_CACHE'] = COMPILED
const foldersNow = (): string[] => readdirSync(FOLDER).filter(name => name.startsWith('holdline-scene-'))

t.test('a child server → serves, starts anew on its folder, is ahead by days, leaves nothing', async t => {
  const child = await startChild(INSTALLED.program)
  t.teardown(() => child.close())
  const first = child.address
  t.match(first, /^http:\/\/127\.0\.0\.1:\d+\/$/)
  t.ok(await child.cpuMs() > 0)
  t.equal(await child.parkedCount(), 0)
  await child.pass(86_400_000)
  await child.restart('kill')
  t.not(child.address, first)
  t.equal((await fetch(`${child.address}healthz`)).status, 200)
  t.equal(foldersNow().length, 1)
  await child.close()
  t.same(foldersNow(), [])
  await t.rejects(fetch(`${child.address}healthz`))
  t.ok(readdirSync(COMPILED, { recursive: true }).length > 100, 'what was compiled is kept for the next child, although this one was killed')
})

t.test('a program that does not serve → an error, and no folder is left', async t => {
  await t.rejects(startChild([process.execPath, '-e', 'process.exit(3)']), { message: /has ended/ })
  t.same(foldersNow(), [])
})
