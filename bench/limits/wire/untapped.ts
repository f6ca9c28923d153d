import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The calls by which exchanges are recorded, with what stands there when nobody ever wrote a wire view. */
const TAPS: ReadonlyArray<readonly [file: string, tap: string, without: string]> = [
  ['src/routes/delivery/poll-route.ts', 'exchange.record(viewer, request, url, query)\n', '\n'],
  ['src/routes/delivery/send-route.ts', 'exchange.record(viewer, request, url, {})?.asked(body, length)\n', '\n'],
  ['src/server/app.ts', 'await app.register(recording, { exchanges })\n', 'app.decorateRequest(\'tape\', null)\n'],
  ['src/server/app.ts', 'import { recording } from \'#routes/delivery/recording.ts\'\n', '\n']
]

/** Returns a copy of this tree whose exchanges are never recorded, in a folder of its own. Throws when a tap stands elsewhere by now. */
export function untapped (tree: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'holdline-untapped-'))
  for (const name of ['package.json', 'src', 'views', 'public', 'test/support', 'bench/limits/wire']) cpSync(join(tree, name), join(copy, name), { recursive: true })
  symlinkSync(join(tree, 'node_modules'), join(copy, 'node_modules'))
  for (const [file, tap, without] of TAPS) {
    const text = readFileSync(join(copy, file), 'utf8')
    if (!text.includes(tap)) throw new Error(`${file} has no ${tap}`)
    writeFileSync(join(copy, file), text.replace(tap, without))
  }
  return copy
}
