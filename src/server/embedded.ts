import { getAssetKeys, getRawAsset } from 'node:sea'
import { keepAddon, loadAddon } from './data-folder/addon.ts'
import { versionIn, type Installation } from './installation.ts'

/** Names of what the build puts into the executable besides files of the project, which have their paths for names. */
export const EMBEDDED = { addon: 'better_sqlite3.node', licences: 'licences.txt', made: 'made/' } as const

/** Returns the installation inside the executable. */
export function embedded (): Installation {
  // A view of the program file itself, which takes no memory until it is read.
  const read = (path: string): Buffer => Buffer.from(getRawAsset(path))
  const names = new Set(getAssetKeys())
  let addon: object | undefined
  return {
    version: versionIn(read),
    program: [process.execPath],
    read,
    made: name => names.has(EMBEDDED.made + name) ? read(EMBEDDED.made + name) : null,
    addon (dataFolder) {
      addon ??= loadAddon(keepAddon(dataFolder, read(EMBEDDED.addon)))
      return addon
    },
    licences: () => read(EMBEDDED.licences).toString()
  }
}
