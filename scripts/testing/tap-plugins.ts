import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from '../alone.js'

const STAMP = join('node_modules', '.cache', 'tap-plugins')

/**
 * Generates tap's Test class from the plugins that .taprc names, once per install. tap would do it by itself at the
 * first run, with an install of its own that no lock file holds; its generator alone finds the plugins already here.
 */
export async function buildTapPlugins (): Promise<void> {
  if (readFileSync('.taprc', 'utf8') === stamp()) return
  console.log('Building tap with the plugins of .taprc…')
  await alone(join('build', 'tap.lock'), () => console.log('Another window is at it…'), async () => build())
}

function build (): void {
  const wanted = readFileSync('.taprc', 'utf8')
  if (wanted === stamp()) return
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
