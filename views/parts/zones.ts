import { select, type FormRefusal } from './forms.ts'
import type { Html } from './html.ts'
import type { Page } from './page.ts'

const ZONES: readonly string[] = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

/** Every time zone as a choice; `unset` is the first one, for “not chosen”, where that is possible. */
export function zoneField (
  { say }: Page, { refusal, chosen, unset }: { refusal: FormRefusal | null, chosen: string | null, unset: string | null }
): Html {
  const zones = chosen === null || ZONES.includes(chosen) ? ZONES : [chosen, ...ZONES]
  const choices = zones.map(zone => ({ value: zone, label: zone.replaceAll('_', ' ') }))
  return select({
    name: 'time_zone',
    refusal,
    label: say('settings.timeZone'),
    choices: unset === null ? choices : [{ value: '', label: unset }, ...choices],
    chosen: chosen ?? ''
  })
}
