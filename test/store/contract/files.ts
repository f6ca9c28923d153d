import type { Test } from 'tap'
import { Value } from 'typebox/value'
import { FileSchema, type NewFile } from '#domain/files/files.ts'
import { idOf, openCast, type Name, type Open } from './cast.ts'

export const SIZE = 1_000

/** A file of somebody, its bytes named like it. */
export function fileOf (name: Name, id: string, more: Partial<NewFile> = {}): NewFile {
  return { id, ownerId: idOf(name), name: `${id}.txt`, type: 'text/plain', size: SIZE, hash: `hash-${id}`, previews: [], ...more }
}

/** Promises of `FileStore`. */
export function filesContract (t: Test, open: Open): void {
  async function opened (t: Test) {
    const cast = await openCast(t, open)
    async function add (name: Name, id: string, more: Partial<NewFile> = {}) {
      const file = fileOf(name, id, more)
      const previews = [...file.previews, ...file.poster?.previews ?? []].map(({ hash }) => ({ hash, size: 10 }))
      const posters = file.poster === undefined ? [] : [{ hash: file.poster.hash, size: 20 }]
      await cast.files.expect([{ hash: file.hash, size: file.size }, ...posters, ...previews], cast.tick())
      return await cast.files.add(file, cast.tick())
    }
    return { ...cast, add }
  }

  t.test('U240 an unsent file → its uploader’s; nobody else’s', async t => {
    const { files, add } = await opened(t)
    t.same(await add('ana', 'f1'), { id: 'f1', name: 'f1.txt', type: 'text/plain', size: SIZE })
    t.same(await files.served(idOf('ana'), 'f1'), { hash: 'hash-f1', size: SIZE, type: 'text/plain', name: 'f1.txt' })
    for (const name of ['ben', 'eve'] as const) t.equal(await files.served(idOf(name), 'f1'), null)
    t.equal(await files.served(idOf('ana'), 'f9'), null)
  })

  t.test('a file with all that is read from bytes → told as it is', async t => {
    const { files, add } = await opened(t)
    const picture = { width: 3, height: 4, animated: true as const, durationMs: 5, alt: 'A cat', peaks: [0, 100] }
    const previews = [{ size: 'small' as const, type: 'image/jpeg', hash: 'hash-small' }]
    const file = await add('ana', 'f1', { ...picture, previews })
    t.same(file, { id: 'f1', name: 'f1.txt', type: 'text/plain', size: SIZE, ...picture })
    t.ok(Value.Check(FileSchema, file))
    t.match(await files.own(idOf('ana'), 'f1'), { ...file, sent: false })
    t.same(await files.preview(idOf('ana'), 'f1', 'small'), { hash: 'hash-small', size: 10, type: 'image/jpeg', name: 'f1.txt' })
    t.equal(await files.preview(idOf('ana'), 'f1', 'large'), null)
    t.equal(await files.preview(idOf('eve'), 'f1', 'small'), null)
  })

  t.test('a video with a poster → the poster’s previews; another poster while it is unsent', async t => {
    const { files, add } = await opened(t)
    const poster = (hash: string) => ({ hash, previews: [{ size: 'small' as const, type: 'image/jpeg', hash: `${hash}-small` }] })
    t.match(await add('ana', 'f1', { type: 'video/mp4', poster: poster('p1') }), { hasPoster: true })
    t.match(await files.preview(idOf('ana'), 'f1', 'small'), { hash: 'p1-small' })
    await files.expect([{ hash: 'p2', size: 20 }, { hash: 'p2-small', size: 10 }], 1)
    t.equal(await files.setPoster(idOf('ana'), 'f1', poster('p2')), true)
    t.match(await files.preview(idOf('ana'), 'f1', 'small'), { hash: 'p2-small' })
    t.equal(await files.setPoster(idOf('eve'), 'f1', poster('p2')), false)
    t.equal((await files.held(idOf('ana'))).user, SIZE + 20, 'a poster counts as well')
    await add('ana', 'f2', { type: 'image/png' })
    t.equal(await files.setPoster(idOf('ana'), 'f2', poster('p2')), false, 'no other picture for a picture')
  })

  t.test('U242 bytes that are held → each file for its owner, the bytes once for all', async t => {
    const { files, add } = await opened(t)
    await add('ana', 'f1')
    await add('ana', 'f2', { hash: 'hash-f1' })
    await add('ben', 'f3', { hash: 'hash-f1', previews: [{ size: 'small', type: 'image/png', hash: 'hash-small' }] })
    t.same(await files.held(idOf('ana')), { user: 2 * SIZE, all: SIZE + 10 })
    t.same(await files.held(idOf('ben')), { user: SIZE, all: SIZE + 10 })
    t.same(await files.held(idOf('eve')), { user: 0, all: SIZE + 10 })
  })

  t.test('one’s own files → the latest first, page by page; nobody else’s', async t => {
    const { files, add } = await opened(t)
    for (const id of ['f1', 'f2', 'f3']) await add('ana', id)
    const first = await files.mine(idOf('ana'), { limit: 2 })
    t.match(first, { rows: [{ id: 'f3', sent: false }, { id: 'f2' }], more: true })
    t.match(await files.mine(idOf('ana'), { limit: 2, after: first.next ?? '' }), { rows: [{ id: 'f1' }], more: false, next: null })
    t.same((await files.mine(idOf('eve'), { limit: 2 })).rows, [])
    t.equal(await files.own(idOf('eve'), 'f1'), null)
  })

  t.test('bytes that nobody expected → no file can name them', async t => {
    const { files } = await opened(t)
    await t.rejects(files.add(fileOf('ana', 'f1'), 1), /FOREIGN KEY/)
  })
}
