import { select } from './forms.ts'
import type { Html } from './html.ts'
import type { Page } from './page.ts'

const ZONES: readonly string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

/** Every zone there is; `unset` is what stands first for “not chosen”, when that can be. */
export function zoneField ({ say }: Page, { chosen, unset }: { chosen: string | null, unset: string | null }): Html {
  const zones = chosen === null || ZONES.includes(chosen) ? ZONES : [chosen, ...ZONES]
  const choices = zones.map(zone => ({ value: zone, label: zone.replaceAll('_', ' ') }))
  return select({
    name: 'time_zone',
    label: say('settings.time-zone'),
    choices: unset === null ? choices : [{ value: '', label: unset }, ...choices],
    chosen: chosen ?? ''
  })
}
