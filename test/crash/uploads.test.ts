import t from 'tap'
import { crashUploads } from './uploads.ts'

const ROUNDS = 3

t.setTimeout(180_000)

t.test('U246 kill -9 while files are uploaded → each that was answered is there, nothing unknown', async t => {
  const { complaints, kept, cuts } = await crashUploads(t.testdir(), ROUNDS, line => t.comment(line))
  t.same(complaints, [])
  t.ok(cuts >= ROUNDS && kept > 0, `${kept} files, ${cuts} uploads cut`)
})
