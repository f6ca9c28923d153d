import { select, type FormRefusal } from './forms.ts'
import { html, type Html, type Renderable } from './html.ts'
import type { Page } from './page.ts'

const ZONES: readonly string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

interface ZoneShown {
  readonly refusal: FormRefusal | null
  readonly chosen: string | null
  /** The first choice, for “not chosen”; null where one must be chosen. */
  readonly unset: string | null
  readonly hint?: Renderable
  /** True: a script chooses the browser's own zone. */
  readonly isGuessed?: boolean
}

/** Every time zone as a choice. */
export function zoneField ({ say }: Page, { refusal, chosen, unset, hint = null, isGuessed = false }: ZoneShown): Html {
  const zones = chosen === null || ZONES.includes(chosen) ? ZONES : [chosen, ...ZONES]
  const choices = zones.map(zone => ({ value: zone, label: zone.replaceAll('_', ' ') }))
  return select({
    name: 'time_zone',
    refusal,
    label: say('settings.timeZone'),
    choices: unset === null ? choices : [{ value: '', label: unset }, ...choices],
    chosen: chosen ?? '',
    hint,
    more: isGuessed && html` data-guess="zone"`
  })
}
