import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Bytes } from '#domain/files/bytes.ts'
import { checkBytes } from '#domain/files/checking.ts'
import type { MediaReader } from '#domain/files/media.ts'
import type { About } from '#domain/files/receiving.ts'
import type { Store } from '#domain/store.ts'
import { createFiles } from '#server/files/files.ts'
import { bytesIn } from '#store/bytes/folder.ts'
import { testConfig } from '#test/world.ts'
import { idOf, type Cast } from '../../store/contract/cast.ts'

export const ABOUT: About = { name: 'a.txt', keepsOriginal: false }

/** Reads every file as a picture with one preview, the same for all. */
const media: MediaReader = {
  async read ({ folder }) {
    writeFileSync(join(folder, 'small'), 'smaller')
    return { type: 'image/png', width: 1, height: 1, previews: [{ size: 'small', type: 'image/png', path: join(folder, 'small') }] }
  }
}

export async function * pieces (...parts: readonly (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

/** Every file below a folder, whatever it is. */
export function filesBelow (root: string): string[] {
  const entries = existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : []
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
}

type Stores = Pick<Store, 'files' | 'uploads' | 'blobs'>

export interface StageOptions {
  readonly root: string
  readonly stores: Stores
  readonly clock: { at: number }
  /** Stands between the files and their bytes. */
  readonly change?: (bytes: Bytes) => Bytes
}

/** Ana's files over a store and a folder, in a time that the test moves. */
export function stage ({ root, stores, clock, change = bytes => bytes }: StageOptions) {
  const bytes = change(bytesIn(root))
  const newId = () => `id${process.hrtime.bigint().toString(36)}`
  const files = createFiles({ store: stores, bytes, media, config: testConfig(), now: () => clock.at, newId })
  return {
    ...files,
    bytes,
    onDisk: () => filesBelow(root).length,
    held: () => stores.files.held(idOf('ana')),

    async add (text: string) {
      const arriving = files.receiving.begin(idOf('ana'))
      await arriving.take('file', pieces(text))
      const file = await arriving.finish(ABOUT)
      await arriving.end()
      return file
    },

    /** Kept bytes that are not as they were kept. */
    async damages (): Promise<string[]> {
      const faults: string[] = []
      for await (const { fault } of checkBytes(stores.blobs, bytes)) faults.push(fault)
      return faults.sort()
    }
  }
}

/** The same over the store of a cast. */
export function staged (t: Test, cast: Cast, change?: (bytes: Bytes) => Bytes) {
  const clock = { at: 2_000_000_000 }
  const root = join(t.testdir(), 'files')
  return { ...cast, root, clock, ...stage({ root, stores: cast, clock, ...(change !== undefined && { change }) }) }
}
