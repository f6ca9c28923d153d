import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '#domain/account/settings.ts'
import type { ExchangeRecord } from '#domain/wire/records.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import { expandSheets, type Skin } from '#server/assets/style-sheets.ts'
import { seenBy } from '#views/wire/drawing/seen-by.ts'
import { timeline } from '#views/wire/drawing/timeline.ts'
import { timesIn } from '#views/parts/times.ts'
import { root } from '#test/source/project.ts'
import { pageOf } from '../views/sample.ts'
import { FOLDER, keptRecords } from './recording.ts'
import type { Chapter } from './chapters.ts'

export const pictureOf = ({ name }: Chapter, language: Language): string => join(FOLDER, `${name}.${language}.svg`)

/** Returns the wire view's drawing of kept exchanges as a file that stands alone: its colours within it, light and dark, no links. */
export function picture (chapter: Chapter, language: Language, records: readonly ExchangeRecord[] = keptRecords(chapter)): string {
  const page = seenBy({ ...pageOf({ language }), times: timesIn(language, 'UTC') }, records, chapter.self)
  const drawn = String(timeline(page, records, stepsOf(records), true) ?? '')
  const [, box = '', inner = ''] = /<svg viewBox="([^"]+)"[^>]*>([^]*)<\/svg>/.exec(drawn) ?? []
  const [, , width = '', height = ''] = box.split(' ')
  const unlinked = inner.replace(/<a [^>]*>/g, '<g>').replaceAll('</a>', '</g>').trim()
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="${width}" height="${height}" role="img">
<style>
${style(unlinked)}</style>
<rect class="ground" width="${width}" height="${height}"/>
${unlinked}
</svg>
`
}

/** Returns the rules of the wire view's style sheets for the classes in a drawing, and no others: the rest changes more often. */
function style (drawn: string): string {
  const read = (path: string): string => readFileSync(join(root, 'public/styles', path), 'utf8')
  const skin = (name: string): Skin => JSON.parse(read(`skins/${name}.json`)) as Skin
  const used = new Set([...drawn.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(' ')))
  const isUsed = (selector: string): boolean => [...selector.matchAll(/\.([\w-]+)/g)].every(([, name = '']) => used.has(name))
  const sheets = read('wire/wire.css') + read('wire/bars.css')
  const rules = [...sheets.matchAll(/^(\.wire-[^{}@]*)\{([^{}]*)\}$/gm)].flatMap(([, selectors = '', body = '']) => {
    const kept = selectors.split(',').map(selector => selector.trim()).filter(isUsed)
    return kept.length === 0 ? [] : [`${kept.join(', ')} {${body}}`]
  })
  const own = 'svg { color: $ink; fill: $ink; font: 12px system-ui, sans-serif; }\n.ground { fill: $paper; }'
  return expandSheets([own, ...rules], skin('light'), skin('dark'))
}
