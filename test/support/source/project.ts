import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Paths of the project's own files with one of these endings: tracked or new to git, vendored files apart. */
export function projectFiles (...endings: readonly string[]): string[] {
  return allFiles().filter(path => endings.some(ending => path.endsWith(ending)) && !path.includes('vendor/'))
}

/** The text of a file of the project. */
export function readProjectFile (path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function allFiles (): string[] {
  try {
    const options: ExecFileSyncOptionsWithStringEncoding = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options)
    return listed.split('\0').filter(path => path !== '' && existsSync(join(root, path)))
  } catch {
    // An unpacked archive without a clone, or no git.
    return globSync(['*.json', '{bench,docs,public,scripts,src,test,views}/**/*.*'], { cwd: root })
  }
}
