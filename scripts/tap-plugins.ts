import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const STAMP = join('node_modules', '.cache', 'tap-plugins')

/**
 * Makes tap's Test class from the plugins that .taprc names, once per install. tap would do it by itself at the first
 * run, with an install of its own that no lock file holds; its generator alone finds the plugins already here.
 */
export function buildTapPlugins (): void {
  const wanted = readFileSync('.taprc', 'utf8')
  if (wanted === stamp()) return
  console.log('Building tap with the plugins of .taprc…')
  const plugins = output('tap', ['plugin', 'list']).trim().split('\n')
  output('generate-tap-test-class', plugins)
  mkdirSync(join(STAMP, '..'), { recursive: true })
  writeFileSync(STAMP, wanted)
}

function stamp (): string | null {
  try {
    return readFileSync(STAMP, 'utf8')
  } catch {
    return null
  }
}

function output (command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join('node_modules', '.bin', command), ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} failed\n${stdout}\n${stderr}`)
  return stdout
}
