import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '#domain/account/settings.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import { expandSheets, type Skin } from '#server/assets/style-sheets.ts'
import { timeline } from '#views/wire/drawing/timeline.ts'
import { timesIn } from '#views/parts/times.ts'
import { root } from '#test/source/project.ts'
import { pageOf } from '../views/sample.ts'
import { FOLDER, keptRecords } from './recording.ts'
import type { Chapter } from './chapters.ts'

export const pictureOf = ({ name }: Chapter, language: Language): string => join(FOLDER, `${name}.${language}.svg`)

/** Returns the wire view's drawing of kept exchanges as a file that stands alone: its colours within it, light and dark, no links. */
export function picture (chapter: Chapter, language: Language, records: readonly ExchangeRecord[] = keptRecords(chapter)): string {
  const page = { ...pageOf({ language }), times: timesIn(language, 'UTC') }
  const drawn = String(timeline(page, records, stepsOf(records), chapter.self) ?? '')
  const [, box = '', inner = ''] = /<svg viewBox="([^"]+)"[^>]*>([^]*)<\/svg>/.exec(drawn) ?? []
  const [, , width = '', height = ''] = box.split(' ')
  const unlinked = inner.replace(/<a [^>]*>/g, '<g>').replaceAll('</a>', '</g>').trim()
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="${width}" height="${height}" role="img">
<style>
${style()}</style>
<rect class="ground" width="${width}" height="${height}"/>
${unlinked}
</svg>
`
}

/** Returns the rules of the style sheets that a drawing needs. */
function style (): string {
  const read = (path: string): string => readFileSync(join(root, 'public/styles', path), 'utf8')
  const skin = (name: string): Skin => JSON.parse(read(`skins/${name}.json`)) as Skin
  const own = 'svg { color: $ink; fill: $ink; font: 12px system-ui, sans-serif; }\n.ground { fill: $paper; }'
  const shapes = read('wire/wire.css').split('\n').filter(line => /^\.wire-[a-z]+[^{]*\{[^}]*\}$/.test(line) && !/table|score|card|scroll|frame|raw/.test(line))
  const sheet = expandSheets([own, ...shapes, read('wire/bars.css')], skin('light'), skin('dark'))
  // A sheet of the site may load what a file alone has not.
  return sheet.replace(/\/\*[^]*?\*\//g, '').replaceAll('.wire-timeline ', '').replace(/\n{2,}/g, '\n')
}
