import { spawnSync } from 'node:child_process'
import { executableOf } from '#test/executable.ts'

/** Programs that the conversations use, and the Debian packages that contain them. */
const PACKAGES = {
  'firefox-esr': 'firefox-esr',
  'netsurf-gtk': 'netsurf-gtk',
  Xvfb: 'xvfb',
  xdotool: 'xdotool',
  w3m: 'w3m',
  lynx: 'lynx',
  links: 'links',
  tmux: 'tmux'
} as const

const QTWEBKIT = 'python3-pyqt5.qtwebkit'

/** Every package that `npm run test:browsers` can use and npm does not install. */
export const ALL_PACKAGES = [...Object.values(PACKAGES), QTWEBKIT, 'fonts-noto-cjk'].sort()

/** The reason to skip a conversation that needs these programs; false when all are installed: tap's `skip`. */
export function lacking (...programs: readonly (keyof typeof PACKAGES)[]): string | false {
  const missing = programs.filter(program => executableOf(program) === null).map(program => PACKAGES[program])
  return missing.length > 0 && notInstalled(missing)
}

/** A Python that has QtWebKit, or the reason why there is none. */
export function pythonWithQtWebKit (): { python: string, skip: false } | { python: null, skip: string } {
  const python = ['/usr/bin/python3', 'python3'].find(each => {
    return spawnSync(each, ['-c', 'import PyQt5.QtWebKitWidgets'], { stdio: 'ignore', timeout: 20_000 }).status === 0
  })
  return python === undefined ? { python: null, skip: notInstalled([QTWEBKIT]) } : { python, skip: false }
}

function notInstalled (packages: readonly string[]): string {
  return `skipped: not installed (Debian: ${packages.join(' ')})`
}
