import { join } from 'node:path'
import t from 'tap'
import { freeShare, troubles } from '#server/data-folder/disk.ts'

t.test('an existing folder is writable, a missing one is not', async t => {
  const dir = t.testdir()
  t.ok(freeShare(dir) > 0 && freeShare(dir) <= 1)
  // Only this one trouble: whether the disk is nearly full depends on the machine.
  t.notOk((await troubles(dir)).includes('the data folder cannot be written'))
  t.ok((await troubles(join(dir, 'gone'))).includes('the data folder cannot be written'))
})
