import t from 'tap'
import { SCENES } from '#domain/wire/played/scenes.ts'
import { startChild } from '#server/scenes/child.ts'
import { INSTALLED } from '#test/world.ts'
import { played } from './play.ts'

const child = await startChild(INSTALLED.program)
t.teardown(() => child.close())

for (const name of SCENES) {
  t.test(`the scene ${name} → as expected`, async t => {
    const { passed, brokenBy, met } = await played(child, name)
    t.ok(passed, `broken by ${brokenBy}; met ${met.join(', ')}`)
  })
}
