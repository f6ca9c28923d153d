import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A shared library, by its path among those that look for each other. */
export interface Library { readonly name: string, readonly bytes: Buffer }

/**
 * Copies shared libraries into a data folder, unless exactly these are there: the system loads code from files alone. They lie in a folder
 * named by their content, so that those of another version are never taken for them; former ones are removed. Returns their paths.
 */
export function keepLibraries (dataFolder: string, libraries: readonly Library[]): readonly string[] {
  const hash = createHash('sha256')
  for (const { name, bytes } of libraries) hash.update(name).update('\0').update(bytes)
  const all = join(dataFolder, '.native')
  const name = hash.digest('hex').slice(0, 32)
  const folder = join(all, name)
  if (!areIn(folder, libraries)) write(`${folder}.part`, libraries, folder)
  for (const former of readdirSync(all)) if (former !== name) rmSync(join(all, former), { recursive: true, force: true })
  return libraries.map(library => join(folder, library.name))
}

function areIn (folder: string, libraries: readonly Library[]): boolean {
  try {
    return libraries.every(({ name, bytes }) => readFileSync(join(folder, name)).equals(bytes))
  } catch {
    return false
  }
}

/** Writes all of them, or nothing when the disk fills up. */
function write (part: string, libraries: readonly Library[], folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
    for (const { name, bytes } of libraries) {
      const path = join(part, name)
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      writeFileSync(path, bytes, { mode: 0o600 })
    }
    renameSync(part, folder)
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    throw error
  }
}
