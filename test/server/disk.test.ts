import { join } from 'node:path'
import t from 'tap'
import { freeShare, troubles } from '#server/data-folder/disk.ts'

t.test('a folder that is there can be written, one that is not cannot', async t => {
  const dir = t.testdir()
  t.ok(freeShare(dir) > 0 && freeShare(dir) <= 1)
  // Whether this machine's disk is nearly full is not the test's to know.
  t.notOk((await troubles(dir)).includes('the data folder cannot be written'))
  t.ok((await troubles(join(dir, 'gone'))).includes('the data folder cannot be written'))
})
