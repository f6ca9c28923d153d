import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'

/** Folders where programs are installed, whether or not an ordinary user's shell looks there. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin', '/opt/homebrew/bin']

/** The executable with one of these names; null when it is not installed. */
export function executableOf (...names: readonly string[]): string | null {
  for (const path of FOLDERS.flatMap(folder => names.map(name => join(folder, name)))) {
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {}
  }
  return null
}
