import { DomainError } from '#domain/errors.ts'

/** Readings of one page that recalls may overtake, one after the other. */
const OVERTAKEN_MAX = 3

/** Returns what `reads` does; reads again while a text was recalled meanwhile: it takes some names in a later turn than the texts (D15). */
export async function withoutRecalled<Read> (erasures: () => number, reads: () => Promise<Read>): Promise<Read> {
  for (let tries = 0; tries < OVERTAKEN_MAX; tries++) {
    const before = erasures()
    const read = await reads()
    if (erasures() === before) return read
  }
  throw new DomainError('UNAVAILABLE', 'Something on this page was recalled meanwhile. Load it again.', 1)
}
