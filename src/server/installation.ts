import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { collectLicences } from './licences.ts'

/** Everything that lies beside the program, or is inside the executable (`embedded.ts`). Only these two files know where. */
export interface Installation {
  readonly version: string
  /** The command line of this program, without arguments of its own: another process of it is started by this. */
  readonly program: readonly string[]
  /** Reads a file of the project by its path from the project's folder. */
  readonly read: (path: string) => Buffer
  /** A script or style sheet as it was made at build, by its name; null: it is made of its sources. */
  readonly made: (name: string) => Buffer | null
  /** Loads the addon of better-sqlite3 from the data folder, which exists; undefined: the one in node_modules. Throws OperatorError. */
  readonly addon: (dataFolder: string) => object | undefined
  /** Makes the library that decodes pictures known to this process; from the source, it is in node_modules. Throws OperatorError. */
  readonly provideImaging: (dataFolder: string) => void
  /** Returns the licences of everything that the program consists of. */
  readonly licences: () => string
}

/** Returns the installation of a program that runs from its source. */
export function installation (): Installation {
  const root = join(import.meta.dirname, '../..')
  const read = (path: string): Buffer => readFileSync(join(root, path))
  const program = [process.execPath, ...process.execArgv, join(root, 'src/main.ts')]
  return {
    version: versionIn(read),
    program,
    read,
    made: () => null,
    addon: () => undefined,
    provideImaging () {},
    licences: () => collectLicences(root)
  }
}

/** Returns the version that package.json names. */
export function versionIn (read: Installation['read']): string {
  return (JSON.parse(read('package.json').toString()) as { version: string }).version
}
