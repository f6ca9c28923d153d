import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '#server/operator-error.ts'

/**
 * Copies the addon into a data folder, unless exactly these bytes are there: the system loads code from files alone. Returns its path.
 */
export function keepAddon (dataFolder: string, bytes: Buffer): string {
  const path = join(dataFolder, 'better_sqlite3.node')
  if (contentOf(path)?.equals(bytes) === true) return path
  // Renamed when complete: another process may have the former file loaded, and a full disk leaves half of the new one.
  const part = `${path}.part`
  try {
    writeFileSync(part, bytes, { mode: 0o600 })
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  return path
}

/** Loads an addon from a file; `name` begins the sentence of a failure. Throws OperatorError. */
export function loadAddon (path: string, name = 'SQLite'): object {
  const module = { exports: {} }
  try {
    process.dlopen(module, path)
    return module.exports
  } catch (error) {
    throw new OperatorError(`${name} cannot be loaded from ${path}: ${reason(error instanceof Error ? error.message : String(error))}`)
  }
}

function reason (message: string): string {
  const [, library, version] = /version `(GLIBC|GLIBCXX|CXXABI)_([\d.]+)' not found/.exec(message) ?? []
  if (library === 'GLIBC') {
    return `this system's C library (glibc) is older than ${version}, which it needs. Systems from 2022 on have it: Debian 12, Ubuntu 22.04, RHEL 9.`
  }
  if (library !== undefined) return `this system's C++ library (libstdc++) lacks ${library}_${version}. Systems from 2022 on have it: Debian 12, Ubuntu 22.04, RHEL 9.`
  if (/failed to map segment|Operation not permitted/.test(message)) {
    return 'programs may not be run from that disk (mounted noexec). Name a data folder on another one with --data, or mount it with exec.'
  }
  return `${message}.`
}

function contentOf (path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}
