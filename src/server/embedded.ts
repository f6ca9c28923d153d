import { getAssetKeys, getRawAsset } from 'node:sea'
import { keepAddon, loadAddon } from './data-folder/addon.ts'
import { keepLibraries } from './data-folder/libraries.ts'
import { versionIn, type Installation } from './installation.ts'

/** Names of what the build puts into the executable besides files of the project, which have their paths for names. */
export const EMBEDDED = { addon: 'better_sqlite3.node', licences: 'licences.txt', made: 'made/', imaging: 'imaging/' } as const

/** The global variable under which the bundle of sharp finds its addon, instead of looking for packages. */
export const IMAGING = '$imaging'

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
    provideImaging (dataFolder) {
      const libraries = [...names].filter(name => name.startsWith(EMBEDDED.imaging))
        .map(name => ({ name: name.slice(EMBEDDED.imaging.length), bytes: read(name) }))
      const path = keepLibraries(dataFolder, libraries).find(name => name.endsWith('.node')) ?? ''
      Object.assign(globalThis, { [IMAGING]: loadAddon(path, 'The library for pictures') })
    },
    licences: () => read(EMBEDDED.licences).toString()
  }
}
