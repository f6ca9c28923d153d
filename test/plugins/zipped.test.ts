import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { zipped, type Entry } from '#plugins/zipped.ts'
import { unzipped } from '#test/unzipped.ts'

const AT = new Date('2026-11-28T14:05:06Z')

async function * of (...pieces: ReadonlyArray<string | Uint8Array>) {
  yield * pieces
}

async function archive (entries: readonly Entry[]): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of zipped((async function * () { yield * entries })())) pieces.push(piece)
  return Buffer.concat(pieces)
}

t.test('texts, bytes, nothing at all and names of any script → read back as they were', async t => {
  const long = randomBytes(200_000)
  const bytes = await archive([
    { name: 'history.html', at: AT, pieces: of('<p>你好', '</p>') },
    { name: 'files/c-1/2-1-会议记录.bin', at: AT, size: long.length, pieces: of(long.subarray(0, 70_000), long.subarray(70_000)) },
    { name: 'empty', at: AT, size: 0, pieces: of() },
    { name: 'large', at: AT, size: 5_000_000_000, pieces: of('is smaller than was said') }
  ])
  const files = unzipped(bytes)
  t.same([...files.keys()], ['history.html', 'files/c-1/2-1-会议记录.bin', 'empty', 'large'])
  t.same([files.get('history.html')?.toString(), files.get('files/c-1/2-1-会议记录.bin')?.equals(long), files.get('empty')?.length], ['<p>你好</p>', true, 0])
  const path = join(t.testdir(), 'it.zip')
  writeFileSync(path, bytes)
  const python = 'import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(len(z.namelist()), z.infolist()[0].date_time)'
  let said: string | null = null
  try {
    said = execFileSync('python3', ['-c', python, path], { encoding: 'utf8' })
  } catch {
    t.comment('no other reader is here')
  }
  if (said !== null) t.equal(said.trim(), '4 (2026, 11, 28, 14, 5, 6)', 'another program reads the same')
})

t.test('no entries, and more than 16 bits can count → still an archive', async t => {
  t.equal(unzipped(await archive([])).size, 0)
  const many = Array.from({ length: 65_600 }, (_, index): Entry => ({ name: `f${index}`, at: AT, pieces: of() }))
  const bytes = await archive(many)
  const end = bytes.length - 22
  t.equal(bytes.readUInt16LE(end + 10), 0xffff, 'the number stands elsewhere')
  const far = Number(bytes.readBigUInt64LE(end - 20 + 8))
  t.equal(bytes.readUInt32LE(far), 0x0606_4b50)
  t.equal(bytes.readBigUInt64LE(far + 32), 65_600n)
  t.equal(bytes.readUInt32LE(Number(bytes.readBigUInt64LE(far + 48))), 0x0201_4b50, 'the directory begins where it says')
})

t.test('a reader that stops → entries are asked for no further', async t => {
  let asked = 0
  async function * endless (): AsyncGenerator<Entry> {
    for (;;) yield { name: `f${++asked}`, at: AT, pieces: of('x') }
  }
  for await (const piece of zipped(endless())) if (piece.length > 0 && asked === 3) break
  t.equal(asked, 3)
})
