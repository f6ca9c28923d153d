import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import { TSC } from '../../scripts/checks.ts'
import { projectFiles, root } from '#test/source/project.ts'

/** A copy of the project in which a test can add rows to tables. */
export class CopiedTree {
  readonly folder: string

  constructor (t: Test) {
    this.folder = t.testdir()
    for (const path of projectFiles('.ts', '.js', '.json', '.css', '.svg', '.png', '.ico')) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true })
      cpSync(join(root, path), join(this.folder, path))
    }
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'))
  }

  /** Writes `text` before the one place where `place` stands in a file. */
  plant (path: string, place: string, text: string): void {
    const file = join(this.folder, path)
    const source = readFileSync(file, 'utf8')
    if (source.split(place).length !== 2) throw new Error(`${path} has not one place ${JSON.stringify(place)}`)
    writeFileSync(file, source.replace(place, () => text + place))
  }

  /** Returns the compiler's complaints about the copy, or about some folders of it; empty when there are none. */
  async compile (...folders: readonly string[]): Promise<string> {
    const options = ['--noEmit', '--pretty', 'false']
    if (folders.length > 0) {
      writeFileSync(join(this.folder, 'part.json'), JSON.stringify({ extends: './tsconfig.json', include: folders }))
      options.push('-p', 'part.json')
    }
    const compiled = promisify(execFile)(join(root, TSC), options, { cwd: this.folder })
    const { stdout } = await compiled.catch((failed: { stdout: string }) => failed)
    return stdout
  }

  /** Loads a module of the copy, beside that of the project itself. */
  async load<Module> (path: string): Promise<Module> {
    return await import(pathToFileURL(join(this.folder, path)).href) as Module
  }
}
