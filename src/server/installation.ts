import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that lies beside the program. Only this file knows where: a single executable replaces it. */
export interface Installation {
  readonly version: string
  /** Reads a file of the project by its path from the project's folder. */
  readonly read: (path: string) => Buffer
  /** A script or style sheet as it was made at build, by its name; null: it is made of its sources. */
  readonly made: (name: string) => Buffer | null
  /** The addon of better-sqlite3, a path or the loaded object; undefined: the one in node_modules. */
  readonly nativeBinding: string | object | undefined
}

/** Returns the installation of a program that runs from its source. */
export function installation (): Installation {
  const read = (path: string): Buffer => readFileSync(join(import.meta.dirname, '../..', path))
  const { version } = JSON.parse(read('package.json').toString()) as { version: string }
  return { version, read, made: () => null, nativeBinding: undefined }
}
