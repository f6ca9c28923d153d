import { Type } from 'typebox'
import { SELECTION_MAX } from '#domain/messages/selections.ts'

const NoText = Type.String({ pattern: '^[1-9]\\d{0,14}$' })

/** Numbers of messages in an address or a form: one is sent as text, several as a list. */
export const Nos = Type.Union([NoText, Type.Array(NoText, { maxItems: SELECTION_MAX })])

/** The same in one hidden field: `3 4`. */
export const NosField = Type.String({ pattern: '^[0-9 ]*$', maxLength: SELECTION_MAX * 16 })

export function numbers (no: string | readonly string[] | undefined): number[] {
  const found = [no ?? []].flat().flatMap(each => each.split(' ')).map(Number).filter(each => each > 0)
  return [...new Set(found)].slice(0, SELECTION_MAX)
}

/** The same numbers in an address: `no=3&no=4`. */
export function numbersQuery (nos: readonly number[]): string {
  return nos.map(no => `no=${no}`).join('&')
}
