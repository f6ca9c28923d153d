import { mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Bytes of a socket's path: systems allow 108 (Linux) or 104 (macOS) with the final zero. A data folder may lie deeper. */
const PATH_MAX = 100

/** Returns a path to listen on that `connectPath` finds, and a clean-up. Removes what a dead process left at `path`. */
export function listenPath (path: string): { at: string, clear: () => void } {
  if (process.platform === 'win32') return { at: path, clear: () => {} }
  rmSync(path, { force: true })
  if (Buffer.byteLength(path) <= PATH_MAX) return { at: path, clear: () => rmSync(path, { force: true }) }
  // A private folder with an unguessable name; the data folder has a link to it.
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

/** Returns the path to connect to. */
export function connectPath (path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return path
  }
}
