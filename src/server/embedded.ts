import { getRawAsset } from 'node:sea'
import { keepAddon, loadAddon } from './data-folder/addon.ts'
import { versionIn, type Installation } from './installation.ts'

/** Names of what the build puts into the executable besides files of the project, which have their paths for names. */
export const EMBEDDED = { addon: 'better_sqlite3.node', licences: 'licences.txt' } as const

/** Returns the installation inside the executable. */
export function embedded (): Installation {
  // A view of the program file itself, which takes no memory until it is read.
  const read = (path: string): Buffer => Buffer.from(getRawAsset(path))
  let addon: object | undefined
  return {
    version: versionIn(read),
    read,
    addon (dataFolder) {
      addon ??= loadAddon(keepAddon(dataFolder, read(EMBEDDED.addon)))
      return addon
    },
    licences: () => read(EMBEDDED.licences).toString()
  }
}
