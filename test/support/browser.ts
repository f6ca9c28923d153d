import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

// Arguments for Chromium; the package's own switch web security off. Its microphone beeps once a second.
const ARGS = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none']
const PACKAGE = join(import.meta.dirname, '../../node_modules/@sparticuz/chromium/package.json')
/** The folders where distributions keep a library that the package brings along for machines without it. */
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib']

/** Environment variables that unpacking changes in this process, some of them by the package itself. */
const CHANGED = ['TMPDIR', 'AWS_EXECUTION_ENV', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'HOME'] as const

/** A current Chromium, brought by npm and unpacked at the first use. The caller closes it. */
export async function openBrowser (): Promise<Browser> {
  const { path, env: own } = await currentChromium()
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value
  return chromium.launch({ executablePath: path, args: ARGS, env: { ...env, ...own } })
}

/** The path of Chromium, and its environment on this machine: libraries and fonts that the package brings for machines without. */
export async function currentChromium (): Promise<{ path: string, env: Record<string, string> }> {
  unpacking ??= unpacked()
  const folder = await unpacking
  const hasLibrary = LIBRARIES.some(path => existsSync(join(path, 'libnss3.so')))
  const hasFonts = existsSync('/usr/share/fonts/truetype') || existsSync('/usr/share/fonts/TTF')
  return {
    path: join(folder, 'chromium'),
    env: {
      ...hasLibrary ? {} : { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') },
      ...hasFonts ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }
    }
  }
}

let unpacking: Promise<string> | null = null

// Test files run side by side: each unpacks into a folder of its own, and the first to finish renames it to the shared name.
async function unpacked (): Promise<string> {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }
  const folder = join(tmpdir(), `holdline-chromium-${version}`)
  if (existsSync(folder)) return folder
  const own = mkdtempSync(`${folder}-`)
  const before = CHANGED.map(name => [name, process.env[name]] as const)
  // The second variable makes the package unpack that library, too.
  Object.assign(process.env, { TMPDIR: own, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' })
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    await packed.executablePath()
  } finally {
    for (const [name, value] of before) restore(name, value)
  }
  try {
    renameSync(own, folder)
  } catch {
    rmSync(own, { recursive: true })
  }
  return folder
}

function restore (name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
