import { mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What the address of a socket may be long, in bytes: 108 on Linux, 104 on macOS, with its end. A folder may lie deeper. */
const PATH_MAX = 100

/** Where to listen so that `connectPath` finds it, and how to leave nothing behind. What stood at `path` is a dead process's. */
export function listenPath (path: string): { at: string, clear: () => void } {
  if (process.platform === 'win32') return { at: path, clear: () => {} }
  rmSync(path, { force: true })
  if (Buffer.byteLength(path) <= PATH_MAX) return { at: path, clear: () => rmSync(path, { force: true }) }
  // A folder of nobody else's with a name nobody can guess; the link to it stands in the data folder.
  const at = join(mkdtempSync(join(tmpdir(), 'holdline-')), 'sock')
  symlinkSync(at, path)
  return {
    at,
    clear () {
      rmSync(path, { force: true })
      rmSync(dirname(at), { recursive: true, force: true })
    }
  }
}

/** Where to connect. */
export function connectPath (path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return path
  }
}
